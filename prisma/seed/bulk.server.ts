import type { ClientBase } from 'pg'
import { mailOf, type OfficeKey } from './accounts.ts'
import type { SeededPeople } from './organisations.server.ts'

/** How much a large demo holds, and in which round of which authority. */
export type BulkPlan = {
	office: OfficeKey
	programmeId: bigint
	versionId: bigint
	roundId: bigint
	fundId: bigint
	vouchers: number
	/** orders placed under them, brought to every state */
	orders: number
	year: number
	/** the day the demo is set on */
	today: string
}

/** Vouchers granted in one call of the books. */
const grantChunk = 1_000
/** Orders moved in one transaction. */
const orderChunk = 2_000

const faceFen = 2_000_000

/** The context a books function is told, as SQL: actor, organisation and a moment. */
const head = (actor: string, organisation: string, at: string) =>
	`jsonb_build_object('actorId', ${actor}, 'scopeOrgId', ${organisation}, 'now', ${at}, 'key', NULL, 'inputHash', repeat('0', 64))`

/**
 * A large city: enterprises, vouchers and orders in every state, made set-based but moved by the books' own functions, so
 * that nothing in it could not have happened. `client` is the owner's connection; commits as it goes.
 */
export async function seedBulk(
	client: ClientBase,
	people: SeededPeople,
	plan: BulkPlan,
	say: (text: string) => void,
): Promise<void> {
	const account = (desk: string) => people.account.get(mailOf(desk, plan.office))!
	await seedEnterprises(client, plan)
	await seedApplications(client, people, plan)
	await grantAll(client, people, plan, account('reviewer'), say)
	await client.query('ANALYZE')
	const buyer = people.account.get(mailOf('buyer', 's17'))!
	const seller = people.account.get(mailOf('seller', 'p04'))!
	for (let done = 0; done < plan.orders; done += orderChunk) {
		await seedOrderChunk(client, people, plan, {
			from: done,
			count: Math.min(orderChunk, plan.orders - done),
			buyer,
			seller,
		})
		say(`orders ${Math.min(done + orderChunk, plan.orders).toLocaleString('en')} / ${plan.orders.toLocaleString('en')}`)
	}
	await settleChunk(client, people, plan, account)
}

async function seedEnterprises(client: ClientBase, plan: BulkPlan) {
	await client.query(
		`INSERT INTO organisation (number, credit_code, kind, name, division_code, facts, status, is_demo, created_at)
		 SELECT 'JG-' || $2 || '-' || lpad((1000 + g)::text, 7, '0'), '919901' || lpad(g::text, 12, 'D'), 'enterprise', '云泽演示企业' || g || '号（演示）', (ARRAY['990191', '990102', '990103', '990104'])[1 + g % 4],
			jsonb_build_object('legalForm', 'legal_person', 'size', 'small', 'headcount', 20 + g % 80, 'revenueFen', jsonb_build_array('1250000000'), 'titles', jsonb_build_array(jsonb_build_object('code', 'tech_sme', 'years', jsonb_build_array($2::int - 1, $2::int))), 'badCredit', false),
			'verified', true, make_timestamptz($2::int - 1, 12, 15, 1, 0, 0, 'UTC')
		 FROM generate_series(1, $1::int) g`,
		[plan.vouchers, plan.year],
	)
}

async function seedApplications(client: ClientBase, people: SeededPeople, plan: BulkPlan) {
	await client.query(
		`INSERT INTO application (number, round_id, version_id, enterprise_id, requested_fen, facts, evaluation, commitment_text, submitted_by_id, submitted_at)
		 SELECT 'SL-' || $5 || '-' || lpad((100000 + row_number() OVER (ORDER BY o.id))::text, 7, '0'), $1, $2, o.id, $3, '{}', '{}', '承诺所填内容属实。', $4, make_timestamptz($5::int, 1, 5, 1, 0, 0, 'UTC')
		 FROM organisation o WHERE o.kind = 'enterprise' AND o.credit_code LIKE '919901%D%' AND o.name LIKE '云泽演示企业%'`,
		[plan.roundId, plan.versionId, faceFen, people.account.get(mailOf('buyer', 's17')), plan.year],
	)
}

async function grantAll(
	client: ClientBase,
	people: SeededPeople,
	plan: BulkPlan,
	reviewer: bigint,
	say: (text: string) => void,
) {
	const { rows } = await client.query<{ first: string; last: string }>(
		'SELECT min(id) AS first, max(id) AS last FROM application WHERE round_id = $1 AND state = $2',
		[plan.roundId, 'submitted'],
	)
	const [first, last] = [Number(rows[0]!.first), Number(rows[0]!.last)]
	for (let from = first; from <= last; from += grantChunk) {
		const day = Math.floor(((from - first) / (last - first + 1)) * 270)
		await client.query(
			`SELECT grant_vouchers(${head('$2::bigint', '$3::bigint', `make_timestamptz($5::int, 1, 8, 2, 0, 0, 'UTC') + $6::int * interval '1 day'`)},
				jsonb_build_object('fundId', $1::bigint, 'requests', (SELECT jsonb_agg(jsonb_build_object('applicationId', id, 'number', replace(number, 'SL-', 'KJ-'), 'faceFen', ${faceFen}, 'split', jsonb_build_array(${faceFen * 0.6}, ${faceFen * 0.4}),
					'useBy', make_date($5::int, 12, 31), 'redeemBy', make_date($5::int + 1, 3, 31), 'encumbrance', 'grant', 'draws', '[]'::jsonb) ORDER BY id) FROM application WHERE id >= $4 AND id < $4 + ${grantChunk} AND round_id = $7)))`,
			[plan.fundId, reviewer, people.organisation.get(plan.office), from, plan.year, day, plan.roundId],
		)
		if (((from - first) / grantChunk) % 20 === 19)
			say(`vouchers ${(from - first + grantChunk).toLocaleString('en')} / ${plan.vouchers.toLocaleString('en')}`)
	}
}

type Chunk = { from: number; count: number; buyer: bigint; seller: bigint }

/** The steps of an order that move no money, as assignments. */
const quietSteps = (chunk: Chunk): readonly (readonly [state: string, assignments: string])[] => [
	['confirmed', `confirmed_at = placed_at + interval '1 day'`],
	[
		'contracted',
		`contract_no = 'HT-' || right(number, 7), contract_on = (placed_at + interval '2 days')::date, contract_signature = 'electronic', contract_provider_by_id = ${chunk.seller}, contract_enterprise_by_id = ${chunk.buyer}, contracted_at = placed_at + interval '2 days'`,
	],
	['sample_received', `sample_at = placed_at + interval '4 days', sample_note = '样品 3 件，完好'`],
	['price_proposed', 'final_price_fen = price_fen'],
]

/** One transaction of orders: drafted, placed, and as far along their life as their number says. */
async function seedOrderChunk(client: ClientBase, people: SeededPeople, plan: BulkPlan, chunk: Chunk) {
	const enterpriseHead = (at: string) => head(`${chunk.buyer}`, 'o.enterprise_id', at)
	await client.query('BEGIN')
	const { rows } = await client.query<{ ids: string[] }>(
		`WITH v AS (SELECT v.*, row_number() OVER (ORDER BY v.id) - 1 AS n FROM (SELECT * FROM voucher WHERE round_id = $1 ORDER BY id OFFSET $2 LIMIT $3) v),
		 l AS (SELECT id, name, provider_id, price_fen, price_unit, number, tax_rate_bp, row_number() OVER (ORDER BY id) - 1 AS n FROM (SELECT * FROM listing WHERE state = 'published' AND price_fen BETWEEN 1000 AND 400000 ORDER BY id LIMIT 5000) x),
		 made AS (INSERT INTO "order" (number, listing_id, listing_snapshot, enterprise_id, provider_id, quantity, unit_price_fen, price_fen, mode, voucher_id, entitlement_id, programme_id, version_id)
			SELECT 'DD-' || $4 || '-' || lpad((100000 + $2 + v.n)::text, 7, '0'), l.id, jsonb_build_object('number', l.number, 'name', l.name, 'priceUnit', l.price_unit, 'taxRateBp', l.tax_rate_bp), v.enterprise_id, l.provider_id, 2, l.price_fen, l.price_fen * 2, 'deduct', v.id, v.entitlement_id, v.programme_id, v.version_id
			FROM v JOIN l ON l.n = (v.n + $2) % (SELECT count(*) FROM l) RETURNING id)
		 SELECT array_agg(id ORDER BY id) AS ids FROM made`,
		[plan.roundId, chunk.from, chunk.count, plan.year],
	)
	const ids = rows[0]!.ids
	const placedAt = `v.granted_at + interval '3 days'`
	await client.query(
		`SELECT place_order(${enterpriseHead(placedAt)}, jsonb_build_object('orderId', o.id, 'amountFen', o.price_fen / 2, 'draws', '[]'::jsonb, 'replyDueAt', ${placedAt} + interval '3 days'))
		 FROM "order" o JOIN voucher v ON v.id = o.voucher_id WHERE o.id = ANY ($1) ORDER BY o.id`,
		[ids],
	)
	// one in twelve is left waiting, one in twelve is declined, the others go on
	await client.query(
		`SELECT end_order(${head(`${chunk.seller}`, 'o.provider_id', `o.placed_at + interval '1 day'`)}, jsonb_build_object('orderId', o.id, 'to', 'declined', 'reason', '设备检修，无法按期')) FROM "order" o WHERE o.id = ANY ($1) AND o.id % 12 = 1`,
		[ids],
	)
	for (const [state, assignments] of quietSteps(chunk))
		await client.query(
			`UPDATE "order" o SET state = '${state}', ${assignments} WHERE o.id = ANY ($1) AND o.id % 12 > 1 AND o.id % 12 <> CASE '${state}' WHEN 'contracted' THEN 2 WHEN 'sample_received' THEN 3 ELSE -1 END AND o.state = $2`,
			[
				ids,
				{
					confirmed: 'placed',
					contracted: 'confirmed',
					sample_received: 'contracted',
					price_proposed: 'sample_received',
				}[state],
			],
		)
	await client.query(
		`SELECT confirm_price(${enterpriseHead(`o.placed_at + interval '5 days'`)}, jsonb_build_object('orderId', o.id, 'finalPriceFen', o.final_price_fen, 'voucherFen', o.voucher_fen, 'draws', '[]'::jsonb)) FROM "order" o WHERE o.id = ANY ($1) AND o.state = 'price_proposed'`,
		[ids],
	)
	await client.query(
		`UPDATE "order" o SET state = 'delivered', report_no = 'BG-' || right(o.number, 7), report_on = (o.placed_at + interval '12 days')::date, delivered_at = o.placed_at + interval '12 days' WHERE o.id = ANY ($1) AND o.state = 'in_service' AND o.id % 12 <> 4`,
		[ids],
	)
	await client.query(
		`SELECT accept_delivery(${enterpriseHead(`o.placed_at + interval '15 days'`)}, jsonb_build_object('orderId', o.id)) FROM "order" o WHERE o.id = ANY ($1) AND o.state = 'delivered' AND o.id % 12 <> 5`,
		[ids],
	)
	await seedEvidence(client, ids, chunk)
	await claimChunk(client, people, plan, ids, chunk)
	await client.query('COMMIT')
}

/** Fapiao and own payment of the accepted orders, both confirmed. */
async function seedEvidence(client: ClientBase, ids: string[], chunk: Chunk) {
	await client.query(
		`WITH o AS (SELECT o.*, s.credit_code AS seller, b.credit_code AS buyer FROM "order" o JOIN organisation s ON s.id = o.provider_id JOIN organisation b ON b.id = o.enterprise_id WHERE o.id = ANY ($1) AND o.state = 'accepted'),
		 i AS (INSERT INTO invoice (number, seller_code, buyer_code, issued_on, amount_fen, tax_fen, created_by_id) SELECT '2699' || lpad(o.id::text, 16, '0'), o.seller, o.buyer, (o.accepted_at AT TIME ZONE 'Asia/Shanghai')::date, o.final_price_fen, o.final_price_fen * 6 / 106, ${chunk.seller} FROM o RETURNING id, number)
		 INSERT INTO invoice_part (invoice_id, order_id, amount_fen) SELECT i.id, o.id, o.final_price_fen FROM i JOIN o ON i.number = '2699' || lpad(o.id::text, 16, '0')`,
		[ids],
	)
	await client.query(
		`INSERT INTO own_payment (order_id, amount_fen, paid_on, reference, recorded_by_id, confirmed_by_id, confirmed_at)
		 SELECT o.id, o.final_price_fen - o.voucher_fen, (o.accepted_at AT TIME ZONE 'Asia/Shanghai')::date, 'HK' || o.id, ${chunk.buyer}, ${chunk.seller}, o.accepted_at + interval '1 day' FROM "order" o WHERE o.id = ANY ($1) AND o.state = 'accepted'`,
		[ids],
	)
}

/** Claims on nine in ten of the accepted orders, one in ten of them cut by a tenth, approved by the books. */
async function claimChunk(client: ClientBase, people: SeededPeople, plan: BulkPlan, ids: string[], chunk: Chunk) {
	const reviewer = people.account.get(mailOf('reviewer', plan.office))!
	const settlement = people.account.get(mailOf('settlement', plan.office))!
	const approved = 'CASE WHEN o.id % 10 = 7 THEN o.voucher_fen - o.voucher_fen / 10 ELSE o.voucher_fen END'
	await client.query(
		`WITH o AS (SELECT o.*, p.id AS payee FROM "order" o JOIN payee_account p ON p.organisation_id = o.provider_id AND p.state = 'confirmed' WHERE o.id = ANY ($1) AND o.state = 'accepted' AND o.id % 10 <> 9),
		 c AS (INSERT INTO claim (number, programme_id, version_id, round_id, fund_id, kind, mode, claimant_id, enterprise_id, payee_account_id, state, claimed_fen, approved_fen, commitment_text, submitted_by_id, submitted_at, reviewed_by_id, reviewed_at)
			SELECT replace(o.number, 'DD-', 'DF-'), o.programme_id, o.version_id, $2, $3, 'voucher', 'deduct', o.provider_id, o.enterprise_id, o.payee, 'reviewed', o.voucher_fen, ${approved}, '承诺材料属实。', ${chunk.seller}, o.accepted_at + interval '2 days', $4, o.accepted_at + interval '6 days' FROM o RETURNING id, number)
		 INSERT INTO claim_line (claim_id, line_no, kind, order_id, title, base_fen, claimed_fen, approved_fen, cut_reason, cut_article)
		 SELECT c.id, 1, 'order', o.id, o.listing_snapshot ->> 'name', o.final_price_fen, o.voucher_fen, ${approved}, CASE WHEN o.id % 10 = 7 THEN '加急费不在支持范围' END, CASE WHEN o.id % 10 = 7 THEN '第八条第三项' END FROM o JOIN c ON c.number = replace(o.number, 'DD-', 'DF-')`,
		[ids, plan.roundId, plan.fundId, reviewer],
	)
	await client.query(
		`SELECT approve_claim(${head('$2::bigint', '$3::bigint', `c.reviewed_at + interval '8 days'`)}, jsonb_build_object('claimId', c.id)) FROM claim c JOIN claim_line l ON l.claim_id = c.id WHERE l.order_id = ANY ($1) AND c.state = 'reviewed' AND c.id % 8 <> 0 ORDER BY c.id`,
		[ids, settlement, people.organisation.get(plan.office)],
	)
}

/** Everything payable but the newest tenth is batched per source, sent, and confirmed by a bank statement. */
async function settleChunk(
	client: ClientBase,
	people: SeededPeople,
	plan: BulkPlan,
	account: (desk: string) => bigint,
) {
	const office = people.organisation.get(plan.office)!
	const at = `timestamptz '${plan.today} 02:00:00+00'`
	for (const sourceNo of [1, 2]) {
		await client.query('BEGIN')
		const { rows } = await client.query<{ id: string }>(
			`INSERT INTO batch (number, fund_id, source_no, created_by_id) VALUES ('QS-' || $1 || '-9' || lpad($2::int::text, 5, '0'), $3, $2::int, $4) RETURNING id`,
			[plan.year, sourceNo, plan.fundId, account('settlement')],
		)
		const batchId = rows[0]!.id
		await client.query(
			`INSERT INTO settlement_line (pay_line_id, attempt, batch_id, amount_fen) SELECT p.id, 1, $1, p.amount_fen FROM pay_line p WHERE p.fund_id = $2 AND p.source_no = $3
			 AND p.id % 10 <> 0 AND NOT EXISTS (SELECT FROM settlement_line l WHERE l.pay_line_id = p.id AND NOT l.returned)`,
			[batchId, plan.fundId, sourceNo],
		)
		const call = (name: string, desk: string, args: string) =>
			client.query(
				`SELECT ${name}(${head('$1::bigint', '$2::bigint', at)}, jsonb_build_object('batchId', $3::bigint) || ${args})`,
				[account(desk), office, batchId],
			)
		await call('lock_batch', 'settlement', `'{}'::jsonb`)
		await call(
			'approve_batch',
			'finance',
			`jsonb_build_object('approvalDocumentNo', '云科付〔${plan.year}〕9${sourceNo}号')`,
		)
		await call('send_batch', 'finance', `jsonb_build_object('messageId', 'TEST-BULK-${plan.year}-${sourceNo}')`)
		await client.query(
			`WITH s AS (INSERT INTO statement (number, authority_id, account_no, format, statement_id, currency, opening, closing, opening_fen, closing_fen, opening_on, closing_on, file_sha256, file_name, imported_by_id)
				SELECT 'DZ-' || $1 || '-9' || lpad($2::int::text, 5, '0'), $3, f.account_no, 'csv', 'BULK-' || $2::int, 'CNY', ((SELECT sum(amount_fen) FROM payment WHERE batch_id = $4) / 100.0)::numeric(20, 2)::text, '0.00', (SELECT sum(amount_fen) FROM payment WHERE batch_id = $4)::bigint, 0,
					$5::date, $5::date, encode(sha256(convert_to('bulk' || $2::int, 'UTF8')), 'hex'), 'bulk.csv', $6 FROM funding_source f WHERE f.fund_id = $7 AND f.source_no = $2::int RETURNING id, account_no)
			 INSERT INTO statement_line (statement_id, line_no, file_line, account_no, reference, booked_on, amount, amount_fen, currency, counterparty_name, counterparty_account, end_to_end_id, remittance)
			 SELECT s.id, row_number() OVER (ORDER BY y.id), row_number() OVER (ORDER BY y.id) + 1, s.account_no, 'BK' || y.id, $5::date, (-y.amount_fen / 100.0)::numeric(20, 2)::text, -y.amount_fen, 'CNY', y.account_name, y.account_no, y.end_to_end_id, y.code FROM s, payment y WHERE y.batch_id = $4`,
			[plan.year, sourceNo, office, batchId, plan.today, account('finance'), plan.fundId],
		)
		await client.query(
			`SELECT settle_payment(${head('$1::bigint', '$2::bigint', at)}, jsonb_build_object('paymentId', y.id, 'statementLineId', l.id, 'rule', 'end_to_end_id')) FROM payment y JOIN statement_line l ON l.end_to_end_id = y.end_to_end_id WHERE y.batch_id = $3 ORDER BY y.id`,
			[account('finance'), office, batchId],
		)
		await client.query('COMMIT')
	}
}
