import { inFunction, type MoneyGuard } from './money-guard.ts'

const placing = (name: string, replace: string, by = '') =>
	inFunction(`place_orders: ${name}`, 'place_orders', replace, by)
const accepting = (name: string, replace: string, by = '') =>
	inFunction(`accept_deliveries: ${name}`, 'accept_deliveries', replace, by)
const seenKeys = 'NOT EXISTS (SELECT FROM command c WHERE c.scope_org_id = a.scope_org_id AND c.key = a.key)'

/** Guards of orders placed and deliveries accepted together: what makes one plain, to be written with the others. */
export const queueGuards: Record<string, readonly MoneyGuard[]> = {
	queues: [
		placing(
			'one after the other',
			`PERFORM 1 FROM entitlement_source s WHERE s.entitlement_id IN (
      SELECT v.entitlement_id FROM jsonb_array_elements(requests) q JOIN voucher v ON v.id = (q -> 'order' ->> 'voucherId')::bigint)
    ORDER BY s.entitlement_id, s.source_no FOR NO KEY UPDATE;`,
		),
		placing('a voucher once in a call', 'a.on_voucher = 1 AND ', ''),
		placing('a key already used', seenKeys, 'true'),
		placing('not above the price', `AND a.amount <= (a.fresh ->> 'priceFen')::bigint `),
		placing('what the voucher has', 'AND a.amount <= sum_fen(free.parts)'),
		placing('the holder only', `AND a.holder_id = (a.fresh ->> 'enterpriseId')::bigint `),
		placing('a living voucher', `AND a.voucher_state = 'active' `),
		placing('within its days', 'AND (a.use_by IS NULL OR a.use_by >= a.day)'),
		placing('the fund, where orders encumber', `a.encumbrance <> 'order' AND `),
		placing('caps', `AND coalesce(a.args -> 'draws', '[]') = '[]'`),
		accepting(
			'one after the other',
			'PERFORM 1 FROM "order" o WHERE o.id = ANY (ids) ORDER BY o.id FOR NO KEY UPDATE;',
		),
		accepting('a voucher once in a call', 'a.on_voucher = 1 AND ', ''),
		accepting('a key once in a call', 'a.under_key = 1 AND ', ''),
		accepting('a key already used', seenKeys, 'true'),
		accepting('its state', `a.state = 'delivered' AND `),
		accepting('what is held', 'AND a.voucher_fen <= sum_fen(h.part_fen) '),
		accepting('the fund, where orders encumber', `AND a.encumbrance <> 'order'`),
		accepting(
			'one open hold',
			'AND NOT EXISTS (SELECT FROM hold other WHERE other.order_id = a.order_id AND other.id <> h.id AND NOT EXISTS (SELECT FROM hold_resolution ended WHERE ended.hold_id = other.id))',
		),
		accepting('caps', 'AND NOT EXISTS (SELECT FROM cap_draw d WHERE d.order_id = a.order_id)'),
	],
}
