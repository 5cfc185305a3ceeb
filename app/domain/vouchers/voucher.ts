import { fen, type Money } from '#app/lib/money.ts'
import { daysBetween, type LocalDate } from '#app/lib/time.ts'

export const voucherStates = ['active', 'lapsed', 'void'] as const
export type VoucherState = (typeof voucherStates)[number]

/** The balances of one entitlement at one source, as the books keep them. */
export type SourceBalance = {
	faceFen: bigint
	heldFen: bigint
	redeemedFen: bigint
	lapsedFen: bigint
	voidedFen: bigint
}

/** face = free + held + used + lapsed + voided, always. */
export type VoucherFigures = { face: Money; free: Money; held: Money; used: Money; lapsed: Money; voided: Money }

/** The figures of a voucher: the sums over its sources. */
export function voucherFigures(sources: readonly SourceBalance[]): VoucherFigures {
	const total = (key: keyof SourceBalance) => sources.reduce((sum, source) => sum + source[key], 0n)
	const [face, held, used] = [total('faceFen'), total('heldFen'), total('redeemedFen')]
	const [lapsed, voided] = [total('lapsedFen'), total('voidedFen')]
	return {
		face: fen(face),
		free: fen(face - held - used - lapsed - voided),
		held: fen(held),
		used: fen(used),
		lapsed: fen(lapsed),
		voided: fen(voided),
	}
}

/** Days before its end from which a voucher counts as ending soon. */
export const endingSoonDays = 60

/** What a wallet says of a voucher (texts `status.voucher.*`): its state, and while active how it stands. */
export type VoucherStanding = 'active' | 'partly_held' | 'used_up' | 'ending_soon' | 'lapsed' | 'void'

export function voucherStanding(
	state: string,
	figures: VoucherFigures,
	useBy: LocalDate | null,
	today: LocalDate,
): VoucherStanding {
	if (state === 'void') return 'void'
	if (state === 'lapsed') return 'lapsed'
	if (figures.free === 0n && figures.held === 0n) return 'used_up'
	if (useBy && useBy < today) return 'lapsed'
	if (useBy && figures.free > 0n && daysBetween(today, useBy) <= endingSoonDays) return 'ending_soon'
	return figures.held > 0n ? 'partly_held' : 'active'
}

/** One movement of a voucher's money, as its holder reads it. */
export const movementKinds = [
	'granted',
	'held',
	'released',
	'redeemed',
	'cut',
	'lapsed',
	'voided',
	'forfeited',
	'payable',
	'in_payment',
	'paid',
	'returned',
	'corrected',
	'other',
] as const
export type MovementKind = (typeof movementKinds)[number]

/** Commands that take an order's share back for good: the free balance does not get it. */
const forfeiting: readonly string[] = ['order.share_lapsed', 'order.forfeited', 'fund.year_ended']

/** What a transfer between two stages means to the voucher's holder; the command's action tells lapse from void. */
export function movementKind(from: string, to: string, action: string): MovementKind {
	if (action === 'correction.approved') return 'corrected'
	if (from === 'available' && to === 'granted') return 'granted'
	if (to === 'held') return 'held'
	if ((from === 'held' || from === 'redeemed') && to === 'available' && forfeiting.includes(action)) return 'forfeited'
	if (from === 'held') return to === 'redeemed' ? 'redeemed' : 'released'
	if (from === 'redeemed') return to === 'payable' ? 'payable' : 'cut'
	if (from === 'granted') return action === 'voucher.voided' ? 'voided' : 'lapsed'
	if (from === 'payable' && to === 'in_payment') return 'in_payment'
	if (from === 'in_payment') return to === 'paid' ? 'paid' : 'returned'
	return 'other'
}

/**
 * What a movement does to the free balance: -1 lowers it, 1 raises it, 0 leaves it. A cut raises it only where the
 * money went back to the voucher.
 */
export function freeSign(kind: MovementKind, to: string): -1n | 0n | 1n {
	if (kind === 'granted' || kind === 'released') return 1n
	if (kind === 'held' || kind === 'lapsed' || kind === 'voided') return -1n
	if (kind === 'corrected') return to === 'granted' ? 1n : -1n
	return kind === 'cut' && to === 'granted' ? 1n : 0n
}
