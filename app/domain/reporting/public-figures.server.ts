import type { Context } from '#app/domain/context.server.ts'
import type { Money } from '#app/lib/money.ts'

/** What everyone may know about the platform, to the fen. */
export type PublicFigures = {
	services: number
	instruments: number
	/** this year's payments that have arrived, by the books */
	paidFen: Money
	payments: number
	enterprises: number
	/** days from acceptance to the money's arrival, this year: half of the orders at most `half`, nine tenths at most `most` */
	half: number | null
	most: number | null
	/** books less bank: the `paid` of all funds against the bank lines matched to payments */
	differenceFen: Money
	/** bank lines nobody has explained yet */
	openLines: number
	/** when the books were last recomputed from the transfers, and how many figures differed */
	checkedAt: Date | null
	differences: number | null
	/** approved funds of this year */
	funds: number
}

/** The public figures of the year `ctx.now` lies in. Two queries. */
export async function publicFigures(ctx: Context): Promise<PublicFigures> {
	const [counts, money] = await Promise.all([countListings(ctx), countMoney(ctx)])
	return { ...counts, ...money }
}

async function countListings(ctx: Context) {
	const rows = await ctx.db.$queryRaw<Pick<PublicFigures, 'services' | 'instruments'>[]>`
		SELECT count(*) FILTER (WHERE kind = 'service')::int AS services,
			count(*) FILTER (WHERE kind = 'instrument')::int AS instruments
		FROM listing WHERE state = 'published'`
	return rows[0]!
}

async function countMoney(ctx: Context) {
	const rows = await ctx.db.$queryRaw<Omit<PublicFigures, 'services' | 'instruments'>[]>`
		WITH year AS (
			SELECT date_trunc('year', ${ctx.now}::timestamptz AT TIME ZONE 'Asia/Shanghai') AT TIME ZONE 'Asia/Shanghai' AS begins
		), arrived AS (
			SELECT p.id, p.settled_at, CASE WHEN c.kind <> 'reward' THEN c.enterprise_id END AS enterprise_id, o.accepted_at
			FROM payment p
			JOIN settlement_line s ON s.payment_id = p.id AND NOT s.returned
			JOIN pay_line y ON y.id = s.pay_line_id
			JOIN claim c ON c.id = y.claim_id
			LEFT JOIN claim_line l ON l.claim_id = c.id
			LEFT JOIN "order" o ON o.id = l.order_id
			WHERE p.state = 'confirmed' AND p.settled_at >= (SELECT begins FROM year)
		), days AS (
			SELECT extract(epoch FROM max(settled_at) - accepted_at) / 86400 AS n
			FROM arrived WHERE accepted_at IS NOT NULL GROUP BY id, accepted_at
		), books AS (
			SELECT coalesce(sum(s.amount_fen), 0)::bigint AS paid,
				coalesce(sum(s.amount_fen) FILTER (WHERE f.budget_year = extract(year FROM (SELECT begins FROM year) AT TIME ZONE 'Asia/Shanghai')), 0)::bigint AS paid_this_year
			FROM fund f JOIN LATERAL fund_stages(f.id) s ON s.stage = 'paid'
		), bank AS (
			-- money out is negative at the bank; what came back without ever being confirmed was never counted as paid
			SELECT coalesce(-sum(m.amount_fen), 0)::bigint AS paid FROM live_match m
			WHERE m.kind = 'paid' OR EXISTS (SELECT FROM live_match p WHERE p.payment_id = m.payment_id AND p.kind = 'paid')
		), last_check AS (
			SELECT at, differences FROM books_check WHERE kind = 'full' ORDER BY id DESC LIMIT 1
		)
		SELECT books.paid_this_year AS "paidFen",
			(SELECT count(DISTINCT id) FROM arrived)::int AS payments,
			(SELECT count(DISTINCT enterprise_id) FROM arrived)::int AS enterprises,
			(SELECT ceil(percentile_cont(0.5) WITHIN GROUP (ORDER BY n)) FROM days)::int AS half,
			(SELECT ceil(percentile_cont(0.9) WITHIN GROUP (ORDER BY n)) FROM days)::int AS most,
			(books.paid - bank.paid)::bigint AS "differenceFen",
			(SELECT count(*) FROM statement_line WHERE state = 'unmatched')::int AS "openLines",
			(SELECT at FROM last_check) AS "checkedAt",
			(SELECT differences FROM last_check) AS differences,
			(SELECT count(*) FROM fund WHERE state = 'approved'
				AND budget_year = extract(year FROM (SELECT begins FROM year) AT TIME ZONE 'Asia/Shanghai'))::int AS funds
		FROM books, bank`
	return rows[0]!
}
