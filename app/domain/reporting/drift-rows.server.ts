import type { Context } from '#app/domain/context.server.ts'
import { fen } from '#app/lib/money.ts'
import { Prisma } from '#app/platform/.server/prisma/client.ts'
import type { DriftItem, DriftRow } from './fund.ts'

type Kind = DriftRow['row']

/** What a row of the board is counted by: the books' key of each transfer (or `books` of their own), the other side's rows by the same key, and the key's own number. */
type Side = {
	stage: string
	key: Prisma.Sql
	from?: Prisma.Sql
	gross?: true
	books?: Prisma.Sql
	other: Prisma.Sql
	label: Prisma.Sql
}

const none = Prisma.empty
const orderLabel = Prisma.sql`(SELECT number FROM "order" WHERE id = p.k)`
const claimLabel = Prisma.sql`(SELECT number FROM claim WHERE id = p.k)`

const sides = (fundId: bigint): Record<Kind, Side> => ({
	appropriated: {
		stage: 'treasury',
		key: Prisma.sql`t.command_id`,
		other: Prisma.sql`SELECT command_id AS k, -sum(amount_fen) AS amount FROM appropriation WHERE fund_id = ${fundId} AND state = 'approved' GROUP BY 1`,
		label: Prisma.sql`coalesce((SELECT string_agg(document_no, '、' ORDER BY id) FROM appropriation WHERE command_id = p.k AND fund_id = ${fundId}), (SELECT subject FROM command WHERE id = p.k))`,
	},
	granted: {
		stage: 'granted',
		key: Prisma.sql`t.entitlement_id`,
		other: Prisma.sql`SELECT e.id AS k, sum(s.face_fen - s.held_fen - s.redeemed_fen - s.lapsed_fen - s.voided_fen) AS amount
			FROM entitlement e JOIN entitlement_source s ON s.entitlement_id = e.id WHERE e.fund_id = ${fundId} AND e.encumbrance = 'grant' GROUP BY 1`,
		label: Prisma.sql`(SELECT number FROM voucher WHERE entitlement_id = p.k)`,
	},
	held: {
		stage: 'held',
		key: Prisma.sql`t.order_id`,
		other: Prisma.sql`SELECT h.order_id AS k, sum((SELECT sum(part) FROM unnest(h.part_fen) part)) AS amount FROM hold h JOIN entitlement e ON e.id = h.entitlement_id
			WHERE e.fund_id = ${fundId} AND NOT EXISTS (SELECT FROM hold_resolution r WHERE r.hold_id = h.id) GROUP BY 1`,
		label: orderLabel,
	},
	redeemed: {
		stage: 'redeemed',
		key: Prisma.sql`t.order_id`,
		other: Prisma.sql`SELECT o.id AS k, sum(o.voucher_fen) AS amount FROM "order" o JOIN entitlement e ON e.id = o.entitlement_id
			WHERE e.fund_id = ${fundId} AND o.state IN ('accepted', 'closed') AND NOT EXISTS (
				SELECT FROM claim_line l JOIN claim c ON c.id = l.claim_id WHERE l.order_id = o.id AND c.state IN ('approved', 'partly_paid', 'paid', 'refused'))
				AND NOT EXISTS (SELECT FROM order_forfeit x WHERE x.order_id = o.id) GROUP BY 1`,
		label: orderLabel,
	},
	payable: {
		stage: 'payable',
		key: Prisma.sql`t.claim_id`,
		other: Prisma.sql`SELECT p.claim_id AS k, sum(p.amount_fen) AS amount FROM pay_line p WHERE p.fund_id = ${fundId} AND NOT EXISTS (
			SELECT FROM settlement_line l JOIN payment y ON y.id = l.payment_id WHERE l.pay_line_id = p.id AND NOT l.returned AND y.state IN ('sent', 'confirmed')) GROUP BY 1`,
		label: claimLabel,
	},
	in_payment: {
		stage: 'in_payment',
		key: Prisma.sql`t.claim_id`,
		other: Prisma.sql`SELECT p.claim_id AS k, sum(l.amount_fen) AS amount FROM payment y JOIN batch b ON b.id = y.batch_id JOIN settlement_line l ON l.payment_id = y.id AND NOT l.returned JOIN pay_line p ON p.id = l.pay_line_id
			WHERE b.fund_id = ${fundId} AND y.state = 'sent' GROUP BY 1`,
		label: claimLabel,
	},
	paid: {
		stage: 'paid',
		key: Prisma.sql`l.payment_id`,
		from: Prisma.sql`LEFT JOIN settlement_line l ON l.pay_line_id = t.pay_line_id AND NOT l.returned`,
		other: Prisma.sql`SELECT y.id AS k, CASE WHEN num_nonnulls(y.set_off_id, y.clearing_id) = 0 THEN 0 ELSE y.amount_fen END - coalesce((SELECT sum(m.amount_fen) FROM live_match m WHERE m.payment_id = y.id AND (m.kind = 'paid' OR EXISTS (SELECT FROM live_match x WHERE x.payment_id = y.id AND x.kind = 'paid'))), 0)
				- coalesce((SELECT sum(p.clawed_back_fen) FROM settlement_line s JOIN pay_line p ON p.id = s.pay_line_id WHERE s.payment_id = y.id AND NOT s.returned AND p.demanded_fen > 0), 0) AS amount
			FROM payment y JOIN batch b ON b.id = y.batch_id WHERE b.fund_id = ${fundId} AND y.state IN ('confirmed', 'returned')`,
		label: Prisma.sql`(SELECT number FROM payment WHERE id = p.k)`,
	},
	cleared: {
		stage: 'paid',
		gross: true,
		key: Prisma.sql`g.clearing_id`,
		from: Prisma.sql`JOIN (SELECT command_id, id AS clearing_id FROM clearing WHERE debtor_fund_id = ${fundId}
			UNION ALL SELECT r.command_id, k.clearing_id FROM clawback_receipt r JOIN clawback k ON k.id = r.clawback_id JOIN clearing c ON c.id = k.clearing_id WHERE c.creditor_fund_id = ${fundId}) g ON g.command_id = t.command_id`,
		other: Prisma.sql`SELECT id AS k, sum(amount_fen) AS amount FROM (SELECT id, amount_fen FROM clearing WHERE creditor_fund_id = ${fundId} AND state = 'approved'
			UNION ALL SELECT id, amount_fen FROM clearing WHERE debtor_fund_id = ${fundId} AND state = 'approved') sides GROUP BY 1`,
		label: Prisma.sql`(SELECT number FROM clearing WHERE id = p.k)`,
	},
	// no stage moves by an advance: the books have it among the money received
	advanced: {
		stage: 'available',
		key: none,
		books: Prisma.sql`SELECT r.advance_id AS k, sum(r.amount_fen) AS amount FROM receipt r JOIN advance v ON v.id = r.advance_id AND v.source_no = r.source_no WHERE r.fund_id = ${fundId} GROUP BY 1`,
		other: Prisma.sql`SELECT id AS k, amount_fen - repaid_fen AS amount FROM advance WHERE fund_id = ${fundId} AND state = 'approved'`,
		label: Prisma.sql`(SELECT number FROM advance WHERE id = p.k)`,
	},
})

/**
 * A row of a fund's drift board opened down to its documents, vouchers, orders, claims or payments: what the books hold for each
 * and what its own rows say; with `onlyDifferent` those that differ, largest difference first. One query. Authorise first.
 */
export async function listDriftItems(
	ctx: Context,
	fundId: bigint,
	{ row, onlyDifferent, page, pageSize }: { row: Kind; onlyDifferent: boolean; page: number; pageSize: number },
): Promise<{ items: DriftItem[]; total: number }> {
	const { stage, key, from = none, gross = false, other, label, books } = sides(fundId)[row]
	const sign = row === 'appropriated' ? -1n : 1n
	const moved =
		books ??
		Prisma.sql`SELECT ${key} AS k, sum(CASE WHEN ${gross} OR t.to_stage = ${stage}::money_stage THEN t.amount_fen ELSE -t.amount_fen END) AS amount
			FROM transfer t ${from} WHERE t.fund_id = ${fundId} AND (t.to_stage = ${stage}::money_stage OR t.from_stage = ${stage}::money_stage) GROUP BY 1`
	const rows = await ctx.db.$queryRaw<
		{ id: bigint | null; number: string | null; books: bigint; other: bigint; total: number }[]
	>`
		WITH books AS (${moved}),
		other AS (${other}),
		pairs AS (SELECT coalesce(b.k, o.k) AS k, coalesce(b.amount, 0)::bigint AS books, coalesce(o.amount, 0)::bigint AS other FROM books b FULL JOIN other o ON o.k = b.k),
		shown AS (SELECT p.*, count(*) OVER ()::int AS total FROM pairs p WHERE CASE WHEN ${onlyDifferent} THEN p.books <> p.other ELSE p.books <> 0 OR p.other <> 0 END
			ORDER BY abs(p.books - p.other) DESC, p.k DESC LIMIT ${pageSize} OFFSET ${(page - 1) * pageSize})
		SELECT p.k AS id, ${label} AS number, p.books, p.other, p.total FROM shown p ORDER BY abs(p.books - p.other) DESC, p.k DESC`
	return {
		items: rows.map(({ id, number, books, other: own }) => ({
			id: id ?? 0n,
			number,
			booksFen: fen(sign * books),
			otherFen: fen(sign * own),
		})),
		total: rows[0]?.total ?? 0,
	}
}
