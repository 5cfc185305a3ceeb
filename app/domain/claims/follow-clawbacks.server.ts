import type { Context } from '#app/domain/context.server.ts'
import { followCause } from './follow-cause.server.ts'

/**
 * Follows every clawback that people demanded of what an order was supported with to the reward of its provider, where that was
 * reviewed before and approved (see followCause). Answers how many were looked at.
 */
export async function followClawbacks(ctx: Context): Promise<number> {
	const pending = await ctx.db.$queryRaw<{ id: bigint; clawback: string; number: string }[]>`
		SELECT DISTINCT b.id, b.number AS clawback, c.number FROM clawback b JOIN claimed_order k ON k.claim_id = b.claim_id
			JOIN rewarded_order w ON w.order_id = k.order_id JOIN claim c ON c.id = w.claim_id
		WHERE b.origin = 'person' AND b.state IN ('demanded', 'received')
			AND c.state IN ('approved', 'partly_paid', 'paid') AND c.reviewed_at < b.decided_at
			AND NOT EXISTS (SELECT FROM claim_reduction d WHERE d.claim_id = c.id AND d.clawback_id = b.id)
		ORDER BY b.id, c.number`
	let done = 0
	for (const { id, clawback, number } of pending) {
		const reason = `所奖励订单的补助被追回（${clawback}）`
		if (await followCause(ctx, number, { cause: { clawbackId: id }, key: `clawback:${id}`, reason })) done++
	}
	return done
}
