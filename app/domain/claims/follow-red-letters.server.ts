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

type Pending = { redLetterId: bigint; redNo: string; number: string }

/**
 * Follows every red-letter fapiao to the claims that were approved before it came: what the rules give less now is cut
 * where it is not paid yet, and demanded back from whoever was paid. A claim with a payment under way is looked at again
 * later; one whose rules give something else today for another reason is left to a person. A reward follows its orders the same way. Answers how many were looked at.
 */
export async function followRedLetters(ctx: Context): Promise<number> {
	const pending = await ctx.db.$queryRaw<Pending[]>`
		SELECT r.id AS "redLetterId", r.number AS "redNo", c.number FROM red_letter r JOIN (
			SELECT rp.red_letter_id, a.claim_id FROM red_letter_part rp JOIN invoice_allocation a ON a.part_id = rp.part_id
			UNION SELECT rp.red_letter_id, w.claim_id FROM red_letter_part rp JOIN invoice_part ip ON ip.id = rp.part_id JOIN rewarded_order w ON w.order_id = ip.order_id) touched
			ON touched.red_letter_id = r.id JOIN claim c ON c.id = touched.claim_id
		WHERE c.state IN ('approved', 'partly_paid', 'paid') AND c.approved_at <= r.recorded_at
			AND NOT EXISTS (SELECT FROM claim_reduction d WHERE d.claim_id = c.id AND d.red_letter_id = r.id)
		ORDER BY r.id, c.number`
	let done = 0
	for (const each of pending) if (await follow(ctx, each)) done++
	return done
}

/** False when the claim must wait for a payment under way. */
async function follow(ctx: Context, { redLetterId, redNo, number }: Pending): Promise<boolean> {
	const head = await readHead(ctx, number)
	const lines = await claimLines(ctx, head.id, false)
	const excess = await claimExcess(ctx, head, lines)
	if (excess.amountFen === 0n || excess.isForPerson) {
		await ctx.db.claimReduction.createMany({
			data: { claimId: head.id, redLetterId, outcome: excess.isForPerson ? 'by_person' : 'unchanged', at: ctx.now },
			skipDuplicates: true,
		})
		return true
	}
	try {
		await callBooks(
			{ ...ctx, key: `red-letter:${redLetterId}:${head.id}` },
			'reduce_claim',
			{
				claimId: head.id,
				redLetterId,
				lines: byLine(excess, lines),
				keepDraws: keptDraws(head, excess),
				reason: `红字发票 ${redNo}`,
				article: '',
				dueOn: addDays(shanghaiDay(ctx.now), repayDays),
				numbers: await nextNumbers(ctx, 'clawback', 9),
			},
			{ claimId: head.id, redLetterId },
		)
		return true
	} catch (error) {
		if (error instanceof DomainError && error.code === 'payment.under_way') return false
		throw error
	}
}

/** The excess falls on the lines whose invoice was reduced, in their order, at most what is approved of each. */
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
