import { allCategories } from '#app/domain/catalogue/categories.server.ts'
import type { Context } from '#app/domain/context.server.ts'
import { fen, type Money, subtract } from '#app/lib/money.ts'
import type { LocalDate } from '#app/lib/time.ts'
import { type Asked, askedOf, type Buyer, capsOf, readBuyer, type UsableVoucher } from './buyer.server.ts'
import { capKeysFor } from './cap-keys.ts'
import type { Words } from './document-parts.ts'
import { estimate, evaluate } from './evaluate.ts'
import type { Evaluation } from './evaluation.ts'
import { listingFacts, providerFacts } from './known-facts.server.ts'

/** What one programme makes of a purchase: decided on a voucher in hand, or estimated for who has none yet. */
export type PriceOffer = {
	programmeNumber: string
	programmeName: Words
	/** words of each paying source, by the code of the evaluation's split */
	payers: { code: string; name: Words }[]
	mode: 'deduct' | 'reimburse'
	/** no voucher: pay, then claim */
	claimOnly: boolean
	versionId: bigint
	/** the round to apply in (or to claim in), when one is open */
	roundNumber: string | null
	voucher: UsableVoucher | null
	/** event by which the voucher must have been used */
	useByEvent: 'order' | 'contract' | 'acceptance' | 'invoice' | null
	/** usual working days from claim to payment, when the rules say so */
	payoutWorkingDays: number | null
	/** an estimate rests on premises (reasons with verdict info); only a decision can be ordered on */
	isEstimate: boolean
	evaluation: Evaluation
	/** what the enterprise transfers to the provider */
	payNowFen: Money
	/** what comes back to it later (reimburse mode) */
	comesBackFen: Money
}

export type PriceQuestion = {
	listing: {
		categoryId: string
		priceFen: bigint | null
		taxRateBp: number
		provider: { number: string; divisionCode: string; kind: string | null }
		marks: readonly { kind: string; expiresOn: LocalDate }[]
	}
	quantity: number
	/** the signed-in enterprise; null for a visitor */
	enterpriseId: bigint | null
	/** where a visitor's enterprise is registered, when it has said so */
	division?: string
}
export type PriceBox = { priceFen: Money | null; offers: PriceOffer[] }

/**
 * What a purchase costs under every programme that may pay for it: first the enterprise's vouchers, then open programmes
 * it has none of. For a visitor everything is an estimate. Without a price nothing is reckoned. Throws not_found.
 */
export async function priceBox(ctx: Context, { listing, ...buyer }: PriceQuestion): Promise<PriceBox> {
	const [box] = await priceBoxes(ctx, { listings: [listing], ...buyer })
	return box!
}

/** The price boxes of several listings for one buyer, in their order: what is known of the buyer is read once, or given. */
export async function priceBoxes(
	ctx: Context,
	{
		listings,
		quantity,
		enterpriseId,
		division,
		buyer,
		isForBest = false,
	}: Omit<PriceQuestion, 'listing'> & {
		listings: readonly PriceQuestion['listing'][]
		buyer?: Buyer
		/** only the best offer is wanted: those it certainly comes before are not reckoned */
		isForBest?: boolean
	},
): Promise<PriceBox[]> {
	if (listings.every((listing) => listing.priceFen === null))
		return listings.map(() => ({ priceFen: null, offers: [] }))
	const { at, ...known } = buyer ?? (await readBuyer(ctx, enterpriseId, division))
	const categories = await allCategories(ctx)
	const boxes = listings.map((listing) => {
		if (listing.priceFen === null) return { priceFen: null, asked: [] }
		const priceFen = fen(listing.priceFen * BigInt(quantity))
		const { kind, ...provider } = listing.provider
		const shared = {
			step: 'order' as const,
			at,
			enterprise: known.enterprise,
			provider: providerFacts(
				{ ...provider, providerKind: kind, status: 'verified' },
				{ marks: listing.marks, on: at },
			),
			service: listingFacts(listing, categories, quantity),
			money: { contractFen: priceFen, taxRateBp: listing.taxRateBp },
		}
		return { priceFen, asked: askedOf(shared, { at, ...known }) }
	})
	const { used } = await capsOf(
		ctx,
		known,
		boxes.flatMap(({ asked }) => asked.flatMap(({ document, facts }) => capKeysFor(document, facts))),
	)
	return boxes.map(({ priceFen, asked }) => ({
		priceFen,
		offers: priceFen === null ? [] : offersOf(asked, used, priceFen, isForBest),
	}))
}

/** An estimate comes behind every voucher that pays. */
function offersOf(asked: readonly Asked[], used: Record<string, Money>, priceFen: Money, isForBest: boolean) {
	const offers: PriceOffer[] = []
	for (const entry of asked) {
		if (isForBest && entry.voucher === null && offers.some(({ evaluation }) => evaluation.decision === 'eligible'))
			break
		offers.push(offerOf({ ...entry, facts: { ...entry.facts, used } }, priceFen))
	}
	return offers
}

function offerOf({ document, facts, ...about }: Asked, priceFen: Money): PriceOffer {
	const isEstimate = about.voucher === null
	const evaluation = isEstimate ? estimate(document, facts) : evaluate(document, facts)
	const { mode } = document.process.paymentMode
	const deducted = mode === 'deduct' ? evaluation.amountFen : fen(0)
	return {
		...about,
		programmeName: document.name,
		payers: document.payers.map(({ code, name }) => ({ code, name })),
		mode,
		claimOnly: document.grant.object === 'none',
		useByEvent: document.grant.useBy?.event ?? null,
		payoutWorkingDays: document.process.payoutDays?.workingDays ?? null,
		isEstimate,
		evaluation,
		payNowFen: subtract(priceFen, deducted),
		comesBackFen: mode === 'reimburse' ? evaluation.amountFen : fen(0),
	}
}
