import type { Context } from '#app/domain/context.server.ts'
import { can, memberOf } from '#app/domain/identity/policy.ts'
import { offers } from '#app/lib/machine.ts'
import type { Money } from '#app/lib/money.ts'
import { readSnapshot } from './listing-snapshot.ts'
import {
	mayCancel,
	type OrderGroup,
	type OrderState,
	orderGroups,
	orderMachine,
	type PartyEvent,
	partyEvents,
} from './order.ts'
import { ownShare, standingPrice } from './order-money.ts'
import type { OrderRow } from './order-row.server.ts'

/** Whose eyes an order is read with. */
export type Side = 'enterprise' | 'provider'

/** The side the actor's organisation stands on. Authorise first. */
export const sideOf = (ctx: Context, order: { providerId: bigint }): Side =>
	memberOf(ctx.actor).organisationId === order.providerId ? 'provider' : 'enterprise'

/** The steps open to this actor now: the machine's, less what policy or the order's own papers do not allow yet. */
export function openSteps(ctx: Context, order: OrderRow): PartyEvent[] {
	const possible = offers(orderMachine, order.state)
	return partyEvents.filter((event) => {
		if (!possible.includes(event) || !can(ctx.actor, `order.${event}`, order)) return false
		if (event === 'confirm_contract')
			return (
				order.contractNo !== null &&
				can(ctx.actor, 'order.confirm_contract', { ...order, doneBy: [order.contractProviderById] })
			)
		if (event === 'cancel') return mayCancel(order.state, sideOf(ctx, order))
		return true
	})
}

export type OrderListItem = {
	number: string
	name: string
	nameEn: string | null
	quantity: number
	priceUnit: string
	otherSide: string
	otherSideEn: string | null
	otherSideDemo: boolean
	state: OrderState
	price: Money
	own: Money
	voucherFen: bigint
	mode: string | null
	placedAt: Date | null
	replyDueAt: Date | null
	/** the reader is the one to act */
	yours: boolean
}
export type OrderList = { side: Side; items: OrderListItem[]; total: number; counts: Record<OrderGroup, number> }

const pageSize = 20
export const ordersPerPage = pageSize

/** Orders of the actor's organisation, newest first, of one group of states; with the number of each group. */
export async function listOrders(
	ctx: Context,
	{ group, page }: { group: OrderGroup; page: number },
): Promise<OrderList> {
	const member = memberOf(ctx.actor)
	const side: Side = member.organisationKind === 'provider' ? 'provider' : 'enterprise'
	const mine = side === 'provider' ? { providerId: member.organisationId } : { enterpriseId: member.organisationId }
	const [rows, byState] = await Promise.all([
		ctx.db.order.findMany({
			where: { ...mine, state: { in: [...orderGroups[group]] } },
			orderBy: { id: 'desc' },
			skip: (page - 1) * pageSize,
			take: pageSize,
		}),
		ctx.db.order.groupBy({ by: ['state'], where: mine, _count: true }),
	])
	const others = await ctx.db.organisation.findMany({
		where: { id: { in: rows.map((row) => (side === 'provider' ? row.enterpriseId : row.providerId)) } },
		select: { id: true, name: true, nameEn: true, isDemo: true },
	})
	const known = new Map(others.map((other) => [other.id, other]))
	const countOf = (name: OrderGroup) =>
		byState
			.filter(({ state }) => (orderGroups[name] as readonly string[]).includes(state))
			.reduce((n, s) => n + s._count, 0)
	const items = (rows as OrderRow[]).map((order) => {
		const listing = readSnapshot(order.listingSnapshot)
		const other = known.get(side === 'provider' ? order.enterpriseId : order.providerId)
		return {
			number: order.number,
			name: listing.name,
			nameEn: listing.nameEn,
			quantity: order.quantity,
			priceUnit: listing.priceUnit,
			otherSide: other?.name ?? '',
			otherSideEn: other?.nameEn ?? null,
			otherSideDemo: other?.isDemo ?? false,
			state: order.state,
			price: standingPrice(order),
			own: ownShare(order),
			voucherFen: order.voucherFen,
			mode: order.mode,
			placedAt: order.placedAt,
			replyDueAt: order.replyDueAt,
			yours: nextActor(order) === side,
		}
	})
	const counts = { open: countOf('open'), working: countOf('working'), done: countOf('done'), ended: countOf('ended') }
	return { side, items, total: counts[group], counts }
}

/** Who has to act for the order to go on; null when nobody has to. */
export function nextActor(order: { state: OrderState; contractNo: string | null }): Side | null {
	switch (order.state) {
		case 'placed':
		case 'contracted':
		case 'sample_received':
		case 'in_service':
		case 'in_revision':
			return 'provider'
		case 'confirmed':
			return order.contractNo ? 'enterprise' : 'provider'
		case 'price_proposed':
		case 'delivered':
			return 'enterprise'
		default:
			return null
	}
}
