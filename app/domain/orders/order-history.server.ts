import type { Context } from '#app/domain/context.server.ts'
import type { OrderRow } from './order-row.server.ts'

/** Actions of the log that both sides of an order read. */
export const historyActions = [
	'order.placed',
	'order.confirmed',
	'order.declined',
	'order.withdrawn',
	'order.expired',
	'order.cancelled',
	'order.contract_drawn',
	'order.contracted',
	'order.sample_received',
	'order.price_proposed',
	'order.price_confirmed',
	'order.delivered',
	'order.in_revision',
	'order.accepted',
	'order.closed',
	'order.share_lapsed',
	'order.forfeited',
	'order.invoiced',
	'order.invoice_verified',
	'order.paid',
	'order.payment_confirmed',
	'claim.submitted',
	'claim.returned',
	'claim.approved',
	'claim.refused',
] as const
export type HistoryAction = (typeof historyActions)[number]

export type HistoryEvent = {
	id: string
	action: HistoryAction
	at: Date
	side: 'enterprise' | 'provider' | 'authority' | 'platform'
	by: string | null
	/** what the step carried, as text: amounts in fen, file uuids */
	details: Record<string, string>
}

/** What both sides did, newest first, from the log itself. */
export async function orderHistory(ctx: Context, order: OrderRow, claimNumber: string | null): Promise<HistoryEvent[]> {
	const rows = await ctx.db.$queryRaw<
		{
			id: bigint
			action: HistoryAction
			at: Date
			scope: bigint | null
			by: string | null
			details: object
			answer: object
		}[]
	>`
		SELECT c.id, c.action, c.at, c.scope_org_id AS scope, a.name AS by, c.details, c.answer
		FROM command c LEFT JOIN account a ON a.id = c.actor_id
		WHERE c.subject = ANY (${[order.number, ...(claimNumber ? [claimNumber] : [])]}) AND c.action = ANY (${[...historyActions]})
		ORDER BY c.id DESC`
	return rows.map((row) => ({
		id: row.id.toString(),
		action: row.action,
		at: row.at,
		side: sideOf(row.scope, order),
		by: row.by,
		details: Object.fromEntries(
			Object.entries({ ...row.details, ...row.answer }).flatMap(([key, value]) =>
				typeof value === 'string' || typeof value === 'number' ? [[key, String(value)]] : [],
			),
		),
	}))
}

function sideOf(scope: bigint | null, order: OrderRow): HistoryEvent['side'] {
	if (scope === order.enterpriseId) return 'enterprise'
	if (scope === order.providerId) return 'provider'
	return scope ? 'authority' : 'platform'
}
