import { listingCards } from '#app/domain/catalogue/listings.server.ts'
import type { Context } from '#app/domain/context.server.ts'
import { shanghaiDay } from '#app/lib/time.ts'
import { searchEngine } from './engine.server.ts'
import type { SearchQuery } from './engine.ts'
import { type Find, keptFinds } from './kept-finds.server.ts'

/**
 * A search with the cards of its hits. The catalogue's side of a page alone is kept: what it costs the reader is reckoned
 * each time. Whoever asks with other curves asks another question.
 */
export function findCards(ctx: Context, query: SearchQuery): Promise<Find> {
	const { subsidy, ...asked } = query
	const question = JSON.stringify(
		[
			asked,
			subsidy && [numberOf(subsidy.covered), numberOf(subsidy.pay)],
			shanghaiDay(ctx.now), // marks run out
		],
		(_, part) => (typeof part === 'bigint' ? part.toString() : part),
	)
	return keptFinds.get(question, async () => {
		const answer = await searchEngine.search(query)
		return {
			answer,
			cards: await listingCards(
				ctx,
				answer.hits.map(({ id }) => id),
			),
		}
	})
}

let numbers = 0
const known = new WeakMap<object, number>()

/** Curves are drawn once for all who buy alike: the same object says more shortly which they are than what they hold. */
function numberOf(curves: object): number {
	const number = known.get(curves) ?? ++numbers
	known.set(curves, number)
	return number
}
