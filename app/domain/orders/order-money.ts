import { fen, type Money, subtract } from '#app/lib/money.ts'

/** The parts of an order that decide who pays what. */
export type OrderMoney = {
	priceFen: bigint
	finalPriceFen: bigint | null
	voucherFen: bigint
	mode: string | null
}

/** The price that stands now, tax-inclusive: the confirmed or proposed one, else the one ordered. */
export const standingPrice = (order: OrderMoney): Money => fen(order.finalPriceFen ?? order.priceFen)

/** What the enterprise transfers to the provider: the price less the voucher where it deducts, else the full price. */
export const ownShare = (order: OrderMoney): Money =>
	order.mode === 'deduct' ? subtract(standingPrice(order), fen(order.voucherFen)) : standingPrice(order)

/** What comes back to the enterprise after the claim: only where the programme reimburses. */
export const comesBack = (order: OrderMoney): Money => fen(order.mode === 'reimburse' ? order.voucherFen : 0n)

/** The tax inside a tax-inclusive price, at a rate in basis points, rounded half up to the fen. */
export function taxWithin(price: bigint, rateBp: number): Money {
	const rate = BigInt(rateBp)
	const whole = 10_000n + rate
	return fen((price * rate * 2n + whole) / (whole * 2n))
}
