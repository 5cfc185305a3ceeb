import { z } from 'zod'
import { day, text, yuan } from '#app/lib/form-fields.ts'
import type { LocalDate } from '#app/lib/time.ts'
import { factsAt } from './case-facts.ts'
import { type Answers, factsOfAnswers } from './check-answers.ts'
import { steps } from './document-parts.ts'
import { evaluate } from './evaluate.ts'
import type { Facts } from './facts.ts'
import type { ProgrammeDocument } from './programme-document.ts'
import { type CaseResult, checkCase, type WorkedCase, workedCases } from './worked-case.ts'

/** Worked examples that the writers of a programme keep with it: facts, and the sum the paper says. */

export const mostCases = 200

export const caseForm = z.object({
	name: text(200),
	step: z.enum(steps, { error: 'field.required' }),
	at: day(),
	decision: z.enum(['eligible', 'not_eligible'], { error: 'field.required' }),
	amount: z
		.string()
		.trim()
		.optional()
		.default('')
		.pipe(z.union([z.literal(''), yuan()], { error: 'field.not_an_amount' })),
})
export type CaseInput = z.output<typeof caseForm>

/** The most a voucher may be asked for, where it is given as asked. */
const mostAsked = ({ grant }: ProgrammeDocument) => (grant.face?.kind === 'requested' ? grant.face.maxFen : undefined)

/**
 * A case from what was typed: the answers of the eligibility check as facts, and what must come out. An order is paid
 * from the voucher the rules would grant, a claim from what the order then holds.
 */
export function caseOfAnswers(
	document: ProgrammeDocument,
	input: CaseInput,
	answers: Answers,
	pathOf: (category: string) => string[],
): WorkedCase {
	const order = withVoucher(document, factsOfAnswers(document, answers, { at: input.at as LocalDate, pathOf }))
	const asked = order.money?.contractFen ?? mostAsked(document)
	return {
		name: input.name,
		facts: input.step === 'claim' ? claimOf(document, order) : factsAt(input.step, order, asked),
		expect: { decision: input.decision, ...(input.amount === '' ? {} : { amountFen: input.amount }) },
	}
}

function withVoucher(document: ProgrammeDocument, order: Facts): Facts {
	if (document.grant.object === 'none') return order
	const granted = evaluate(document, factsAt('grant', order, mostAsked(document)))
	return granted.decision === 'eligible' ? { ...order, voucher: { freeFen: granted.amountFen } } : order
}

function claimOf(document: ProgrammeDocument, order: Facts): Facts {
	const claim = factsAt('claim', order)
	if (document.grant.object === 'none') return claim
	const held = evaluate(document, order)
	return held.decision === 'eligible' ? { ...claim, voucher: { heldFen: held.amountFen } } : claim
}

/** Cases as stored. Throws RangeError when they are none: what is stored was validated before. */
export function readCases(json: unknown): WorkedCase[] {
	const read = workedCases.safeParse(json)
	if (!read.success) throw new RangeError(`not worked cases: ${read.error.issues[0]?.message}`)
	return read.data
}

/** Cases as plain JSON: amounts become text. */
export const plainCases = (cases: readonly WorkedCase[]): unknown[] =>
	JSON.parse(JSON.stringify(cases, (_, value: unknown) => (typeof value === 'bigint' ? value.toString() : value)))

/** Every case computed by the document. */
export const checkCases = (
	document: ProgrammeDocument,
	cases: readonly WorkedCase[],
): (CaseResult & { facts: Facts; expect: WorkedCase['expect'] })[] =>
	cases.map((one) => ({ ...checkCase(document, one), facts: one.facts, expect: one.expect }))
