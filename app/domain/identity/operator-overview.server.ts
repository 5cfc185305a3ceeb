import type { Context } from '#app/domain/context.server.ts'
import { authorize } from './policy.ts'

export type OperatorOverview = {
	pendingOrganisations: number
	pendingListings: number
	waitingPayees: number
	authorities: number
	organisations: number
	outboxWaiting: number
	outboxFailing: number
	outboxOldest: Date | null
	/** the last full check of the books, and the last quick one */
	booksAt: Date | null
	booksDifferences: number | null
	lightAt: Date | null
	lightDifferences: number | null
	/** the newest sealed block; whether something has waited for more than a minute to be sealed */
	sealNo: bigint | null
	sealAt: Date | null
	sealRoot: string | null
	sealIsBehind: boolean
}

/** What waits for the operator, whether the last check of the books was clean, and whether the worker keeps up. One query. */
export async function operatorOverview(ctx: Context): Promise<OperatorOverview> {
	authorize(ctx.actor, 'operator.view', {})
	const rows = await ctx.db.$queryRaw<OperatorOverview[]>`
		SELECT
			(SELECT count(*)::int FROM organisation WHERE status = 'pending' AND kind IN ('enterprise', 'provider')) AS "pendingOrganisations",
			(SELECT count(*)::int FROM listing WHERE state = 'in_review') AS "pendingListings",
			(SELECT count(*)::int FROM payee_account p WHERE p.state = 'proposed' AND
				(SELECT count(DISTINCT m.account_id) FROM membership m
				 WHERE m.organisation_id = p.organisation_id AND m.state = 'active') = 1) AS "waitingPayees",
			(SELECT count(*)::int FROM organisation WHERE kind = 'authority') AS authorities,
			(SELECT count(*)::int FROM organisation WHERE kind IN ('enterprise', 'provider')) AS organisations,
			o.waiting AS "outboxWaiting", o.failing AS "outboxFailing", o.oldest AS "outboxOldest",
			b.at AS "booksAt", b.differences AS "booksDifferences", l.at AS "lightAt", l.differences AS "lightDifferences",
			s.no AS "sealNo", s.at AS "sealAt", encode(s.root, 'hex') AS "sealRoot",
			EXISTS (SELECT FROM command c WHERE c.xid >= coalesce(s.upto, '0'::xid8) AND c.recorded_at < now() - interval '1 minute') AS "sealIsBehind"
		FROM (SELECT count(*)::int AS waiting, (count(*) FILTER (WHERE attempts > 0))::int AS failing, min(at) AS oldest
		      FROM outbox_event WHERE done_at IS NULL) o
		LEFT JOIN (SELECT at, differences FROM books_check WHERE kind = 'full' ORDER BY id DESC LIMIT 1) b ON true
		LEFT JOIN (SELECT at, differences FROM books_check WHERE kind = 'light' ORDER BY id DESC LIMIT 1) l ON true
		LEFT JOIN (SELECT no, at, root, upto FROM seal ORDER BY no DESC LIMIT 1) s ON true`
	return rows[0]!
}
