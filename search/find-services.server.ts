import { allCategories, type Category, categoryPath } from '#app/domain/catalogue/categories.server.ts'
import type { ListingCard } from '#app/domain/catalogue/listings.server.ts'
import type { Context } from '#app/domain/context.server.ts'
import { listDivisions } from '#app/domain/divisions/divisions.server.ts'
import { bestOffer } from '#app/domain/programmes/best-offer.ts'
import { type Buyer, readBuyer } from '#app/domain/programmes/buyer.server.ts'
import { indicativeCurves, type SubsidyCurves, subsidyCurves } from '#app/domain/programmes/pay-curves.server.ts'
import { type PriceOffer, priceBoxes } from '#app/domain/programmes/price-box.server.ts'
import { shanghaiDay } from '#app/lib/time.ts'
import type { FacetCount, SearchAnswer, SearchQuery } from './engine.ts'
import { findCards } from './find-cards.server.ts'
import { type Piece, piecesOf } from './marked-name.server.ts'

/** The little of an offer that a hit shows. */
export type HitOffer = Pick<PriceOffer, 'mode' | 'payNowFen' | 'comesBackFen' | 'isEstimate' | 'programmeName'> & {
	decision: PriceOffer['evaluation']['decision']
	publicFen: bigint
	ownFen: bigint
	split: { name: PriceOffer['programmeName']; amountFen: bigint }[]
	/** the one reason that says most */
	reason: PriceOffer['evaluation']['reasons'][number] | null
}
export type ServiceHit = ListingCard & {
	pieces: Piece[]
	piecesEn: Piece[] | null
	offer: HitOffer | null
	/** in the order by what is paid: the amount it stands there with */
	sortedByFen: bigint | null
}
export type NamedCount = FacetCount & { name: string; nameEn: string }
export type FoundServices = Omit<SearchAnswer, 'hits' | 'facets'> & {
	hits: ServiceHit[]
	/** categories from the root to the chosen one, and those below it that have hits */
	path: Category[]
	below: NamedCount[]
	divisions: NamedCount[]
	kinds: FacetCount[]
	providerKinds: FacetCount[]
	marks: FacetCount[]
	standards: FacetCount[]
	instrumentModels: FacetCount[]
	turnaround: FacetCount[]
	subsidy: FoundSubsidy
	/** the roots of the tree, when nothing was found */
	browse: Category[]
}

export type FoundSubsidy = {
	/** listings a voucher in hand pays for (for others: an open programme would); null where nothing can be said */
	covered: number | null
	/** for a typical enterprise, not for the reader */
	isIndicative: boolean
	/** some listings could not be put in order by what is paid, nor counted as covered: only their own figures are right */
	hasOpen: boolean
}

/**
 * A page of search: hits with everything a card shows, what each costs the signed-in enterprise, and counts under
 * their names. An enterprise's own vouchers and facts decide; for anyone else nothing is reckoned.
 */
export async function findServices(ctx: Context, query: Omit<SearchQuery, 'subsidy'>): Promise<FoundServices> {
	const reader = await buyerOf(ctx)
	const own = reader && (await subsidyCurves(ctx, reader))
	const curves: SubsidyCurves = own ?? (await indicativeCurves(ctx, shanghaiDay(ctx.now)))
	const buyer = reader && own && { ...reader, caps: own.caps }
	const [found, categories, divisions] = await Promise.all([
		findCards(ctx, { ...query, subsidy: { covered: curves.covered, pay: curves.pay } }),
		allCategories(ctx),
		listDivisions(ctx),
	])
	const { cards } = found
	const { hits, facets, ...answer } = found.answer
	const offers = await offersFor(ctx, cards, buyer)
	const paid = new Map(hits.map(({ id, payFen }) => [id, payFen]))
	const chosen = query.filters?.category
	const path = chosen ? categoryPath(categories, chosen) : []
	const countOf = new Map(facets.category.map(({ value, count }) => [value, count]))
	const below = [...categories.values()]
		.filter(
			(category) => (chosen ? category.parentId === chosen : category.parentId === null) && countOf.has(category.id),
		)
		.map(({ id, name, nameEn }) => ({ value: id, count: countOf.get(id)!, name, nameEn }))
	const placeNames = new Map(divisions.map((division) => [division.code, division]))
	return {
		...answer,
		hits: cards.map((card, i) => ({
			...card,
			pieces: piecesOf(card.name, answer.matchedTerms),
			piecesEn: card.nameEn ? piecesOf(card.nameEn, answer.matchedTerms) : null,
			offer: offers[i] ?? null,
			sortedByFen: paid.get(card.id) ?? null,
		})),
		path,
		below,
		divisions: facets.division
			.map((count) => ({
				...count,
				name: placeNames.get(count.value)?.name ?? count.value,
				nameEn: placeNames.get(count.value)?.nameEn ?? count.value,
			}))
			.sort((a, b) => (a.value < b.value ? -1 : 1)),
		kinds: facets.kind,
		providerKinds: facets.providerKind,
		marks: facets.mark,
		standards: facets.standard,
		instrumentModels: facets.instrumentModel,
		subsidy: subsidyOf(curves, facets.covered),
		browse: cards.length > 0 ? [] : [...categories.values()].filter((category) => category.parentId === null),
		turnaround: [...facets.turnaround].sort((a, b) => Number(a.value) - Number(b.value)),
	}
}

/** The signed-in enterprise with its vouchers; null for anyone else. */
async function buyerOf(ctx: Context): Promise<Buyer | null> {
	const { actor } = ctx
	return actor.type === 'member' && actor.organisationKind === 'enterprise'
		? readBuyer(ctx, actor.organisationId)
		: null
}

const subsidyOf = ({ covered, open, isIndicative }: SubsidyCurves, counts: readonly FacetCount[]): FoundSubsidy => ({
	covered: covered.length > 0 ? (counts[0]?.count ?? 0) : null,
	isIndicative,
	hasOpen: open.length > 0,
})

async function offersFor(
	ctx: Context,
	listings: readonly ListingCard[],
	buyer: Buyer | null,
): Promise<(HitOffer | null)[]> {
	const { actor } = ctx
	if (!buyer || actor.type !== 'member') return []
	const boxes = await priceBoxes(ctx, { listings, quantity: 1, enterpriseId: actor.organisationId, buyer })
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
