import type { Machine } from '#app/lib/machine.ts'

/** The states of an order, in the order a good one passes them; the last four are ends without work. */
export const orderStates = [
	'draft',
	'placed',
	'confirmed',
	'contracted',
	'sample_received',
	'price_proposed',
	'in_service',
	'delivered',
	'in_revision',
	'accepted',
	'closed',
	'declined',
	'withdrawn',
	'expired',
	'cancelled',
] as const
export type OrderState = (typeof orderStates)[number]

/** Every step of an order: from which states, and where it leads. */
export const orderMachine = {
	place: { from: ['draft'], to: 'placed' },
	withdraw: { from: ['placed'], to: 'withdrawn' },
	take: { from: ['placed'], to: 'confirmed' },
	decline: { from: ['placed'], to: 'declined' },
	expire: { from: ['placed'], to: 'expired' },
	draw_contract: { from: ['confirmed'], to: 'confirmed' },
	confirm_contract: { from: ['confirmed'], to: 'contracted' },
	receive_sample: { from: ['contracted'], to: 'sample_received' },
	propose_price: { from: ['contracted', 'sample_received', 'price_proposed'], to: 'price_proposed' },
	confirm_price: { from: ['price_proposed'], to: 'in_service' },
	deliver: { from: ['in_service', 'in_revision'], to: 'delivered' },
	request_changes: { from: ['delivered'], to: 'in_revision' },
	accept: { from: ['delivered'], to: 'accepted' },
	cancel: { from: ['confirmed', 'contracted', 'sample_received', 'price_proposed', 'in_service'], to: 'cancelled' },
	close: { from: ['accepted'], to: 'closed' },
} as const satisfies Machine<OrderState, string>
export type OrderEvent = keyof typeof orderMachine

/** Steps that a person of one of the two sides takes; `expire` and `close` are the worker's. */
export type PartyEvent = Exclude<OrderEvent, 'expire' | 'close'>
export const partyEvents = (Object.keys(orderMachine) as OrderEvent[]).filter(
	(event): event is PartyEvent => event !== 'expire' && event !== 'close',
)

const ended = ['declined', 'withdrawn', 'expired', 'cancelled'] as const
export const isEnded = (state: OrderState) => (ended as readonly OrderState[]).includes(state)

/** The work is done and the enterprise has said so. */
export const isAccepted = (state: OrderState) => state === 'accepted' || state === 'closed'

/** A contract stands: from here on the enterprise may pay. */
export const isUnderContract = (state: OrderState) =>
	orderStates.indexOf(state) >= orderStates.indexOf('contracted') && !isEnded(state)

/** The price is fixed: from here on the provider may invoice. */
export const isPriced = (state: OrderState) =>
	orderStates.indexOf(state) >= orderStates.indexOf('in_service') && !isEnded(state)

/** Once the work has begun only the provider may call it off: the enterprise answers to what is delivered. */
export const mayCancel = (state: OrderState, side: 'enterprise' | 'provider') =>
	state !== 'in_service' || side === 'provider'

/** The groups an orders list offers, each a set of states. */
export const orderGroups = {
	open: ['placed', 'confirmed', 'contracted', 'sample_received', 'price_proposed'],
	working: ['in_service', 'delivered', 'in_revision'],
	done: ['accepted', 'closed'],
	ended,
} as const satisfies Record<string, readonly OrderState[]>
export type OrderGroup = keyof typeof orderGroups
export const orderGroupNames = Object.keys(orderGroups) as OrderGroup[]

export const signatures = ['electronic', 'paper'] as const
export type Signature = (typeof signatures)[number]

/** Who bears a cut of the public share in deduct mode, as the contract says before the work begins. */
export const cutBearers = ['enterprise', 'provider'] as const
export type CutBearer = (typeof cutBearers)[number]
