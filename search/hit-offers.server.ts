import type { ListingCard } from '#app/domain/catalogue/listings.server.ts'
import type { Context } from '#app/domain/context.server.ts'
import { bestOffer } from '#app/domain/programmes/best-offer.ts'
import type { Buyer } from '#app/domain/programmes/buyer.server.ts'
import { type PriceOffer, priceBoxes } from '#app/domain/programmes/price-box.server.ts'

/** The little of an offer that a hit shows. */
export type HitOffer = Pick<PriceOffer, 'mode' | 'payNowFen' | 'comesBackFen' | 'isEstimate' | 'programmeName'> & {
	decision: PriceOffer['evaluation']['decision']
	publicFen: bigint
	ownFen: bigint
	split: { name: PriceOffer['programmeName']; amountFen: bigint }[]
	/** the one reason that says most */
	reason: PriceOffer['evaluation']['reasons'][number] | null
}

/** What each listing costs the signed-in enterprise by its best offer, in their order; none for anyone else. */
export async function offersFor(
	ctx: Context,
	listings: readonly ListingCard[],
	buyer: Buyer | null,
): Promise<(HitOffer | null)[]> {
	const { actor } = ctx
	if (!buyer || actor.type !== 'member') return []
	const asked = { listings, quantity: 1, enterpriseId: actor.organisationId, buyer, isForBest: true }
	const boxes = await priceBoxes(ctx, asked)
	return boxes.map((box) => {
		const offer = bestOffer(box.offers)
		return offer ? short(offer) : null
	})
}

function short(offer: PriceOffer): HitOffer {
	const { mode, payNowFen, comesBackFen, isEstimate, programmeName, evaluation, payers } = offer
	const names = new Map(payers.map(({ code, name }) => [code, name]))
	return {
		mode,
		payNowFen,
		comesBackFen,
		isEstimate,
		programmeName,
		decision: evaluation.decision,
		publicFen: evaluation.amountFen,
		ownFen: evaluation.enterprisePaysFen,
		split: evaluation.split.map(({ source, amountFen }) => ({ name: names.get(source) ?? programmeName, amountFen })),
		reason: tellingReason(evaluation),
	}
}

/** What stands in the way; else what lowers the amount; else the rate. */
function tellingReason({ decision, reasons }: PriceOffer['evaluation']) {
	const wanted = decision === 'not_eligible' ? ['no'] : decision === 'needs' ? ['needs'] : ['limit']
	return (
		reasons.find(({ verdict }) => wanted.includes(verdict)) ??
		reasons.find(({ code, verdict }) => verdict === 'ok' && code.startsWith('rate')) ??
		null
	)
}
