import { fen, type Money } from '#app/lib/money.ts'

/** What was taken back of the order a reward rests on, in fen. */
export type TakenBack = {
	/** of the order's price by red-letter fapiao */
	redFen: bigint
	/** what the order's own claim was approved with, and is still approved with */
	supportFen: bigint
	/** demanded back of that claim because of red-letter fapiao */
	supportRedFen: bigint
	/** demanded back of that claim by people */
	supportDemandedFen: bigint
}

/**
 * What of an order's price does not count for the reward any more: what red-letter fapiao took back, and of the rest the share
 * in which people demanded the order's support back. A claim of several orders is demanded back of all in proportion, since a
 * demand names no order. Up to the fen, so that nothing is overpaid. Ours: the published rules say nothing of it.
 */
export function uncountedOf(priceFen: Money, taken: TakenBack): { redFen: Money; demandedFen: Money } {
	const redFen = taken.redFen < priceFen ? taken.redFen : priceFen
	const left = priceFen - redFen
	const support = taken.supportFen - taken.supportRedFen
	if (taken.supportDemandedFen === 0n) return { redFen: fen(redFen), demandedFen: fen(0) }
	const share = support > 0n ? (left * taken.supportDemandedFen + support - 1n) / support : left
	return { redFen: fen(redFen), demandedFen: fen(share < left ? share : left) }
}
