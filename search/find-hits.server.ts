import { type ListingCard, listingCards } from '#app/domain/catalogue/listings.server.ts'
import type { Context } from '#app/domain/context.server.ts'
import type { Buyer } from '#app/domain/programmes/buyer.server.ts'
import type { SubsidyCurves } from '#app/domain/programmes/pay-curves.server.ts'
import { shanghaiDay } from '#app/lib/time.ts'
import { searchEngine } from './engine.server.ts'
import type { Begun, SearchHit, SearchQuery } from './engine.ts'
import { type HitOffer, offersFor } from './hit-offers.server.ts'
import { type Find, keptFinds } from './kept-finds.server.ts'
import { type Piece, piecesOf } from './marked-name.server.ts'

export type ServiceHit = ListingCard & {
	pieces: Piece[]
	piecesEn: Piece[] | null
	offer: HitOffer | null
	/** in the order by what is paid: the amount it stands there with */
	sortedByFen: bigint | null
}

/**
 * A search with everything its hits show. It is kept as long as the reader's curves are the same ones, and they are drawn
 * anew as soon as anything changes that they rest on; so what a hit costs the reader is kept with it, unless counters of a
 * provider are reckoned with (`open`), which no curve knows.
 */
export async function findHits(
	ctx: Context,
	asked: Omit<SearchQuery, 'subsidy'>,
	{ covered, pay, open }: SubsidyCurves,
	buyer: Buyer | null,
	begun?: Begun,
): Promise<Pick<Find, 'answer'> & { hits: ServiceHit[] }> {
	// marks run out with the day
	const question = JSON.stringify([asked, numberOf(covered), numberOf(pay), shanghaiDay(ctx.now)], (_, part) =>
		typeof part === 'bigint' ? part.toString() : part,
	)
	const isKnown = open.length === 0
	const { answer, hits, offers } = await keptFinds.get(question, async () => {
		const cardsOf = (hits: readonly SearchHit[]) =>
			listingCards(
				ctx,
				hits.map(({ id }) => id),
			)
		let cards: ReturnType<typeof cardsOf> | undefined
		const onHits = (hits: readonly SearchHit[]) => {
			cards = cardsOf(hits)
			// told where it is waited for
			cards.catch(() => {})
		}
		const query = { ...asked, subsidy: { covered, pay } }
		const { hits: found, ...rest } = await searchEngine.search(query, { begun, onHits })
		const listed = await (cards ?? cardsOf(found))
		const paid = new Map(found.map(({ id, payFen }) => [id, payFen]))
		return {
			answer: rest,
			hits: listed.map((card) => ({
				...card,
				pieces: piecesOf(card.name, rest.matchedTerms),
				piecesEn: card.nameEn ? piecesOf(card.nameEn, rest.matchedTerms) : null,
				sortedByFen: paid.get(card.id) ?? null,
			})),
			offers: isKnown ? await offersFor(ctx, listed, buyer) : null,
		}
	})
	const own = offers ?? (await offersFor(ctx, hits, buyer))
	return { answer, hits: hits.map((hit, i) => ({ ...hit, offer: own[i] ?? null })) }
}

let numbers = 0
const known = new WeakMap<object, number>()

/** Curves are drawn once for all who buy alike: the same object says more shortly which they are than what they hold. */
function numberOf(curves: object): number {
	const number = known.get(curves) ?? ++numbers
	known.set(curves, number)
	return number
}
