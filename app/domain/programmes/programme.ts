import { z } from 'zod'
import { day, file, optionalFile, optionalText, reference, text, wholeNumber } from '#app/lib/form-fields.ts'
import type { Machine } from '#app/lib/machine.ts'

/** Life cycles of programme versions and rounds, and the forms that move them. */

export type VersionState = 'draft' | 'submitted' | 'published' | 'withdrawn'
export type VersionEvent = 'submit' | 'return' | 'publish'
export const versionMachine: Machine<VersionState, VersionEvent> = {
	submit: { from: ['draft'], to: 'submitted' },
	return: { from: ['submitted'], to: 'draft' },
	publish: { from: ['submitted'], to: 'published' },
}

export type RoundState = 'draft' | 'approved' | 'closed'
export type RoundEvent = 'approve' | 'close'
export const roundMachine: Machine<RoundState, RoundEvent> = {
	approve: { from: ['draft'], to: 'approved' },
	close: { from: ['approved'], to: 'closed' },
}

/** Where a round stands on a day: approved is not yet open. */
export function roundStanding(round: { state: string; opensAt: Date; closesAt: Date }, now: Date): string {
	if (round.state !== 'approved') return round.state
	if (now < round.opensAt) return 'not_yet_open'
	return now < round.closesAt ? 'open' : 'ended'
}

/** A document as text or as a file; the file counts when there are both. */
export const documentForm = z.object({ document: optionalText(1_000_000), file: optionalFile() })
export type DocumentInput = z.output<typeof documentForm>

/** A programme to be begun in the editor: its names, its id for cap keys, and whose rules it starts from. */
export const beginForm = z.object({
	nameZh: text(200),
	nameEn: text(200),
	id: z
		.string({ error: 'field.required' })
		.trim()
		.regex(/^[a-z0-9][a-z0-9_-]{0,59}$/, 'field.not_a_slug'),
	copyOf: optionalText(64),
})
export type BeginInput = z.output<typeof beginForm>

/** Which chapter of a draft is sent, and the fingerprint of what the person saw of it. */
export const chapterForm = z.object({ chapter: reference(), seen: reference() })
export const removeCaseForm = z.object({ index: wholeNumber(0, 999), hash: reference() })
export const casesFileForm = z.object({ file: file() })

/** Which version is meant, and the hash of the document the person has read. */
export const versionForm = z.object({ version: wholeNumber(1, 9999), hash: reference() })

export const roundForm = z
	.object({
		fund: reference(),
		name: text(80),
		noticeNo: text(80),
		opensOn: day(),
		closesOn: day(),
		serviceFrom: day(),
		serviceUntil: day(),
		contact: text(200),
	})
	.superRefine((round, ctx) => {
		if (round.closesOn < round.opensOn)
			ctx.addIssue({ code: 'custom', path: ['closesOn'], message: 'field.ends_before' })
		if (round.serviceUntil < round.serviceFrom)
			ctx.addIssue({ code: 'custom', path: ['serviceUntil'], message: 'field.ends_before' })
	})
export type RoundInput = z.output<typeof roundForm>

export const roundStepForm = z.object({ round: reference() })

/** "40" or "33.33" per cent → basis points. */
const ratioPercent = () =>
	z
		.string({ error: 'field.required' })
		.trim()
		.regex(/^\d{1,3}(\.\d{1,2})?$/, 'field.not_a_percent')
		.transform((value) => Math.round(Number(value) * 100))
		.refine((bp) => bp >= 1 && bp <= 10_000, 'field.not_a_percent')
export const ratioForm = z.object({ round: reference(), percent: ratioPercent(), documentNo: text(80) })
export type RatioInput = z.output<typeof ratioForm>
export const ratioStepForm = z.object({ round: reference(), bp: wholeNumber(1, 10_000) })
