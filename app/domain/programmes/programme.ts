import { z } from 'zod'
import { day, optionalFile, optionalText, reference, text, wholeNumber } from '#app/lib/form-fields.ts'
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
