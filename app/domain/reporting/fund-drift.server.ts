import type { SealHead } from '#app/domain/ledger/seal.server.ts'
import { fen } from '#app/lib/money.ts'
import { type Db, prisma } from '#app/platform/db.server.ts'
import type { DriftRow } from './fund.ts'

/** The drift board of a fund, and when it was drawn up. */
export type DriftBoard = { rows: DriftRow[]; at: Date }

/** A board that took longer (milliseconds) is shown as the worker last drew it up, with that time. */
const longMs = 250

/**
 * Books against vouchers, orders, claims and the bank: of this moment, or of a large fund the board last kept; and until
 * where the fund's movements are sealed. One query, two where the board is drawn up.
 */
export async function readEvidence(
	db: Db,
	fundId: bigint,
	now: Date,
): Promise<{ board: DriftBoard; seal: (SealHead & { isWaiting: boolean }) | null }> {
	const rows = await db.$queryRaw<
		{
			no: bigint | null
			at: Date
			root: string
			upto: string
			isWaiting: boolean
			keptAt: Date | null
			kept: unknown
		}[]
	>`SELECT s.no, s.at, encode(s.root, 'hex') AS root, s.upto::text AS upto, k.at AS "keptAt", k.rows AS kept,
			EXISTS (SELECT FROM transfer t WHERE t.fund_id = ${fundId} AND t.xid >= s.upto) AS "isWaiting"
		FROM (SELECT 1) one LEFT JOIN (SELECT no, at, root, upto FROM seal ORDER BY no DESC LIMIT 1) s ON true
		LEFT JOIN fund_check k ON k.fund_id = ${fundId} AND k.took_ms > ${longMs}`
	const { no, at, root, upto, isWaiting, keptAt, kept } = rows[0]!
	return {
		board: keptAt ? { rows: revive(kept), at: keptAt } : { rows: await drawUpDrift(db, fundId), at: now },
		seal: no === null ? null : { no, at, root, upto, isWaiting },
	}
}

type KeptRow = { row: DriftRow['row']; booksFen: string; otherFen: string; count: number }
const revive = (rows: unknown): DriftRow[] =>
	(rows as KeptRow[]).map((row) => ({ ...row, booksFen: fen(row.booksFen), otherFen: fen(row.otherFen) }))

/** Draws up the board in one statement and so at one moment; every figure beside the books' is counted anew from its own rows. */
async function drawUpDrift(db: Db, fundId: bigint): Promise<DriftRow[]> {
	const rows = await db.$queryRaw<{ row: DriftRow['row']; books: bigint; other: bigint; count: bigint }[]>`
		WITH books AS (SELECT stage, sum(amount_fen)::bigint AS amount FROM fund_stages(${fundId}) GROUP BY stage),
		other(place, row, stage, amount, count) AS (
			SELECT 1, 'appropriated', 'treasury', -coalesce(sum(amount_fen), 0), count(*) FROM appropriation WHERE fund_id = ${fundId} AND state = 'approved'
			UNION ALL SELECT 2, 'granted', 'granted', coalesce(sum(s.face_fen - s.held_fen - s.redeemed_fen - s.lapsed_fen - s.voided_fen), 0), count(DISTINCT e.id)
				FROM entitlement e JOIN entitlement_source s ON s.entitlement_id = e.id WHERE e.fund_id = ${fundId} AND e.encumbrance = 'grant'
			UNION ALL SELECT 3, 'held', 'held', coalesce(sum((SELECT sum(p) FROM unnest(h.part_fen) p)), 0), count(DISTINCT h.order_id)
				FROM hold h JOIN entitlement e ON e.id = h.entitlement_id WHERE e.fund_id = ${fundId} AND NOT EXISTS (SELECT FROM hold_resolution r WHERE r.hold_id = h.id)
			UNION ALL SELECT 4, 'redeemed', 'redeemed', coalesce(sum(o.voucher_fen), 0), count(*) FROM "order" o JOIN entitlement e ON e.id = o.entitlement_id
				WHERE e.fund_id = ${fundId} AND o.state IN ('accepted', 'closed') AND NOT EXISTS (
					SELECT FROM claim_line l JOIN claim c ON c.id = l.claim_id WHERE l.order_id = o.id AND c.state IN ('approved', 'partly_paid', 'paid', 'refused'))
					AND NOT EXISTS (SELECT FROM order_forfeit x WHERE x.order_id = o.id)
			UNION ALL SELECT 5, 'payable', 'payable', coalesce(sum(p.amount_fen), 0), count(DISTINCT p.claim_id) FROM pay_line p
				WHERE p.fund_id = ${fundId} AND NOT EXISTS (SELECT FROM settlement_line l JOIN payment y ON y.id = l.payment_id WHERE l.pay_line_id = p.id AND NOT l.returned AND y.state IN ('sent', 'confirmed'))
			UNION ALL SELECT 6, 'in_payment', 'in_payment', coalesce(sum(y.amount_fen), 0), count(*) FROM payment y JOIN batch b ON b.id = y.batch_id WHERE b.fund_id = ${fundId} AND y.state = 'sent'
			UNION ALL SELECT 7, 'paid', 'paid', coalesce(-sum(m.amount_fen), 0) - coalesce((SELECT sum(p.clawed_back_fen) FROM pay_line p WHERE p.fund_id = ${fundId} AND p.demanded_fen > 0), 0), count(*) FROM statement_match m JOIN payment y ON y.id = m.payment_id JOIN batch b ON b.id = y.batch_id
				WHERE b.fund_id = ${fundId} AND NOT (m.kind = 'returned' AND NOT EXISTS (SELECT FROM statement_match p WHERE p.payment_id = m.payment_id AND p.kind = 'paid')))
		SELECT o.row, (CASE WHEN o.stage = 'treasury' THEN -1 ELSE 1 END * coalesce(b.amount, 0))::bigint AS books,
			(CASE WHEN o.stage = 'treasury' THEN -1 ELSE 1 END * o.amount)::bigint AS other, o.count
		FROM other o LEFT JOIN books b ON b.stage::text = o.stage ORDER BY o.place`
	return rows.map((row) => ({
		row: row.row,
		booksFen: fen(row.books),
		otherFen: fen(row.other),
		count: Number(row.count),
	}))
}

/** A fund is drawn up again a minute after money moved; one that takes long, only after a hundred times as long. */
const restMs = 60_000
const restFactor = 100

/**
 * The worker's task: draws up and keeps the board of every approved fund in which money moved since its last one. Answers how
 * many. At most one percent of the time is spent on it.
 */
export async function checkFunds(): Promise<number> {
	const due = await prisma.$queryRaw<{ id: bigint }[]>`
		SELECT f.id FROM fund f LEFT JOIN fund_check c ON c.fund_id = f.id
		WHERE f.state <> 'draft' AND (c.at IS NULL OR c.at < now() - make_interval(secs => greatest(${restMs}::int, c.took_ms * ${restFactor}::int) / 1000.0)
			AND (SELECT max(t.recorded_at) FROM (SELECT recorded_at FROM transfer WHERE fund_id = f.id ORDER BY xid DESC LIMIT 1) t) > c.at)
		ORDER BY f.id`
	for (const { id } of due) {
		const [{ at }] = await prisma.$queryRaw<[{ at: Date }]>`SELECT clock_timestamp() AS at`
		const began = performance.now()
		const rows = await drawUpDrift(prisma, id)
		const tookMs = Math.round(performance.now() - began)
		const json = JSON.stringify(rows, (_, value: unknown) => (typeof value === 'bigint' ? value.toString() : value))
		await prisma.$executeRaw`INSERT INTO fund_check (fund_id, at, took_ms, rows) VALUES (${id}, ${at}, ${tookMs}, ${json}::jsonb)
			ON CONFLICT (fund_id) DO UPDATE SET at = EXCLUDED.at, took_ms = EXCLUDED.took_ms, rows = EXCLUDED.rows`
	}
	return due.length
}
