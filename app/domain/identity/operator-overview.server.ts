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
	booksAt: Date | null
	booksDifferences: number | null
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
			b.at AS "booksAt", b.differences AS "booksDifferences"
		FROM (SELECT count(*)::int AS waiting, (count(*) FILTER (WHERE attempts > 0))::int AS failing, min(at) AS oldest
		      FROM outbox_event WHERE done_at IS NULL) o
		LEFT JOIN (SELECT at, differences FROM books_check ORDER BY id DESC LIMIT 1) b ON true`
	return rows[0]!
}
