import { command, event, held, type Step, transfer } from './million-steps.ts'

const ordered = 'k >= 13'

/** Grants: application, command, entitlement, voucher, transfers, cap, event. */
const grants: Step[] = [
	{ sql: 'DROP TABLE IF EXISTS chunk' },
	{
		sql: `CREATE TEMP TABLE chunk AS SELECT n, n % 20 AS k, :command + :no::bigint * 8 * :size + (n - :first) AS cmd, :application + n AS app, :voucher + n AS vou, :entitlement + n AS ent,
				:order + n AS ord, :hold + n AS hld, :claim + n AS clm, :firstEnterprise + n % 10000 AS enterprise, :firstRound + n / 10000 AS round,
				CASE WHEN n % 20 >= 17 AND n % 3 = 0 THEN 24000 ELSE 0 END::bigint AS cut1, CASE WHEN n % 20 >= 17 AND n % 3 = 0 THEN 16000 ELSE 0 END::bigint AS cut2,
				timestamptz '2026-01-08 02:00:00+00' + :no * interval '28 hours' AS at, lpad((5000000 + n)::text, 7, '0') AS no, s.i AS place, s.id AS provider, s.payee, s.listing, s.credit_code
			FROM generate_series(:first::bigint, :last::bigint) n JOIN seller s ON s.i = (n / 20) % (SELECT count(*) FROM seller)`,
	},
	{ sql: 'ANALYZE chunk' },
	{
		sql: `INSERT INTO application (id, number, round_id, version_id, enterprise_id, state, requested_fen, facts, evaluation, commitment_text, submitted_by_id, reviewed_by_id, submitted_at, decided_at)
			SELECT app, 'SL-2026-' || no, round, :version, enterprise, 'granted', 2000000, '{}', '{}', '承诺所填内容属实。', :buyer, :reviewer, at - interval '2 days', at FROM chunk ORDER BY n`,
	},
	command(0, 'true', {
		action: 'voucher.granted',
		subject: `'KJ-2026-' || no`,
		actor: ':reviewer',
		org: ':office',
		lines: '2',
		at: 'at',
		details: `jsonb_build_object('applicationId', app, 'number', 'KJ-2026-' || no, 'faceFen', 2000000, 'split', jsonb_build_array(1200000, 800000), 'useBy', '2026-12-31', 'redeemBy', '2027-03-31', 'encumbrance', 'grant',
			'draws', jsonb_build_array(jsonb_build_object('capKey', 'bench:' || enterprise, 'limitFen', 1000000000000, 'amountFen', 2000000)))`,
		answer: `jsonb_build_object('applicationId', app::text, 'voucherId', vou::text, 'number', 'KJ-2026-' || no, 'faceFen', '2000000')`,
	}),
	{
		sql: `INSERT INTO entitlement (id, kind, fund_id, holder_id, face_fen, encumbrance, use_by, redeem_by)
			SELECT ent, 'voucher', :fund, enterprise, 2000000, 'grant', CASE WHEN k = 12 THEN at::date + 10 ELSE date '2026-12-31' END, '2027-03-31' FROM chunk ORDER BY n`,
	},
	{
		sql: `INSERT INTO entitlement_source (entitlement_id, source_no, face_fen, held_fen, redeemed_fen, lapsed_fen)
			SELECT ent, s, CASE s WHEN 1 THEN 1200000 ELSE 800000 END, CASE WHEN k IN (14, 15) THEN CASE s WHEN 1 THEN 240000 ELSE 160000 END ELSE 0 END,
				CASE WHEN k >= 16 THEN CASE s WHEN 1 THEN 240000 - cut1 ELSE 160000 - cut2 END ELSE 0 END, CASE WHEN k = 12 THEN CASE s WHEN 1 THEN 1200000 ELSE 800000 END ELSE 0 END
			FROM chunk, generate_series(1, 2) s ORDER BY n, s`,
	},
	{
		sql: `INSERT INTO voucher (id, number, entitlement_id, application_id, enterprise_id, programme_id, version_id, round_id, fund_id, state, granted_at)
			SELECT vou, 'KJ-2026-' || no, ent, app, enterprise, :programme, :version, round, :fund, CASE WHEN k = 12 THEN 'lapsed' ELSE 'active' END, at FROM chunk ORDER BY n`,
	},
	transfer(0, 'true', { from: 'available', to: 'granted', parts: ['1200000', '800000'], at: 'at' }),
	{
		sql: `INSERT INTO cap_draw (command_id, cap_key, amount_fen, entitlement_id) SELECT cmd, 'bench:' || enterprise, 2000000, ent FROM chunk ORDER BY n`,
	},
	event(0, 'true', 'c.at'),
]

const placedAt = `at + interval '3 days'`
/** Orders: placed, declined, in service, accepted, with invoice and own payment. */
const orders: Step[] = [
	{
		sql: `INSERT INTO "order" (id, number, listing_id, listing_snapshot, enterprise_id, provider_id, state, quantity, unit_price_fen, price_fen, final_price_fen, mode, voucher_id, entitlement_id, programme_id, version_id, voucher_fen,
				placed_by_id, placed_at, confirmed_at, contract_no, contract_on, contract_signature, contract_provider_by_id, contract_enterprise_by_id, contracted_at, sample_at, price_confirmed_at,
				report_no, report_on, delivered_at, accepted_at, ended_at, end_reason, reply_due_at, created_at)
			SELECT ord, 'DD-2026-' || no, listing, '{}', enterprise, provider, CASE k WHEN 13 THEN 'declined' WHEN 14 THEN 'placed' WHEN 15 THEN 'in_service' ELSE 'accepted' END, 2, 500000, 1000000, CASE WHEN k >= 15 THEN 1000000 END, 'deduct', vou, ent, :programme, :version, 400000,
				:buyer, ${placedAt}, CASE WHEN k >= 15 THEN ${placedAt} END, CASE WHEN k >= 15 THEN 'HT-' || no END, CASE WHEN k >= 15 THEN at::date + 5 END, CASE WHEN k >= 15 THEN 'electronic' END, CASE WHEN k >= 15 THEN :seller END, CASE WHEN k >= 15 THEN :buyer END,
				CASE WHEN k >= 15 THEN at + interval '5 days' END, CASE WHEN k >= 15 THEN at + interval '6 days' END, CASE WHEN k >= 15 THEN at + interval '7 days' END,
				CASE WHEN k >= 16 THEN 'BG-' || no END, CASE WHEN k >= 16 THEN at::date + 12 END, CASE WHEN k >= 16 THEN at + interval '12 days' END, CASE WHEN k >= 16 THEN at + interval '14 days' END,
				CASE WHEN k = 13 THEN at + interval '4 days' END, CASE WHEN k = 13 THEN '设备检修，无法按期' END, at + interval '6 days', ${placedAt}
			FROM chunk WHERE ${ordered} ORDER BY n`,
	},
	command(1, ordered, {
		action: 'order.placed',
		subject: `'DD-2026-' || no`,
		actor: ':buyer',
		org: 'enterprise',
		lines: '2',
		at: placedAt,
		details: `jsonb_build_object('orderId', ord, 'amountFen', 400000, 'draws', '[]'::jsonb)`,
		answer: `jsonb_build_object('orderId', ord::text, 'number', 'DD-2026-' || no, 'heldFen', '400000')`,
	}),
	{
		sql: `INSERT INTO hold (id, command_id, entitlement_id, order_id, line_no, part_fen, expires_at) SELECT hld, cmd + :size, ent, ord, 1, ARRAY[240000, 160000], at + interval '6 days' FROM chunk WHERE ${ordered} ORDER BY n`,
	},
	transfer(1, ordered, { from: 'granted', to: 'held', parts: held, at: placedAt, order: true }),
	event(1, ordered, 'c.at'),
	// block 2: price confirmed (15 and later); declined (13); lapsed (12): one each
	command(2, 'k >= 15', {
		action: 'order.price_confirmed',
		subject: `'DD-2026-' || no`,
		actor: ':buyer',
		org: 'enterprise',
		lines: '0',
		at: `at + interval '7 days'`,
		details: `jsonb_build_object('orderId', ord, 'finalPriceFen', 1000000, 'voucherFen', 400000, 'draws', '[]'::jsonb)`,
		answer: `jsonb_build_object('orderId', ord::text, 'number', 'DD-2026-' || no, 'voucherFen', '400000', 'furtherFen', '0')`,
	}),
	command(2, 'k = 13', {
		action: 'order.declined',
		subject: `'DD-2026-' || no`,
		actor: ':seller',
		org: 'provider',
		lines: '2',
		at: `at + interval '4 days'`,
		details: `jsonb_build_object('orderId', ord, 'to', 'declined', 'reason', '设备检修，无法按期')`,
		answer: `jsonb_build_object('orderId', ord::text, 'number', 'DD-2026-' || no, 'state', 'declined', 'releasedFen', '400000')`,
	}),
	transfer(2, 'k = 13', { from: 'held', to: 'granted', parts: held, at: `at + interval '4 days'`, order: true }),
	command(2, 'k = 12', {
		action: 'voucher.lapsed',
		subject: `'KJ-2026-' || no`,
		actor: 'NULL',
		org: 'NULL',
		lines: '2',
		at: `at + interval '11 days'`,
		details: `jsonb_build_object('voucherId', vou)`,
		answer: `jsonb_build_object('voucherId', vou::text, 'number', 'KJ-2026-' || no, 'lapsedFen', '2000000')`,
	}),
	transfer(2, 'k = 12', {
		from: 'granted',
		to: 'available',
		parts: ['1200000', '800000'],
		at: `at + interval '11 days'`,
	}),
	event(2, 'k >= 12', 'c.at'),
	command(3, 'k >= 16', {
		action: 'order.accepted',
		subject: `'DD-2026-' || no`,
		actor: ':buyer',
		org: 'enterprise',
		lines: '2',
		at: `at + interval '14 days'`,
		details: `jsonb_build_object('orderId', ord)`,
		answer: `jsonb_build_object('orderId', ord::text, 'number', 'DD-2026-' || no, 'redeemedFen', '400000', 'releasedFen', '0')`,
	}),
	transfer(3, 'k >= 16', { from: 'held', to: 'redeemed', parts: held, at: `at + interval '14 days'`, order: true }),
	event(3, 'k >= 16', 'c.at'),
	{
		sql: `INSERT INTO hold_resolution (hold_id, command_id, kind, redeemed_fen)
			SELECT hld, cmd + CASE WHEN k = 13 THEN 2 ELSE 3 END * :size, CASE WHEN k = 13 THEN 'released' ELSE 'redeemed' END, CASE WHEN k = 13 THEN ARRAY[0, 0] ELSE ARRAY[240000, 160000] END FROM chunk WHERE k = 13 OR k >= 16 ORDER BY n`,
	},
	{
		sql: `INSERT INTO invoice (id, number, seller_code, buyer_code, issued_on, amount_fen, tax_fen, created_by_id)
			SELECT :invoice + n, '2699' || lpad((:invoice + n)::text, 16, '0'), chunk.credit_code, o.credit_code, at::date + 14, 1000000, 56603, :seller FROM chunk JOIN organisation o ON o.id = enterprise WHERE k >= 16 ORDER BY n`,
	},
	{
		sql: `INSERT INTO invoice_part (invoice_id, order_id, amount_fen) SELECT :invoice + n, ord, 1000000 FROM chunk WHERE k >= 16 ORDER BY n`,
	},
	{
		sql: `INSERT INTO own_payment (order_id, amount_fen, paid_on, reference, recorded_by_id, confirmed_by_id, confirmed_at) SELECT ord, 600000, at::date + 14, 'HK' || ord, :buyer, :seller, at + interval '15 days' FROM chunk WHERE k >= 16 ORDER BY n`,
	},
]

export const grantAndOrderSteps: readonly Step[] = [...grants, ...orders]
