import type { Context } from '#app/domain/context.server.ts'
import type { Related } from '#app/domain/relations/relations.server.ts'
import { fen, type Money, sum } from '#app/lib/money.ts'
import type { ClaimHead } from './claim-head.server.ts'
import type { ClaimLineView } from './claim-lines.server.ts'
import { rulesFor } from './claim-rules.server.ts'

/** What an approved claim has above what its rules give since something was taken back of what it stands on, in fen. */
export type ClaimExcess = {
	/** approved and neither cut nor demanded back since */
	approvedFen: Money
	amountFen: Money
	/** without what was taken back the rules would give less than was approved too: something else changed, a person judges */
	isForPerson: boolean
}

const none: ClaimExcess = { approvedFen: fen(0), amountFen: fen(0), isForPerson: false }

/**
 * Judges an approved claim anew with its invoices as they are after red-letter fapiao, a reward with its orders as they are after
 * clawbacks of their support, and once more as if none had come: only what these took is an excess by itself. Nothing is evaluated
 * where nothing was taken back, or all of it was followed.
 */
export async function claimExcess(
	ctx: Context,
	head: ClaimHead,
	lines: readonly ClaimLineView[],
	related?: ReadonlyMap<string, Related>,
): Promise<ClaimExcess> {
	const isReduced = lines.some(isTakenBack)
	if (!isReduced || !['approved', 'partly_paid', 'paid'].includes(head.state) || head.approvedFen === null) return none
	const [{ demanded, cleared, isFollowed }] = await ctx.db.$queryRaw<
		[{ demanded: bigint; cleared: bigint; isFollowed: boolean }]
	>`
		SELECT (SELECT coalesce(sum(demanded_fen), 0)::bigint FROM pay_line WHERE claim_id = ${head.id}) AS demanded,
			(SELECT coalesce(sum(amount_fen), 0)::bigint FROM clawback WHERE claim_id = ${head.id} AND origin = 'clearing') AS cleared,
			NOT EXISTS (SELECT FROM (SELECT invoice_id, claim_id FROM invoice_allocation WHERE claim_id = ${head.id}
					UNION SELECT ip.invoice_id, w.claim_id FROM rewarded_order w JOIN invoice_part ip ON ip.order_id = w.order_id WHERE w.claim_id = ${head.id}) a
				JOIN red_letter r ON r.invoice_id = a.invoice_id JOIN claim c ON c.id = a.claim_id
				LEFT JOIN claim_reduction d ON d.claim_id = a.claim_id AND d.red_letter_id = r.id
				WHERE r.recorded_at > c.reviewed_at AND d.outcome IS DISTINCT FROM 'unchanged' AND d.outcome IS DISTINCT FROM 'reduced')
			AND NOT EXISTS (SELECT FROM rewarded_order w JOIN claim c ON c.id = w.claim_id JOIN claimed_order k ON k.order_id = w.order_id JOIN clawback b ON b.claim_id = k.claim_id
				LEFT JOIN claim_reduction d ON d.claim_id = c.id AND d.clawback_id = b.id
				WHERE c.id = ${head.id} AND b.origin = 'person' AND b.state IN ('demanded', 'received') AND b.decided_at > c.reviewed_at
					AND d.outcome IS DISTINCT FROM 'unchanged' AND d.outcome IS DISTINCT FROM 'reduced') AS "isFollowed"`
	if (isFollowed) return none
	// why: what another level bears by a clearing is not demanded from the payee; to whom it goes back is for a person
	const approvedFen = fen(head.approvedFen - demanded + cleared)
	const evaluate = await rulesFor(ctx, head, lines, related)
	const now = evaluate(lines)
	if (now.amountFen >= approvedFen) return { ...none, approvedFen }
	const before = evaluate(lines.map(asIfNothingTaken))
	return {
		approvedFen,
		amountFen: fen(approvedFen - now.amountFen),
		isForPerson: cleared > 0n || before.amountFen < approvedFen,
	}
}

/** Whether something was taken back of what a line stands on. */
export const isTakenBack = ({ basis, papers }: ClaimLineView) =>
	(basis?.takenBackFen ?? 0n) > 0n ||
	(basis?.demandedBackFen ?? 0n) > 0n ||
	papers.invoices.some((invoice) => invoice.redLetters.length > 0)

/** A line as if no red-letter fapiao had come to its invoices and nothing had been demanded back. */
function asIfNothingTaken(line: ClaimLineView): ClaimLineView {
	const invoices = line.papers.invoices.map((invoice) => ({
		...invoice,
		partFen: sum([invoice.partFen, ...invoice.redLetters.map((red) => red.partFen)]),
		netFen: sum([invoice.netFen, ...invoice.redLetters.map((red) => red.amountFen)]),
		redLetters: [],
	}))
	const basis = line.basis && { ...line.basis, takenBackFen: fen(0), demandedBackFen: fen(0) }
	return { ...line, basis, papers: { ...line.papers, invoices } }
}
