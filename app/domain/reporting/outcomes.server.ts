import type { Context } from '#app/domain/context.server.ts'
import { authorize, memberOf } from '#app/domain/identity/policy.ts'
import { ownFunds, paidLines } from './execution.server.ts'
import type { Report } from './report.ts'

type Row = {
	zh: string | null
	en: string | null
	enterprises: number
	works: number
	value: bigint
	paid: bigint
	days: number | null
	allEnterprises: number
	pairs: number
}

/**
 * What the money of a budget year did for enterprises, by kind of service: enterprises, works accepted, what they cost in all, what of it was paid
 * publicly, and the days from order to acceptance (half took at most so many). The paid column sums to the books. One query. Throws access.denied.
 */
export async function outcomes(ctx: Context, year: number): Promise<Report> {
	const { organisationId } = memberOf(ctx.actor)
	authorize(ctx.actor, 'report.view', { authorityId: organisationId })
	const rows = await ctx.db.$queryRaw<Row[]>`
		WITH ${ownFunds(organisationId, year)}, ${paidLines},
		work AS (SELECT l.id AS line_id, l.claim_id, l.category_id, c.enterprise_id, coalesce(o.provider_id::text, trim(l.provider_code)) AS provider, l.base_fen,
				extract(epoch FROM o.accepted_at - o.placed_at) / 86400 AS days
			FROM claim c JOIN claim_line l ON l.claim_id = c.id LEFT JOIN "order" o ON o.id = l.order_id WHERE c.fund_id IN (SELECT id FROM own) AND c.state IN ('approved', 'partly_paid', 'paid') AND c.kind <> 'reward'),
		paid AS (SELECT line_id, claim_id, category_id, sum(paid) AS paid FROM part GROUP BY 1, 2, 3),
		both_sides AS (SELECT coalesce(w.category_id, p.category_id) AS category_id, w.enterprise_id, w.provider, w.line_id, w.base_fen, w.days, p.paid FROM work w FULL JOIN paid p ON p.line_id = w.line_id)
		SELECT k.name AS zh, k.name_en AS en, count(DISTINCT b.enterprise_id)::int AS enterprises, count(b.line_id)::int AS works, coalesce(sum(b.base_fen), 0)::bigint AS value,
			coalesce(sum(b.paid), 0)::bigint AS paid, ceil(percentile_cont(0.5) WITHIN GROUP (ORDER BY b.days))::int AS days,
			(SELECT count(DISTINCT enterprise_id) FROM work)::int AS "allEnterprises", (SELECT count(DISTINCT (enterprise_id, provider)) FROM work)::int AS pairs
		FROM both_sides b LEFT JOIN category k ON k.id = b.category_id GROUP BY k.id ORDER BY 6 DESC, 1`
	const sum = (of: (row: Row) => bigint) => rows.reduce((total, row) => total + of(row), 0n)
	const paid = sum((row) => row.paid)
	const value = sum((row) => row.value)
	return {
		facts: [
			['enterprises', rows[0]?.allEnterprises ?? 0],
			['works', rows.reduce((total, row) => total + row.works, 0)],
			['partnerships', rows[0]?.pairs ?? 0],
			['value', value],
			['paid', paid],
			['leverage', leverage(value, paid)],
		],
		columns: [
			{ key: 'category', kind: 'text' },
			{ key: 'enterprises', kind: 'count' },
			{ key: 'works', kind: 'count' },
			{ key: 'value', kind: 'amount' },
			{ key: 'paid', kind: 'amount' },
			{ key: 'leverage', kind: 'share' },
			{ key: 'days', kind: 'count' },
		],
		rows: rows.map((row) => [
			row.zh === null ? null : { zh: row.zh, en: row.en ?? row.zh },
			row.enterprises,
			row.works,
			row.value,
			row.paid,
			leverage(row.value, row.paid),
			row.days,
		]),
		foot: ['', null, rows.reduce((total, row) => total + row.works, 0), value, paid, leverage(value, paid), null],
		chart: { label: 0, value: 3 },
	}
}

/** 2.5: what was bought for one yuan of public money, one decimal, rounded down. */
function leverage(value: bigint, paid: bigint): string | null {
	if (paid <= 0n) return null
	const tenths = (value * 10n) / paid
	return `${tenths / 10n}.${tenths % 10n}`
}
