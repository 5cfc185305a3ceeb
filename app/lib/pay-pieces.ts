/**
 * What is paid of a price, as whole-number arithmetic that a database can do as well: a curve over prices is a list of
 * pieces, each for some classes of goods and a range of prices. Nothing here knows where a curve comes from.
 */

/** Goods of some classes within a range of prices, both ends included; `toFen` null: without end. */
export type ClassPrices = { classes: readonly number[]; fromFen: bigint; toFen: bigint | null }

/** One rounding: (x × times + plus) ÷ over, brought to whole multiples of `unitFen`. */
export type PayStep = {
	times: bigint
	plus: bigint
	over: bigint
	unitFen: bigint
	/** down and half_up first drop parts of a fen, up counts them as well */
	mode: 'down' | 'half_up' | 'up'
}

/** What others pay of a price: it goes through the steps one after the other (none: the whole price). At least 0, never more than the price. */
export type PayWay = readonly PayStep[]

/**
 * Within these classes and prices others pay the most that one of the ways gives (none: nothing), and the rest is paid.
 * Each way grows with the price at most as fast as the price itself, but for its roundings.
 */
export type PayPiece = ClassPrices & { ways: readonly PayWay[] }

/** A part that does not depend on the price. */
export const fixedStep = (fen: bigint): PayStep => ({ times: 0n, plus: fen, over: 1n, unitFen: 1n, mode: 'down' })

/** x through one step. x ≥ 0. */
export function through({ times, plus, over, unitFen, mode }: PayStep, x: bigint): bigint {
	const numerator = x * times + plus
	if (mode === 'up') {
		const size = unitFen * over
		return ((numerator + size - 1n) / size) * unitFen
	}
	const whole = numerator / over
	return ((whole + (mode === 'half_up' ? unitFen / 2n : 0n)) / unitFen) * unitFen
}

/** What one way gives of a price in fen. */
export const wayOf = (way: PayWay, priceFen: bigint): bigint => way.reduce((x, step) => through(step, x), priceFen)

/** What others pay of a price in fen. */
export function othersPay({ ways }: Pick<PayPiece, 'ways'>, priceFen: bigint): bigint {
	let most = 0n
	for (const way of ways) {
		const amount = wayOf(way, priceFen)
		if (amount > most) most = amount
	}
	return most
}

/** What is paid of a price in fen. */
export const paidOf = (piece: Pick<PayPiece, 'ways'>, priceFen: bigint): bigint => priceFen - othersPay(piece, priceFen)

/**
 * How far a higher price may be paid less than a lower one, in fen: roundings to whole yuan make teeth. For prices
 * p < q in reach of the way: what is left of q is at least what is left of p less this.
 */
const wobbleOf = (way: PayWay): bigint =>
	way.some(({ times }) => times === 0n) ? 0n : way.reduce((sum, { unitFen }) => sum + unitFen + 1n, 1n)

/**
 * The lowest price of the piece that may be paid with at least `paidFen`, and the highest that may be paid with at most
 * that (null: no end). Prices outside cannot be; those inside have to be reckoned.
 */
export function pricesPaidNear(piece: PayPiece, paidFen: bigint): { lowest: bigint; highest: bigint | null } {
	const { fromFen, toFen } = piece
	let lowest: bigint | null = null
	let highest: bigint | null = fromFen
	for (const way of [...piece.ways, [fixedStep(0n)]]) {
		const near = pricesNear(way, paidFen)
		if (near === null) return { lowest: fromFen, highest: toFen }
		if (lowest === null || near.lowest < lowest) lowest = near.lowest
		if (near.highest > highest) highest = near.highest
	}
	return {
		lowest: lowest !== null && lowest > fromFen ? lowest : fromFen,
		highest: toFen !== null && toFen < highest ? toFen : highest,
	}
}

/** The same for one way, whatever the range; null: it gives the whole price. */
function pricesNear(way: PayWay, paidFen: bigint): { lowest: bigint; highest: bigint } | null {
	// left = price − (price × times + plus) ÷ over up to the wobble, so price = (left × over + plus) ÷ (over − times)
	let times = 1n
	let plus = 0n
	let over = 1n
	for (const step of way) {
		plus = plus * step.times + step.plus * over
		times *= step.times
		over *= step.over
	}
	const rest = over - times
	if (rest <= 0n) return null
	const wobble = wobbleOf(way)
	const at = (left: bigint) => (left * over + plus) / rest
	return { lowest: at(paidFen - wobble) - 1n, highest: at(paidFen + wobble) + 1n }
}
