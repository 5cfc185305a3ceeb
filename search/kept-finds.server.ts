import type { ListingCard } from '#app/domain/catalogue/listings.server.ts'
import { env } from '#app/platform/env.server.ts'
import type { SearchAnswer } from './engine.ts'
import { Kept } from './kept.server.ts'

/** What a search found, with the cards of its hits. */
export type Find = { answer: SearchAnswer; cards: readonly ListingCard[] }

/** What was found in the last half minute, per process: people turn back, and ask what others ask. */
export const keptFinds = new Kept<Find>(env.DATA_CACHE_SECONDS * 1000, 300)

/** Documents changed: what was found before no longer stands. */
export const forgetFinds = () => keptFinds.clear()
