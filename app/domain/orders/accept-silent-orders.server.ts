import type { Context } from '#app/domain/context.server.ts'
import { addWorkingDays } from '#app/domain/divisions/working-days.server.ts'
import { callBooks } from '#app/domain/ledger/call-books.server.ts'
import { documentsOf } from '#app/domain/programmes/programmes.server.ts'
import { DomainError } from '#app/lib/errors.ts'
import { shanghaiDay } from '#app/lib/time.ts'

/**
 * Accepts what enterprises did not object to within the working days their programme gives, after the day of delivery; only
 * where it says that silence redeems public money, and while the voucher may still be used. Such orders are marked, and the
 * claims on them are always in the sample. The worker calls it; at most `limit` at a time, answers how many.
 */
export async function acceptSilentOrders(ctx: Context, limit = 200): Promise<number> {
	const today = shanghaiDay(ctx.now)
	const versions = await ctx.db.$queryRaw<{ id: bigint }[]>`
		SELECT v.id FROM programme_version v WHERE v.document #> '{process,autoAccept}' IS NOT NULL
			AND EXISTS (SELECT FROM "order" o WHERE o.version_id = v.id AND o.state = 'delivered')`
	if (versions.length === 0) return 0
	const ids = versions.map(({ id }) => id)
	const documents = await documentsOf(ctx, ids)
	const orders = await ctx.db.$queryRaw<{ id: bigint; versionId: bigint; deliveredAt: Date }[]>`
		SELECT o.id, o.version_id AS "versionId", o.delivered_at AS "deliveredAt" FROM "order" o LEFT JOIN entitlement e ON e.id = o.entitlement_id
		WHERE o.state = 'delivered' AND o.version_id = ANY (${ids}::bigint[]) AND o.voucher_fen > 0 AND coalesce(e.use_by >= ${today}::date, true)
		ORDER BY o.delivered_at LIMIT ${limit}`
	let accepted = 0
	for (const { id, versionId, deliveredAt } of orders) {
		const rule = documents.get(versionId)?.process.autoAccept
		if (!rule) continue
		const dueOn = await addWorkingDays(ctx, shanghaiDay(deliveredAt), rule.workingDays)
		if (dueOn >= today) continue
		try {
			await callBooks(ctx, 'accept_silent', { orderId: id, dueOn, article: rule.article ?? '' })
			accepted++
		} catch (error) {
			// why: somebody accepted it or asked for changes since the list was read
			if (!(error instanceof DomainError) || !error.code.startsWith('state.')) throw error
		}
	}
	return accepted
}
