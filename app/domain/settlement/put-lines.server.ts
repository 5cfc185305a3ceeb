import type { Context } from '#app/domain/context.server.ts'
import { databaseError } from '#app/domain/ledger/call-books.server.ts'
import { DomainError } from '#app/lib/errors.ts'

/**
 * Puts pay lines of a batch's fund and source into it, each as its next attempt. All of them or none: a line already in
 * a live batch, paid, or of another fund or source refuses with batch.line_taken.
 */
export async function putLines(
	tx: Context,
	batch: { id: bigint; fundId: bigint; sourceNo: number },
	payLineIds: readonly bigint[],
): Promise<void> {
	const ids = [...new Set(payLineIds)]
	let put: number
	try {
		put = await tx.db.$executeRaw`
			INSERT INTO settlement_line (pay_line_id, attempt, batch_id, amount_fen)
			SELECT p.id, 1 + COALESCE((SELECT max(attempt) FROM settlement_line l WHERE l.pay_line_id = p.id), 0),
				${batch.id}, p.amount_fen
			FROM pay_line p JOIN claim c ON c.id = p.claim_id
			WHERE p.id = ANY (${ids}::bigint[]) AND p.fund_id = ${batch.fundId} AND p.source_no = ${batch.sourceNo}
				AND c.state IN ('approved', 'partly_paid')
			ORDER BY p.id`
	} catch (error) {
		// why: two officers picked the same line; one live attempt per pay line is a unique index
		if (databaseError(error).state === '23505') throw new DomainError('batch.line_taken')
		throw error
	}
	if (put !== ids.length) throw new DomainError('batch.line_taken')
}
