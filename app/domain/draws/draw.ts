import { z } from 'zod'
import { day, longText, reference, text, wholeNumber } from '#app/lib/form-fields.ts'

/**
 * A draw: how a round that gives by lottery (摇号) or by score (评分排序) comes to its vouchers. Its list is closed and
 * hashed, a lottery's public number is entered once it exists, another person approves, and the money is granted in order.
 */

/** Where a draw stands. `open`: applications still come in. */
export const drawStages = ['open', 'to_close', 'waiting', 'to_enter', 'to_approve', 'granting', 'done'] as const
export type DrawStage = (typeof drawStages)[number]

/** Candidates on one page of a list. */
export const candidatesPerPage = 50

/** What became of an application in a draw. */
export const drawOutcomes = ['granted', 'exhausted', 'cap', 'withdrawn', 'not_eligible', 'not_corrected'] as const
export type DrawOutcome = (typeof drawOutcomes)[number]

type Standing = {
	isRoundOver: boolean
	isClosed: boolean
	giving: string
	isNumberDue: boolean
	hasNumber: boolean
	isApproved: boolean
	left: number
}

/** The stage of a draw from what has happened. */
export function drawStage(draw: Standing): DrawStage {
	if (!draw.isClosed) return draw.isRoundOver ? 'to_close' : 'open'
	if (draw.isApproved) return draw.left > 0 ? 'granting' : 'done'
	if (draw.giving === 'ranked' || draw.hasNumber) return 'to_approve'
	return draw.isNumberDue ? 'to_enter' : 'waiting'
}

/** A public number as it counts: its digits in their order, whatever stands between them. */
export const digitsOf = (written: string) => written.replace(/\D/g, '')

export const drawNumberForm = z.object({
	number: text(120)
		.transform(digitsOf)
		.refine((digits) => digits.length >= 4 && digits.length <= 40, 'field.not_a_number'),
	drawnOn: day(),
})
/** Which entered number is meant; empty where a score decides. */
export const drawApprovalForm = z.object({ entered: z.string().max(20).optional().default('') })
export const drawReturnForm = z.object({ entered: reference(), reason: longText(500) })
export const scoreForm = z.object({ criterion: reference(), points: wholeNumber(0, 1000), reason: longText(500) })
export type ScoreInput = z.output<typeof scoreForm>
