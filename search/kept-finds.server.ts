import { env } from '#app/platform/env.server.ts'
import type { SearchAnswer } from './engine.ts'
import type { ServiceHit } from './find-hits.server.ts'
import type { HitOffer } from './hit-offers.server.ts'
import { Kept } from './kept.server.ts'

/** What a search found, with what its hits show; `offers`: what they cost whoever asked, null where that is reckoned each time. */
export type Find = {
	answer: Omit<SearchAnswer, 'hits'>
	hits: readonly Omit<ServiceHit, 'offer'>[]
	offers: readonly (HitOffer | null)[] | null
}

/** What was found in the last half minute, per process: people turn back, and ask what others ask. */
export const keptFinds = new Kept<Find>(env.DATA_CACHE_SECONDS * 1000, 300)

/** Documents changed: what was found before no longer stands. */
export const forgetFinds = () => keptFinds.clear()
