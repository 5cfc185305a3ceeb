import type { Context } from '#app/domain/context.server.ts'
import { fen, type Money } from '#app/lib/money.ts'
import { Prisma } from '#app/platform/.server/prisma/client.ts'
import type { Db } from '#app/platform/db.server.ts'
import { type Explained, type MissingLink, missingLinks, type UnexplainedRow } from './explained.ts'

/**
 * Every paid pay line with the first link its chain lacks, or null where it is whole: budget → voucher → order → report → claim →
 * notice → batch → payment → bank line. Set-based: each link is one aggregate over the fund's rows.
 */
const chains = (funds: Prisma.Sql) => Prisma.sql`
	paid AS MATERIALIZED (SELECT p.id, p.claim_id, p.fund_id, p.source_no, p.amount_fen, p.amount_fen - CASE WHEN p.demanded_fen > 0 THEN p.clawed_back_fen ELSE 0 END AS paid_fen, s.payment_id, s.batch_id, s.amount_fen AS sent_fen
		FROM pay_line p JOIN settlement_line s ON s.pay_line_id = p.id AND NOT s.returned JOIN payment y ON y.id = s.payment_id AND y.state = 'confirmed'
		WHERE p.fund_id IN (${funds})),
	document AS (SELECT fund_id, source_no FROM appropriation WHERE state = 'approved' AND document_no <> '' AND fund_id IN (${funds}) GROUP BY 1, 2 HAVING sum(amount_fen) > 0),
	owed AS (SELECT claim_id, sum(amount_fen) AS amount FROM pay_line WHERE claim_id IN (SELECT claim_id FROM paid) GROUP BY 1),
	worked AS (SELECT l.claim_id, sum(coalesce(l.approved_fen, 0)) AS approved,
			bool_and(l.order_id IS NULL OR v.id IS NOT NULL) AS has_voucher,
			bool_and(CASE WHEN l.order_id IS NULL THEN l.kind IN ('award', 'clearing') OR coalesce(l.contract_no, '') <> '' ELSE o.contract_no IS NOT NULL AND o.contracted_at IS NOT NULL END) AS has_contract,
			bool_and(CASE WHEN l.order_id IS NULL THEN l.kind IN ('award', 'clearing') OR coalesce(l.report_no, '') <> '' OR l.service_on IS NOT NULL ELSE o.state IN ('accepted', 'closed') AND o.report_no IS NOT NULL END) AS has_report
		FROM claim_line l LEFT JOIN "order" o ON o.id = l.order_id LEFT JOIN voucher v ON v.entitlement_id = o.entitlement_id
		WHERE l.claim_id IN (SELECT claim_id FROM paid) GROUP BY 1),
	shown AS (SELECT DISTINCT i.claim_id FROM notice_item i JOIN notice n ON n.id = i.notice_id WHERE n.state <> 'withdrawn' AND i.claim_id IN (SELECT claim_id FROM paid)),
	sent AS (SELECT payment_id, sum(amount_fen) AS amount FROM settlement_line WHERE payment_id IN (SELECT payment_id FROM paid) AND NOT returned GROUP BY 1),
	banked AS (SELECT m.payment_id, -sum(m.amount_fen) AS amount FROM live_match m JOIN statement_line l ON l.id = m.statement_line_id WHERE m.payment_id IN (SELECT payment_id FROM paid) GROUP BY 1),
	chain AS (SELECT p.*, c.number AS claim, y.number AS payment, b.number AS batch, CASE
			WHEN d.fund_id IS NULL THEN 'budget'
			WHEN c.kind = 'voucher' AND w.has_voucher IS NOT TRUE THEN 'voucher'
			WHEN w.has_contract IS NOT TRUE THEN 'order'
			WHEN w.has_report IS NOT TRUE THEN 'report'
			WHEN c.reviewed_by_id IS NULL OR c.approved_fen IS NULL OR w.approved <> c.approved_fen OR o.amount <> c.approved_fen THEN 'claim'
			WHEN coalesce(x.document #> '{process,notice,points}' ? 'claim', false) AND y.clearing_id IS NULL AND n.claim_id IS NULL THEN 'notice'
			WHEN b.content_hash IS NULL OR coalesce(b.approval_document_no, '') = '' OR b.approved_by_id IS NULL OR b.approved_by_id IN (b.locked_by_id, b.created_by_id) THEN 'batch'
			WHEN p.sent_fen <> p.amount_fen OR s.amount IS DISTINCT FROM y.amount_fen THEN 'payment'
			WHEN num_nonnulls(y.set_off_id, y.clearing_id) = 0 AND k.amount IS DISTINCT FROM y.amount_fen THEN 'bank' END AS missing
		FROM paid p JOIN claim c ON c.id = p.claim_id JOIN programme_version x ON x.id = c.version_id JOIN payment y ON y.id = p.payment_id JOIN batch b ON b.id = p.batch_id
		LEFT JOIN document d ON d.fund_id = p.fund_id AND d.source_no = p.source_no LEFT JOIN worked w ON w.claim_id = p.claim_id LEFT JOIN owed o ON o.claim_id = p.claim_id
		LEFT JOIN shown n ON n.claim_id = p.claim_id LEFT JOIN sent s ON s.payment_id = p.payment_id LEFT JOIN banked k ON k.payment_id = p.payment_id)`

/**
 * The explained share of each fund's paid money. What the books hold as paid beyond its pay lines is unexplained too (`books`). One query.
 */
export async function reckonExplained(db: Db, fundIds: readonly bigint[]): Promise<Map<bigint, Explained>> {
	const ids = Prisma.sql`SELECT unnest(${[...fundIds]}::bigint[])`
	const rows = await db.$queryRaw<
		{ fundId: bigint; books: bigint; whole: bigint; missing: Record<string, [string, number]> }[]
	>`
		WITH ${chains(ids)},
		summed AS (SELECT fund_id, missing, sum(paid_fen)::bigint AS amount, count(*) AS n FROM chain GROUP BY 1, 2)
		SELECT f.id AS "fundId", coalesce((SELECT sum(amount_fen) FROM fund_stages(f.id) WHERE stage = 'paid'), 0)::bigint AS books,
			coalesce((SELECT amount FROM summed s WHERE s.fund_id = f.id AND s.missing IS NULL), 0)::bigint AS whole,
			coalesce((SELECT jsonb_object_agg(s.missing, jsonb_build_array(s.amount::text, s.n)) FROM summed s WHERE s.fund_id = f.id AND s.missing IS NOT NULL), '{}') AS missing
		FROM fund f WHERE f.id IN (${ids})`
	return new Map(
		rows.map(({ fundId, books, whole, missing }) => {
			const gaps = missingLinks.flatMap((link) => {
				const found = missing[link]
				return found ? [{ link, amountFen: fen(found[0]), count: Number(found[1]) }] : []
			})
			const rest = books - whole - gaps.reduce((sum, gap) => sum + gap.amountFen, 0n)
			if (rest !== 0n) gaps.push({ link: 'books', amountFen: fen(rest), count: 0 })
			return [fundId, { paidFen: fen(books), explainedFen: fen(whole), gaps }]
		}),
	)
}

type Kept = { paidFen: string; explainedFen: string; gaps: { link: MissingLink; amountFen: string; count: number }[] }
/** A share as it was kept: amounts are text in JSON. */
export function reviveExplained(kept: unknown): Explained {
	const { paidFen, explainedFen, gaps } = kept as Kept
	return {
		paidFen: fen(paidFen),
		explainedFen: fen(explainedFen),
		gaps: gaps.map((gap) => ({ ...gap, amountFen: fen(gap.amountFen) })),
	}
}

/** The paid pay lines of an authority whose chain is not whole, one page of them, largest first. One query. Authorise first. */
export async function listUnexplained(
	ctx: Context,
	authorityId: bigint,
	{ fund, page, pageSize }: { fund: string | null; page: number; pageSize: number },
): Promise<{ rows: UnexplainedRow[]; total: number }> {
	const own = Prisma.sql`SELECT id FROM fund WHERE authority_id = ${authorityId} AND (${fund}::text IS NULL OR number = ${fund})`
	const rows = await ctx.db.$queryRaw<(Omit<UnexplainedRow, 'amountFen'> & { amountFen: Money; total: number })[]>`
		WITH ${chains(own)}
		SELECT c.id, f.number AS fund, s.name AS source, s.name_en AS "sourceEn", c.claim, c.payment, c.batch, c.missing, c.paid_fen::bigint AS "amountFen", count(*) OVER ()::int AS total
		FROM chain c JOIN fund f ON f.id = c.fund_id JOIN funding_source s ON s.fund_id = c.fund_id AND s.source_no = c.source_no
		WHERE c.missing IS NOT NULL ORDER BY c.paid_fen DESC, c.id LIMIT ${pageSize} OFFSET ${(page - 1) * pageSize}`
	return { rows: rows.map(({ total: _, ...row }) => row), total: rows[0]?.total ?? 0 }
}
