import { z } from 'zod'
import { creditCodeFault } from '#app/lib/credit-code.ts'
import { reference, text } from '#app/lib/form-fields.ts'
import { declaredKinds, tieKinds } from './relation.ts'

/** 33.5 (percent) → 3350 basis points; empty: not said. */
const share = () =>
	z
		.string()
		.trim()
		.optional()
		.default('')
		.transform((value, ctx): number | null => {
			if (value === '') return null
			const match = /^(\d{1,3})(?:\.(\d{1,2}))?$/.exec(value)
			const bp = match ? Number(match[1]) * 100 + Number((match[2] ?? '').padEnd(2, '0')) : 0
			if (bp >= 1 && bp <= 10_000) return bp
			ctx.addIssue({ code: 'custom', message: 'field.out_of_range' })
			return z.NEVER
		})

const optionalCode = () =>
	z
		.string()
		.trim()
		.toUpperCase()
		.optional()
		.default('')
		.superRefine((code, ctx) => {
			const fault = code === '' ? null : creditCodeFault(code)
			if (fault) ctx.addIssue({ code: 'custom', message: `field.credit_code_${fault}` })
		})

/** Who stands behind one's own organisation. The code tells entities apart from people. */
export const declareAffiliationForm = z.object({
	kind: z.enum(declaredKinds, { error: 'field.required' }),
	value: text(120),
	code: optionalCode(),
	share: share(),
})
export type DeclareAffiliationInput = z.output<typeof declareAffiliationForm>

/** What a bureau knows of a party of a claim, and where from. */
export const recordAffiliationForm = z.object({
	/** credit code of the party it is about */
	party: reference(),
	kind: z.enum(tieKinds, { error: 'field.required' }),
	value: text(200),
	code: optionalCode(),
	share: share(),
	basis: text(300),
})
export type RecordAffiliationInput = z.output<typeof recordAffiliationForm>

export const endAffiliationForm = z.object({ id: z.string().regex(/^\d{1,18}$/, 'field.invalid') })
