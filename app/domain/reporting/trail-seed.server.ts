import type { Context } from '#app/domain/context.server.ts'

/** What a number stands for, as ids a chain is followed from. */
export type TrailSeed = {
	kind: SeedKind
	/** the number itself, as its paper writes it */
	number: string
	funds: bigint[]
	entitlements: bigint[]
	orders: bigint[]
	claims: bigint[]
	batches: bigint[]
	payments: bigint[]
	lines: bigint[]
	transfers: bigint[]
}
export const seedKinds = [
	'fund',
	'document',
	'application',
	'voucher',
	'order',
	'invoice',
	'claim',
	'notice',
	'batch',
	'payment',
	'line',
	'transfer',
] as const
export type SeedKind = (typeof seedKinds)[number]

/** At most this many vouchers, orders or claims are followed from one number. */
export const followedAtMost = 20

type Row = { kind: SeedKind; number: string; goal: Exclude<keyof TrailSeed, 'kind' | 'number'>; id: bigint }

/** A bank line is named by its statement and its place in it: DZ-2026-000001/12. */
const lineOf = (asked: string) => /^(\S+)\/(\d{1,9})$/.exec(asked)
const idOf = (asked: string) => (/^\d{1,18}$/.test(asked) ? BigInt(asked) : null)

/**
 * Finds what a number of any paper stands for, among the papers of one authority: fund, appropriation document, application,
 * voucher, order, fapiao, claim, clearing, notice, batch, payment (number, 附言 code or end-to-end id), bank line (statement/line or the bank's own
 * reference), transfer. Null: no such number there. One query.
 */
export async function findSeed(ctx: Context, authorityId: bigint, asked: string): Promise<TrailSeed | null> {
	const [, statement = '', lineNo = '0'] = lineOf(asked) ?? []
	const rows = await ctx.db.$queryRaw<Row[]>`
		WITH own AS MATERIALIZED (SELECT id FROM fund WHERE authority_id = ${authorityId}),
		accounts AS MATERIALIZED (SELECT DISTINCT account_no FROM statement WHERE authority_id = ${authorityId})
		SELECT * FROM (
			SELECT 'fund' AS kind, f.number, 'funds' AS goal, f.id FROM fund f WHERE f.number = ${asked} AND f.id IN (SELECT id FROM own)
			UNION ALL SELECT 'document', a.document_no, 'funds', a.fund_id FROM appropriation a WHERE a.document_no = ${asked} AND a.fund_id IN (SELECT id FROM own)
			UNION ALL SELECT 'application', a.number, 'entitlements', v.entitlement_id FROM application a JOIN voucher v ON v.application_id = a.id WHERE a.number = ${asked} AND v.fund_id IN (SELECT id FROM own)
			UNION ALL SELECT 'voucher', v.number, 'entitlements', v.entitlement_id FROM voucher v WHERE v.number = ${asked} AND v.fund_id IN (SELECT id FROM own)
			UNION ALL SELECT 'order', o.number, 'orders', o.id FROM "order" o JOIN entitlement e ON e.id = o.entitlement_id WHERE o.number = ${asked} AND e.fund_id IN (SELECT id FROM own)
			UNION ALL SELECT 'invoice', i.number, CASE WHEN p.order_id IS NULL THEN 'claims' ELSE 'orders' END, coalesce(p.order_id, c.id)
				FROM invoice i JOIN invoice_part p ON p.invoice_id = i.id LEFT JOIN claim_line l ON l.id = p.claim_line_id LEFT JOIN claim c ON c.id = l.claim_id AND c.state <> 'draft'
				LEFT JOIN "order" o ON o.id = p.order_id LEFT JOIN entitlement e ON e.id = o.entitlement_id
				WHERE i.number = ${asked} AND coalesce(e.fund_id, c.fund_id) IN (SELECT id FROM own)
			UNION ALL SELECT 'claim', c.number, 'claims', c.id FROM claim c WHERE c.number = ${asked} AND c.state <> 'draft' AND c.fund_id IN (SELECT id FROM own)
			UNION ALL SELECT 'claim', c.number, 'claims', c.id FROM clearing g JOIN pay_line l ON l.id = g.pay_line_id JOIN claim c ON c.id = l.claim_id
				WHERE g.number = ${asked} AND g.creditor_fund_id IN (SELECT id FROM own)
			UNION ALL SELECT 'notice', n.number, 'claims', i.claim_id FROM notice n JOIN notice_item i ON i.notice_id = n.id WHERE n.number = ${asked} AND n.authority_id = ${authorityId}
			UNION ALL SELECT 'batch', b.number, 'batches', b.id FROM batch b WHERE b.number = ${asked} AND b.fund_id IN (SELECT id FROM own)
			UNION ALL SELECT 'payment', p.number, 'payments', p.id FROM payment p JOIN batch b ON b.id = p.batch_id
				WHERE (p.number = ${asked} OR p.code = upper(${asked}) OR p.end_to_end_id = ${asked}) AND b.fund_id IN (SELECT id FROM own)
			UNION ALL SELECT 'line', s.number || '/' || l.line_no, 'lines', l.id FROM statement s JOIN statement_line l ON l.statement_id = s.id
				WHERE s.number = ${statement} AND l.line_no = ${Number(lineNo)} AND s.authority_id = ${authorityId}
			UNION ALL SELECT 'line', l.reference, 'lines', l.id FROM statement_line l WHERE l.reference = ${asked} AND l.account_no IN (SELECT account_no FROM accounts)
			UNION ALL SELECT 'transfer', t.id::text, 'transfers', t.id FROM transfer t WHERE t.id = ${idOf(asked)} AND t.fund_id IN (SELECT id FROM own)
		) found LIMIT 200`
	const [first] = rows
	if (!first) return null
	const of = (goal: Row['goal']) => [
		...new Set(rows.filter((row) => row.kind === first.kind && row.goal === goal).map((row) => row.id)),
	]
	return {
		kind: first.kind,
		number: first.number,
		funds: of('funds'),
		entitlements: of('entitlements'),
		orders: of('orders'),
		claims: of('claims'),
		batches: of('batches'),
		payments: of('payments'),
		lines: of('lines'),
		transfers: of('transfers'),
	}
}

/** Every row a chain consists of, and how many claims there are behind the number in all. */
export type TrailIds = {
	funds: bigint[]
	entitlements: bigint[]
	orders: bigint[]
	claims: bigint[]
	payments: bigint[]
	lines: bigint[]
	claimCount: number
}

/**
 * Follows a number up to the budget and down to the bank. Upwards and downwards only: from a claim not to the other claims of
 * its payment, nor to the other orders of its voucher. One query; of many claims or orders the newest are followed.
 */
export async function followSeed(ctx: Context, seed: TrailSeed): Promise<TrailIds> {
	const [ids] = await ctx.db.$queryRaw<TrailIds[]>`
		WITH moved AS (SELECT * FROM transfer WHERE id = ANY (${seed.transfers}::bigint[])),
		paid AS MATERIALIZED (SELECT unnest(${seed.payments}::bigint[]) AS id
			UNION SELECT payment_id FROM statement_match WHERE statement_line_id = ANY (${seed.lines}::bigint[])),
		asked AS MATERIALIZED (SELECT o.id FROM "order" o WHERE o.id = ANY (${seed.orders}::bigint[]) OR o.id IN (SELECT order_id FROM moved WHERE claim_id IS NULL)
			UNION SELECT o.id FROM "order" o WHERE o.entitlement_id = ANY (${seed.entitlements}::bigint[])
				OR o.entitlement_id IN (SELECT entitlement_id FROM moved WHERE order_id IS NULL AND claim_id IS NULL)),
		every AS MATERIALIZED (SELECT c.id FROM claim c WHERE c.state <> 'draft' AND c.id IN (
			SELECT unnest(${seed.claims}::bigint[])
			UNION SELECT claim_id FROM moved WHERE claim_id IS NOT NULL
			UNION SELECT l.claim_id FROM claim_line l JOIN asked ON asked.id = l.order_id
			UNION SELECT w.claim_id FROM rewarded_order w JOIN asked ON asked.id = w.order_id
			UNION SELECT k.id FROM claim k WHERE k.entitlement_id = ANY (${seed.entitlements}::bigint[])
			UNION SELECT p.claim_id FROM settlement_line s JOIN pay_line p ON p.id = s.pay_line_id WHERE s.payment_id IN (SELECT id FROM paid) OR s.batch_id = ANY (${seed.batches}::bigint[])
			UNION SELECT k.id FROM claim k WHERE k.fund_id = ANY (${seed.funds}::bigint[]))),
		claims AS MATERIALIZED (SELECT id FROM every ORDER BY id DESC LIMIT ${followedAtMost}),
		orders AS MATERIALIZED (SELECT id FROM (SELECT id FROM asked UNION SELECT order_id FROM claim_line WHERE claim_id IN (SELECT id FROM claims) AND order_id IS NOT NULL
				UNION SELECT order_id FROM rewarded_order WHERE claim_id IN (SELECT id FROM claims)) o
			ORDER BY id DESC LIMIT ${2 * followedAtMost}),
		entitlements AS MATERIALIZED (SELECT unnest(${seed.entitlements}::bigint[]) AS id UNION SELECT entitlement_id FROM "order" WHERE id IN (SELECT id FROM orders)
			UNION SELECT entitlement_id FROM claim WHERE id IN (SELECT id FROM claims) UNION SELECT entitlement_id FROM moved),
		payments AS MATERIALIZED (SELECT id FROM paid UNION SELECT s.payment_id FROM pay_line p JOIN settlement_line s ON s.pay_line_id = p.id WHERE p.claim_id IN (SELECT id FROM claims)),
		funds AS (SELECT unnest(${seed.funds}::bigint[]) AS id UNION SELECT fund_id FROM claim WHERE id IN (SELECT id FROM claims)
			UNION SELECT fund_id FROM entitlement WHERE id IN (SELECT id FROM entitlements) UNION SELECT fund_id FROM moved
			UNION SELECT b.fund_id FROM payment p JOIN batch b ON b.id = p.batch_id WHERE p.id IN (SELECT id FROM payments)),
		lines AS (SELECT unnest(${seed.lines}::bigint[]) AS id UNION SELECT statement_line_id FROM statement_match WHERE payment_id IN (SELECT id FROM payments))
		SELECT ARRAY(SELECT id FROM funds WHERE id IS NOT NULL ORDER BY id) AS funds, ARRAY(SELECT id FROM entitlements WHERE id IS NOT NULL ORDER BY id) AS entitlements,
			ARRAY(SELECT id FROM orders ORDER BY id) AS orders, ARRAY(SELECT id FROM claims ORDER BY id) AS claims,
			ARRAY(SELECT id FROM payments WHERE id IS NOT NULL ORDER BY id) AS payments, ARRAY(SELECT id FROM lines WHERE id IS NOT NULL ORDER BY id) AS lines,
			(SELECT count(*) FROM every)::int AS "claimCount"`
	return ids!
}
