import type { Context } from '#app/domain/context.server.ts'
import type { Money } from '#app/lib/money.ts'
import { dayOf, type LocalDate } from '#app/lib/time.ts'

export type RecentNotice = {
	number: string
	title: string
	state: string
	division: string
	divisionEn: string
	claims: number
	amountFen: Money
	opensOn: LocalDate
	closesOn: LocalDate
}

/** The notices people can still object to, and the last ones that ended. One query. */
export async function recentNotices(ctx: Context, most = 5): Promise<RecentNotice[]> {
	const rows = await ctx.db.$queryRaw<
		(Omit<RecentNotice, 'opensOn' | 'closesOn'> & { opensOn: Date; closesOn: Date })[]
	>`
		SELECT n.number, n.title, n.state, d.name AS division, d.name_en AS "divisionEn", n.opens_on AS "opensOn", n.closes_on AS "closesOn",
			count(c.id)::int AS claims, coalesce(sum(coalesce(c.approved_fen, c.claimed_fen)), 0)::bigint AS "amountFen"
		FROM notice n
		JOIN organisation a ON a.id = n.authority_id
		JOIN division d ON d.code = a.division_code
		LEFT JOIN notice_item i ON i.notice_id = n.id
		LEFT JOIN claim c ON c.id = i.claim_id
		WHERE n.state <> 'withdrawn'
		GROUP BY n.id, d.code
		ORDER BY (n.state = 'open') DESC, n.closes_on DESC
		LIMIT ${most}`
	return rows.map((row) => ({ ...row, opensOn: dayOf(row.opensOn), closesOn: dayOf(row.closesOn) }))
}
