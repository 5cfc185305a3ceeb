import { daysBetween, type LocalDate } from '#app/lib/time.ts'
import { fen, type Money } from '#app/lib/money.ts'

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
export type VoucherStanding = 'available' | 'partly_held' | 'used_up' | 'ending_soon' | 'lapsed' | 'void'

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
	return figures.held > 0n ? 'partly_held' : 'available'
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
	'payable',
	'in_payment',
	'paid',
	'returned',
	'other',
] as const
export type MovementKind = (typeof movementKinds)[number]

/** What a transfer between two stages means to the voucher's holder. `lapsing` and `voiding` tell g→a apart. */
export function movementKind(from: string, to: string, action: string): MovementKind {
	const move = `${from}>${to}`
	switch (move) {
		case 'available>granted':
		case 'treasury>granted':
			return 'granted'
		case 'granted>held':
		case 'available>held':
			return 'held'
		case 'held>granted':
		case 'held>available':
			return 'released'
		case 'held>redeemed':
			return 'redeemed'
		case 'redeemed>granted':
		case 'redeemed>available':
			return 'cut'
		case 'granted>available':
			return action.includes('void') ? 'voided' : 'lapsed'
		case 'redeemed>payable':
			return 'payable'
		case 'payable>in_payment':
			return 'in_payment'
		case 'in_payment>paid':
			return 'paid'
		case 'in_payment>payable':
			return 'returned'
		default:
			return 'other'
	}
}

/**
 * What a movement does to the free balance, in fen with its sign: a hold lowers it, a release or a cut while the voucher
 * is valid raises it, redeeming a hold leaves it.
 */
export function freeChange(from: string, to: string, amount: bigint): bigint {
	const intoFree = to === 'granted'
	const outOfFree = from === 'granted'
	return intoFree && !outOfFree ? amount : outOfFree && !intoFree ? -amount : 0n
}
