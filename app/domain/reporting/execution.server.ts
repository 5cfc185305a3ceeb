import type { Context } from '#app/domain/context.server.ts'
import { authorize, memberOf } from '#app/domain/identity/policy.ts'
import { Prisma } from '#app/platform/.server/prisma/client.ts'
import { type Dimension, type Named, type Report, shareText } from './report.ts'

/** The budget years of an authority's approved funds, newest first. One query. */
export async function reportYears(ctx: Context): Promise<number[]> {
	const { organisationId } = memberOf(ctx.actor)
	authorize(ctx.actor, 'report.view', { authorityId: organisationId })
	const rows = await ctx.db.$queryRaw<{ year: number }[]>`
		SELECT DISTINCT budget_year AS year FROM fund WHERE authority_id = ${organisationId} AND state <> 'draft' ORDER BY 1 DESC`
	return rows.map(({ year }) => year)
}

/** The approved funds of an authority and budget year; a null authority: of all. */
export const ownFunds = (authorityId: bigint | null, year: number | null) => Prisma.sql`
	own AS MATERIALIZED (SELECT * FROM fund WHERE state <> 'draft' AND (${authorityId}::bigint IS NULL OR authority_id = ${authorityId}) AND (${year}::int IS NULL OR budget_year = ${year}))`

/**
 * What was paid, by claim line: what the transfers moved into `paid` less what came back, of each claim split over its lines in
 * proportion to what was approved of them, to the fen. Stands on `own`. Paid money that names no claim stays as a row of its own.
 */
export const paidLines = Prisma.sql`
	moved AS MATERIALIZED (SELECT t.fund_id, t.claim_id, sum(CASE WHEN t.to_stage = 'paid' THEN t.amount_fen ELSE -t.amount_fen END)::numeric AS paid
		FROM transfer t WHERE t.fund_id IN (SELECT id FROM own) AND (t.to_stage = 'paid' OR t.from_stage = 'paid') GROUP BY 1, 2),
	weighed AS (SELECT l.*, CASE WHEN sum(coalesce(l.approved_fen, 0)) OVER w = 0 THEN 1 ELSE coalesce(l.approved_fen, 0) END AS weight
		FROM claim_line l WHERE l.claim_id IN (SELECT claim_id FROM moved) WINDOW w AS (PARTITION BY l.claim_id)),
	summed AS (SELECT x.*, sum(weight) OVER (PARTITION BY claim_id ORDER BY line_no) AS upto, sum(weight) OVER (PARTITION BY claim_id) AS whole FROM weighed x),
	part AS (SELECT m.fund_id, m.claim_id, s.id AS line_id, s.order_id, s.category_id, s.provider_code, s.provider_name,
			CASE WHEN s.id IS NULL THEN m.paid ELSE floor(m.paid * s.upto / s.whole) - floor(m.paid * (s.upto - s.weight) / s.whole) END AS paid
		FROM moved m LEFT JOIN summed s ON s.claim_id = m.claim_id)`

/**
 * Budget execution of the actor's authority in a budget year: appropriated, received and paid, by a dimension. Every sum is of the
 * transfers of that year's funds. One query. Throws access.denied.
 */
export async function execution(ctx: Context, year: number, by: Dimension): Promise<Report> {
	const { organisationId } = memberOf(ctx.actor)
	authorize(ctx.actor, 'report.view', { authorityId: organisationId })
	if (by === 'month') return byMonth(ctx, organisationId, year)
	if (by === 'programme') return byProgramme(ctx, organisationId, year)
	return byLine(ctx, organisationId, year, by)
}

type Totals = { appropriated: bigint; received: bigint; paid: bigint }
const totalOf = (rows: readonly Totals[]): Totals => ({
	appropriated: rows.reduce((sum, row) => sum + row.appropriated, 0n),
	received: rows.reduce((sum, row) => sum + row.received, 0n),
	paid: rows.reduce((sum, row) => sum + row.paid, 0n),
})
const factsOf = ({ appropriated, received, paid }: Totals): Report['facts'] => [
	['appropriated', appropriated],
	['received', received],
	['paid', paid],
	['execution', shareText(paid, appropriated)],
]

async function byMonth(ctx: Context, authorityId: bigint, year: number): Promise<Report> {
	const rows = await ctx.db.$queryRaw<({ month: string } & Totals)[]>`
		WITH ${ownFunds(authorityId, year)},
		flow AS (SELECT month_of(x.effective_on) AS month, sum(CASE WHEN x.from_stage = 'treasury' THEN x.amount_fen WHEN x.to_stage = 'treasury' THEN -x.amount_fen ELSE 0 END) AS appropriated,
				sum(CASE WHEN x.to_stage = 'paid' THEN x.amount_fen WHEN x.from_stage = 'paid' THEN -x.amount_fen ELSE 0 END) AS paid
			FROM own CROSS JOIN LATERAL fund_flows(own.id) x GROUP BY 1),
		cash AS (SELECT month_of(received_on) AS month, sum(amount_fen) AS received FROM receipt WHERE fund_id IN (SELECT id FROM own) GROUP BY 1)
		SELECT month::text, coalesce(f.appropriated, 0)::bigint AS appropriated, coalesce(c.received, 0)::bigint AS received, coalesce(f.paid, 0)::bigint AS paid
		FROM flow f FULL JOIN cash c USING (month) ORDER BY 1`
	const total = totalOf(rows)
	let promised = 0n
	let sofar = 0n
	return {
		facts: factsOf(total),
		columns: [
			{ key: 'month', kind: 'text' },
			{ key: 'appropriated', kind: 'amount' },
			{ key: 'received', kind: 'amount' },
			{ key: 'paid', kind: 'amount' },
			{ key: 'paid_so_far', kind: 'amount' },
			{ key: 'execution', kind: 'share' },
		],
		rows: rows.map((row) => {
			promised += row.appropriated
			sofar += row.paid
			return [row.month, row.appropriated, row.received, row.paid, sofar, shareText(sofar, promised)]
		}),
		foot: ['', total.appropriated, total.received, total.paid, total.paid, shareText(total.paid, total.appropriated)],
		chart: { label: 0, value: 3 },
	}
}

async function byProgramme(ctx: Context, authorityId: bigint, year: number): Promise<Report> {
	const rows = await ctx.db.$queryRaw<(Named & Totals)[]>`
		WITH ${ownFunds(authorityId, year)},
		held AS (SELECT own.programme_id, sum(x.amount_fen) FILTER (WHERE x.stage = 'treasury') AS treasury, sum(x.amount_fen) FILTER (WHERE x.stage = 'paid') AS paid
			FROM own CROSS JOIN LATERAL fund_stages(own.id) x GROUP BY 1),
		cash AS (SELECT own.programme_id, sum(r.amount_fen) AS received FROM receipt r JOIN own ON own.id = r.fund_id GROUP BY 1)
		SELECT p.name AS zh, coalesce(p.name_en, p.name) AS en, -coalesce(h.treasury, 0)::bigint AS appropriated, coalesce(c.received, 0)::bigint AS received, coalesce(h.paid, 0)::bigint AS paid
		FROM programme p JOIN held h ON h.programme_id = p.id LEFT JOIN cash c ON c.programme_id = p.id ORDER BY p.id`
	const total = totalOf(rows)
	return {
		facts: factsOf(total),
		columns: [
			{ key: 'programme', kind: 'text' },
			{ key: 'appropriated', kind: 'amount' },
			{ key: 'received', kind: 'amount' },
			{ key: 'paid', kind: 'amount' },
			{ key: 'execution', kind: 'share' },
		],
		rows: rows.map(({ zh, en, ...row }) => [
			{ zh, en },
			row.appropriated,
			row.received,
			row.paid,
			shareText(row.paid, row.appropriated),
		]),
		foot: ['', total.appropriated, total.received, total.paid, shareText(total.paid, total.appropriated)],
		chart: { label: 0, value: 3 },
	}
}

const lineNames: Record<Exclude<Dimension, 'month' | 'programme'>, Prisma.Sql> = {
	category: Prisma.sql`k.name AS zh, k.name_en AS en`,
	district: Prisma.sql`d.name AS zh, d.name_en AS en`,
	provider: Prisma.sql`coalesce(v.name, part.provider_name) AS zh, coalesce(v.name_en, v.name, part.provider_name) AS en`,
}

async function byLine(
	ctx: Context,
	authorityId: bigint,
	year: number,
	by: Exclude<Dimension, 'month' | 'programme'>,
): Promise<Report> {
	const rows = await ctx.db.$queryRaw<
		({ zh: string | null; en: string | null; claims: number; enterprises: number; paid: bigint } & {
			appropriated: bigint
			received: bigint
		})[]
	>`
		WITH ${ownFunds(authorityId, year)}, ${paidLines},
		named AS (SELECT ${lineNames[by]}, part.claim_id, CASE WHEN c.kind <> 'reward' THEN c.enterprise_id END AS enterprise_id, part.paid FROM part LEFT JOIN claim c ON c.id = part.claim_id LEFT JOIN organisation e ON e.id = c.enterprise_id
			LEFT JOIN category k ON k.id = part.category_id LEFT JOIN division d ON d.code = e.division_code
			LEFT JOIN "order" o ON o.id = part.order_id LEFT JOIN organisation v ON v.id = o.provider_id OR (o.id IS NULL AND v.credit_code = part.provider_code))
		SELECT zh, en, count(DISTINCT claim_id)::int AS claims, count(DISTINCT enterprise_id)::int AS enterprises, sum(paid)::bigint AS paid,
			(SELECT -coalesce(sum(x.amount_fen), 0) FROM own CROSS JOIN LATERAL fund_stages(own.id) x WHERE x.stage = 'treasury')::bigint AS appropriated,
			(SELECT coalesce(sum(amount_fen), 0) FROM receipt WHERE fund_id IN (SELECT id FROM own))::bigint AS received
		FROM named GROUP BY zh, en ORDER BY sum(paid) DESC, zh`
	const paid = rows.reduce((sum, row) => sum + row.paid, 0n)
	const { appropriated = 0n, received = 0n } = rows[0] ?? {}
	return {
		facts: factsOf({ appropriated, received, paid }),
		columns: [
			{ key: by, kind: 'text' },
			{ key: 'claims', kind: 'count' },
			{ key: 'enterprises', kind: 'count' },
			{ key: 'paid', kind: 'amount' },
			{ key: 'share', kind: 'share' },
		],
		rows: rows.map((row) => [
			row.zh === null ? null : { zh: row.zh, en: row.en ?? row.zh },
			row.claims,
			row.enterprises,
			row.paid,
			shareText(row.paid, paid),
		]),
		foot: ['', null, null, paid, shareText(paid, paid)],
		chart: { label: 0, value: 3 },
	}
}
