import type { Context } from '#app/domain/context.server.ts'
import { callBooks } from '#app/domain/ledger/call-books.server.ts'
import { nextNumbers } from '#app/domain/numbers.server.ts'
import { DomainError } from '#app/lib/errors.ts'
import { fen } from '#app/lib/money.ts'
import { addDays, shanghaiDay } from '#app/lib/time.ts'
import { readEvaluation, shareApproved } from './claim-evaluation.ts'
import { type ClaimExcess, claimExcess, isTakenBack } from './claim-excess.server.ts'
import { type ClaimHead, readHead } from './claim-head.server.ts'
import { type ClaimLineView, claimLines } from './claim-lines.server.ts'

/** Days to repay what is demanded without a sanction. The published rules name none; ours: 30. */
const repayDays = 30

/** What took back: a red-letter fapiao, or a clawback. */
export type Cause = {
	cause: { redLetterId: bigint } | { clawbackId: bigint }
	/** begins the key under which it is followed */
	key: string
	/** as the claimant reads it */
	reason: string
}

/**
 * Follows what was taken back to an approved claim that stands on it: what the rules give less now is cut where it is not paid
 * yet, and demanded back from whoever was paid. Each cause once. False when the claim must wait for a payment under way; one
 * whose rules give something else today for another reason is left to a person.
 */
export async function followCause(ctx: Context, number: string, { cause, key, reason }: Cause): Promise<boolean> {
	const head = await readHead(ctx, number)
	const lines = await claimLines(ctx, head.id, false)
	const excess = await claimExcess(ctx, head, lines)
	if (excess.amountFen === 0n || excess.isForPerson) {
		await ctx.db.claimReduction.createMany({
			data: { claimId: head.id, ...cause, outcome: excess.isForPerson ? 'by_person' : 'unchanged', at: ctx.now },
			skipDuplicates: true,
		})
		return true
	}
	try {
		await callBooks(
			{ ...ctx, key: `${key}:${head.id}` },
			'reduce_claim',
			{
				claimId: head.id,
				...cause,
				lines: byLine(excess, lines),
				keepDraws: keptDraws(head, excess),
				reason,
				article: '',
				dueOn: addDays(shanghaiDay(ctx.now), repayDays),
				numbers: await nextNumbers(ctx, 'clawback', 9),
			},
			{ claimId: head.id, ...cause },
		)
		return true
	} catch (error) {
		if (error instanceof DomainError && error.code === 'payment.under_way') return false
		throw error
	}
}

/** The excess falls on the lines of which something was taken back, in their order, at most what is approved of each. */
function byLine({ amountFen }: ClaimExcess, lines: readonly ClaimLineView[]) {
	let rest: bigint = amountFen
	const reduced = lines.filter(isTakenBack)
	return [...reduced, ...lines.filter((line) => !reduced.includes(line))].flatMap((line) => {
		const approvedFen = line.approvedFen ?? fen(0)
		const excessFen = rest < approvedFen ? rest : approvedFen
		rest -= excessFen
		return excessFen > 0n ? [{ lineNo: line.lineNo, excessFen }] : []
	})
}

/** What a claim without a voucher still draws on caps, were all of the excess cut. */
function keptDraws(head: ClaimHead, excess: ClaimExcess) {
	const evaluation = readEvaluation(head.evaluation)
	if (head.kind === 'voucher' || !evaluation) return []
	return shareApproved(evaluation, fen(excess.approvedFen - excess.amountFen)).draws
}
