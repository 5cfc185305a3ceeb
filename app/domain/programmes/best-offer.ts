import type { PriceOffer } from './price-box.server.ts'

const standing = { eligible: 0, needs: 1, not_eligible: 2 } as const

/**
 * The offer to show first: a voucher in hand before an estimate, then who pays most. Among equals the earlier one, which
 * is the voucher that ends first. Undefined when there is none.
 */
export function bestOffer<O extends Pick<PriceOffer, 'isEstimate' | 'evaluation'>>(
	offers: readonly O[],
): O | undefined {
	return [...offers].sort(
		(a, b) =>
			standing[a.evaluation.decision] - standing[b.evaluation.decision] ||
			Number(a.isEstimate) - Number(b.isEstimate) ||
			Number(b.evaluation.amountFen - a.evaluation.amountFen),
	)[0]
}
