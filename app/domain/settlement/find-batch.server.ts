import type { Context } from '#app/domain/context.server.ts'
import { DomainError } from '#app/lib/errors.ts'
import type { BatchState } from './batch.ts'

/** A batch with what every command on it asks first: its fund's authority and who did what. Throws not_found. */
export async function findBatch(ctx: Context, number: string) {
	const batch = await ctx.db.batch.findUnique({ where: { number } })
	if (!batch) throw new DomainError('not_found')
	const fund = await ctx.db.fund.findUniqueOrThrow({
		where: { id: batch.fundId },
		include: { sources: { where: { sourceNo: batch.sourceNo } } },
	})
	return { ...batch, state: batch.state as BatchState, fund, source: fund.sources[0]!, authorityId: fund.authorityId }
}

/** Who reviewed the claims of a batch: none of them may lock it. */
export async function reviewersOf(ctx: Context, batchId: bigint): Promise<(bigint | null)[]> {
	const rows = await ctx.db.$queryRaw<{ reviewedById: bigint | null }[]>`
		SELECT DISTINCT c.reviewed_by_id AS "reviewedById"
		FROM settlement_line l JOIN pay_line p ON p.id = l.pay_line_id JOIN claim c ON c.id = p.claim_id
		WHERE l.batch_id = ${batchId}`
	return rows.map((row) => row.reviewedById)
}
