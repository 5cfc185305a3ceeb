import type { SealHead } from '#app/domain/ledger/seal.server.ts'
import { fen } from '#app/lib/money.ts'
import { type Db, prisma } from '#app/platform/db.server.ts'
import { reckonExplained, reviveExplained } from './explained.server.ts'
import type { Explained } from './explained.ts'
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
		board: keptAt
			? { rows: revive(kept), at: keptAt }
			: { rows: (await drawUpDrift(db, [fundId])).get(fundId)!, at: now },
		seal: no === null ? null : { no, at, root, upto, isWaiting },
	}
}

/** JSON with amounts as text. */
const jsonOf = (value: unknown) =>
	JSON.stringify(value, (_, each: unknown) => (typeof each === 'bigint' ? each.toString() : each))

type KeptRow = { row: DriftRow['row']; booksFen: string; otherFen: string; count: number }
const revive = (rows: unknown): DriftRow[] =>
	(rows as KeptRow[]).map((row) => ({ ...row, booksFen: fen(row.booksFen), otherFen: fen(row.otherFen) }))

/** The boards of several funds, each in its own part of one statement and so all at one moment; every figure beside the books' is counted anew from its own rows. */
export async function drawUpDrift(db: Db, fundIds: readonly bigint[]): Promise<Map<bigint, DriftRow[]>> {
	const rows = await db.$queryRaw<
		{ fundId: bigint; row: DriftRow['row']; books: bigint; other: bigint; count: bigint }[]
	>`
		SELECT f.id AS "fundId", d.* FROM fund f CROSS JOIN LATERAL (
		WITH books AS (SELECT stage::text, sum(amount_fen)::bigint AS amount FROM fund_stages(f.id) GROUP BY stage
			UNION ALL SELECT 'cleared', cleared_in_books(f.id)
			UNION ALL SELECT 'advanced', coalesce(sum(r.amount_fen), 0)::bigint FROM receipt r JOIN advance v ON v.id = r.advance_id AND v.source_no = r.source_no WHERE r.fund_id = f.id),
		other(place, row, stage, amount, count) AS (
			SELECT 1, 'appropriated', 'treasury', -coalesce(sum(amount_fen), 0), count(*) FROM appropriation WHERE fund_id = f.id AND state = 'approved'
			UNION ALL SELECT 2, 'granted', 'granted', coalesce(sum(s.face_fen - s.held_fen - s.redeemed_fen - s.lapsed_fen - s.voided_fen), 0), count(DISTINCT e.id)
				FROM entitlement e JOIN entitlement_source s ON s.entitlement_id = e.id WHERE e.fund_id = f.id AND e.encumbrance = 'grant'
			UNION ALL SELECT 3, 'held', 'held', coalesce(sum((SELECT sum(p) FROM unnest(h.part_fen) p)), 0), count(DISTINCT h.order_id)
				FROM hold h JOIN entitlement e ON e.id = h.entitlement_id WHERE e.fund_id = f.id AND NOT EXISTS (SELECT FROM hold_resolution r WHERE r.hold_id = h.id)
			UNION ALL SELECT 4, 'redeemed', 'redeemed', coalesce(sum(o.voucher_fen), 0), count(*) FROM "order" o JOIN entitlement e ON e.id = o.entitlement_id
				WHERE e.fund_id = f.id AND o.state IN ('accepted', 'closed') AND NOT EXISTS (
					SELECT FROM claim_line l JOIN claim c ON c.id = l.claim_id WHERE l.order_id = o.id AND c.state IN ('approved', 'partly_paid', 'paid', 'refused'))
					AND NOT EXISTS (SELECT FROM order_forfeit x WHERE x.order_id = o.id)
			UNION ALL SELECT 5, 'payable', 'payable', coalesce(sum(p.amount_fen), 0), count(DISTINCT p.claim_id) FROM pay_line p
				WHERE p.fund_id = f.id AND NOT EXISTS (SELECT FROM settlement_line l JOIN payment y ON y.id = l.payment_id WHERE l.pay_line_id = p.id AND NOT l.returned AND y.state IN ('sent', 'confirmed'))
			UNION ALL SELECT 6, 'in_payment', 'in_payment', coalesce(sum(y.amount_fen), 0), count(*) FROM payment y JOIN batch b ON b.id = y.batch_id WHERE b.fund_id = f.id AND y.state = 'sent'
			UNION ALL SELECT 7, 'paid', 'paid', coalesce(-sum(m.amount_fen), 0) - coalesce((SELECT sum(p.clawed_back_fen) FROM pay_line p WHERE p.fund_id = f.id AND p.demanded_fen > 0), 0)
				+ coalesce((SELECT sum(x.total_fen) FROM batch x WHERE x.fund_id = f.id AND x.kind <> 'bank'), 0), count(*) FROM live_match m JOIN payment y ON y.id = m.payment_id JOIN batch b ON b.id = y.batch_id
				WHERE b.fund_id = f.id AND NOT (m.kind = 'returned' AND NOT EXISTS (SELECT FROM live_match p WHERE p.payment_id = m.payment_id AND p.kind = 'paid'))
			UNION ALL SELECT 8, 'cleared', 'cleared', coalesce(sum(CASE WHEN g.creditor_fund_id = f.id THEN g.amount_fen ELSE 0 END + CASE WHEN g.debtor_fund_id = f.id THEN g.amount_fen ELSE 0 END), 0), count(*)
				FROM clearing g WHERE g.state = 'approved' AND f.id IN (g.creditor_fund_id, g.debtor_fund_id)
			UNION ALL SELECT 9, 'advanced', 'advanced', coalesce(sum(amount_fen - repaid_fen), 0), count(*) FROM advance WHERE fund_id = f.id AND state = 'approved' AND repaid_fen < amount_fen)
		SELECT o.row, (CASE WHEN o.stage = 'treasury' THEN -1 ELSE 1 END * coalesce(b.amount, 0))::bigint AS books,
			(CASE WHEN o.stage = 'treasury' THEN -1 ELSE 1 END * o.amount)::bigint AS other, o.count
		FROM other o LEFT JOIN books b ON b.stage = o.stage ORDER BY o.place) d
		WHERE f.id = ANY (${[...fundIds]}::bigint[])`
	const boards = new Map<bigint, DriftRow[]>(fundIds.map((id) => [id, []]))
	for (const { fundId, row, books, other, count } of rows)
		boards.get(fundId)?.push({ row, booksFen: fen(books), otherFen: fen(other), count: Number(count) })
	return boards
}

/** A fund with its board and the explained share of what it paid, and when they were drawn up. */
export type FundDrift = {
	id: bigint
	number: string
	name: string
	budgetYear: number
	state: string
	rows: DriftRow[]
	explained: Explained
	at: Date
}

/** The boards of an authority's approved funds: large ones as last kept, the others of this moment. Three queries. */
export async function readBoards(db: Db, authorityId: bigint, now: Date): Promise<FundDrift[]> {
	const funds = await db.$queryRaw<
		(Omit<FundDrift, 'rows' | 'explained' | 'at'> & { at: Date | null; kept: unknown; keptExplained: unknown })[]
	>`
		SELECT f.id, f.number, f.name, f.budget_year AS "budgetYear", f.state, k.at, k.rows AS kept, k.explained AS "keptExplained"
		FROM fund f LEFT JOIN fund_check k ON k.fund_id = f.id AND k.took_ms > ${longMs} AND k.explained IS NOT NULL
		WHERE f.authority_id = ${authorityId} AND f.state <> 'draft' ORDER BY f.budget_year DESC, f.number`
	const fresh = funds.filter((fund) => fund.at === null).map((fund) => fund.id)
	const [boards, explained] =
		fresh.length === 0
			? [new Map<bigint, DriftRow[]>(), new Map<bigint, Explained>()]
			: await Promise.all([drawUpDrift(db, fresh), reckonExplained(db, fresh)])
	return funds.map(({ kept, keptExplained, at, ...fund }) => ({
		...fund,
		rows: at ? revive(kept) : boards.get(fund.id)!,
		explained: at ? reviveExplained(keptExplained) : explained.get(fund.id)!,
		at: at ?? now,
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
		const [boards, explained] = await Promise.all([drawUpDrift(prisma, [id]), reckonExplained(prisma, [id])])
		const tookMs = Math.round(performance.now() - began)
		const json = jsonOf(boards.get(id))
		await prisma.$executeRaw`INSERT INTO fund_check (fund_id, at, took_ms, rows, explained) VALUES (${id}, ${at}, ${tookMs}, ${json}::jsonb, ${jsonOf(explained.get(id))}::jsonb)
			ON CONFLICT (fund_id) DO UPDATE SET at = EXCLUDED.at, took_ms = EXCLUDED.took_ms, rows = EXCLUDED.rows, explained = EXCLUDED.explained`
	}
	return due.length
}
