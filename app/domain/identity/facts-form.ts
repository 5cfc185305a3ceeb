import { z } from 'zod'
import type { EnterpriseFacts } from '#app/domain/programmes/enterprise-facts.ts'
import { factsSchema } from '#app/domain/programmes/facts.ts'
import { day, optionalText, wholeNumber, yuan } from '#app/lib/form-fields.ts'
import { formatYuan } from '#app/lib/money.ts'
import {
	enterpriseLegalForms,
	enterpriseSizes,
	incubatorKinds,
	type TitleCode,
	titleCodes,
} from './enterprise-titles.ts'

const year = () => wholeNumber(1990, 2200).optional()
const titleYears = z.object({ from: year(), until: year() }).optional()

/**
 * What programmes ask about an enterprise, as it states it itself. Every field may stay empty: what is unknown is asked
 * for when a programme needs it.
 */
export const factsForm = z.object({
	sector: optionalText(80),
	legalForm: z.enum(enterpriseLegalForms).optional(),
	size: z.enum(enterpriseSizes).optional(),
	headcount: wholeNumber(0, 1_000_000).optional(),
	revenueLast: yuan().optional(),
	revenueBefore: yuan().optional(),
	registeredCapital: yuan().optional(),
	establishedOn: day().optional(),
	controller: optionalText(80),
	badCredit: z.enum(['yes', 'no']).optional(),
	incubator: z.enum(['none', ...incubatorKinds]).optional(),
	titles: z
		.object(Object.fromEntries(titleCodes.map((code) => [code, titleYears])) as Record<TitleCode, typeof titleYears>)
		.optional()
		.superRefine((titles, ctx) => {
			for (const code of titleCodes) {
				const { from, until } = titles?.[code] ?? {}
				if (from === undefined && until === undefined) continue
				if (from === undefined || until === undefined || until < from || until - from > 30)
					ctx.addIssue({ code: 'custom', path: [code, 'until'], message: 'field.title_years' })
			}
		}),
})
export type FactsInput = z.output<typeof factsForm>

/** The form's answers in the shape programmes read (domain/programmes/facts.ts). */
export function factsOf(input: FactsInput): EnterpriseFacts {
	const { revenueLast, revenueBefore, registeredCapital, titles, badCredit, incubator } = input
	return {
		sector: input.sector || undefined,
		legalForm: input.legalForm,
		size: input.size,
		headcount: input.headcount,
		revenueFen:
			revenueLast === undefined
				? undefined
				: revenueBefore === undefined
					? [revenueLast]
					: [revenueLast, revenueBefore],
		registeredCapitalFen: registeredCapital,
		establishedOn: input.establishedOn,
		controller: input.controller || undefined,
		badCredit: badCredit === undefined ? undefined : badCredit === 'yes',
		incubator: incubator === undefined ? undefined : incubator === 'none' ? null : incubator,
		titles: titleCodes.flatMap((code) => {
			const { from, until } = titles?.[code] ?? {}
			if (from === undefined || until === undefined) return []
			return [{ code, years: Array.from({ length: until - from + 1 }, (_, i) => from + i) }]
		}),
	}
}

/** Stored facts as the form shows them, by field name. Facts that cannot be read show as nothing. */
export function factsTyped(stored: unknown): Record<string, string> {
	const parsed = factsSchema.shape.enterprise.safeParse(stored)
	if (!parsed.success) return {}
	const facts = parsed.data
	const typed: Record<string, string | undefined> = {
		sector: facts.sector,
		legalForm: facts.legalForm,
		size: facts.size,
		headcount: facts.headcount?.toString(),
		revenueLast: facts.revenueFen?.[0] === undefined ? undefined : formatYuan(facts.revenueFen[0]),
		revenueBefore: facts.revenueFen?.[1] === undefined ? undefined : formatYuan(facts.revenueFen[1]),
		registeredCapital: facts.registeredCapitalFen === undefined ? undefined : formatYuan(facts.registeredCapitalFen),
		establishedOn: facts.establishedOn,
		controller: facts.controller,
		badCredit: facts.badCredit === undefined ? undefined : facts.badCredit ? 'yes' : 'no',
		incubator: facts.incubator === null ? 'none' : facts.incubator,
	}
	for (const { code, years } of facts.titles ?? []) {
		typed[`titles.${code}.from`] = String(Math.min(...years))
		typed[`titles.${code}.until`] = String(Math.max(...years))
	}
	return Object.fromEntries(Object.entries(typed).flatMap(([name, value]) => (value ? [[name, value]] : [])))
}
