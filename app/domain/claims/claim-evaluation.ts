import { z } from 'zod'
import type { BooksValue } from '#app/domain/ledger/call-books.server.ts'
import type { Evaluation } from '#app/domain/programmes/evaluation.ts'
import { fen, type Money, split } from '#app/lib/money.ts'

const money = z.string().regex(/^\d+$/).transform(fen)

const stored = z.object({
	decision: z.enum(['eligible', 'not_eligible', 'needs']),
	amountFen: money,
	split: z.array(z.object({ source: z.string(), amountFen: money })),
	enterprisePaysFen: money,
	baseFen: money,
	draws: z.array(z.object({ capKey: z.string(), limitFen: money, amountFen: money })),
	lines: z.array(z.object({ baseFen: money, amountFen: money })),
	reasons: z.array(
		z.object({
			code: z.string(),
			verdict: z.enum(['ok', 'limit', 'no', 'needs', 'info']),
			zh: z.string(),
			en: z.string(),
			article: z.string(),
			ours: z.boolean().optional(),
			amountFen: money.optional(),
			line: z.number().int().optional(),
		}),
	),
	needs: z.array(z.string()),
})

/** The evaluation as it was when the claim was submitted; null when the column holds none. */
export function readEvaluation(value: unknown): Evaluation | null {
	const read = stored.safeParse(value)
	return read.success ? read.data : null
}

/** An evaluation as JSON: amounts are fen as text. */
export const plainEvaluation = (evaluation: Evaluation): { [key: string]: BooksValue } =>
	JSON.parse(
		JSON.stringify(evaluation, (_key, value: unknown) => (typeof value === 'bigint' ? value.toString() : value)),
	)

/**
 * Who pays an approved amount, and what it takes from caps, when it may be less than what the rules gave: the parts fall
 * in the same proportion by largest remainder; a draw of the whole amount becomes the approved amount, a draw of one
 * source's part becomes that source's part, any other shrinks in proportion, rounded up.
 */
export function shareApproved(evaluation: Evaluation, approvedFen: Money): Pick<Evaluation, 'split' | 'draws'> {
	const parts = split(
		approvedFen,
		evaluation.split.map((part) => part.amountFen),
	)
	const shares = evaluation.split.map((part, index) => ({ source: part.source, amountFen: parts[index]! }))
	const draws = evaluation.draws.map((draw) => ({ ...draw, amountFen: shareOfDraw(draw.amountFen) }))
	return { split: shares, draws: draws.filter((draw) => draw.amountFen > 0n) }

	function shareOfDraw(drawn: Money): Money {
		if (drawn === evaluation.amountFen || evaluation.amountFen === 0n) return approvedFen
		const source = evaluation.split.findIndex((part) => part.amountFen === drawn)
		if (source >= 0) return parts[source]!
		const whole = evaluation.amountFen
		return fen((drawn * approvedFen + whole - 1n) / whole)
	}
}
