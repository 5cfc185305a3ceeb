import { followRedLetters } from '#app/domain/claims/follow-red-letters.server.ts'
import type { Context } from '#app/domain/context.server.ts'
import { handleListingEvent } from '#search/sync.server.ts'

/** Does what follows from an event. It may be called twice with the same one. Throwing means: try again later. */
export type Handler = (ctx: Context, event: { topic: string; payload: unknown }) => Promise<void>

/** Who wants to know of what: a topic, or all that begin alike, written as `listing.*`. One row per interest. */
const interests: readonly { topic: string; handler: Handler }[] = [
	{ topic: 'invoice.red_letter', handler: async (ctx) => void (await followRedLetters(ctx)) },
	{ topic: 'listing.*', handler: (ctx, event) => handleListingEvent(ctx, event) },
]

/** The handlers of a topic, in the order of the table. */
export function handlersOf(topic: string): Handler[] {
	const isMeant = (wanted: string) => (wanted.endsWith('.*') ? topic.startsWith(wanted.slice(0, -1)) : topic === wanted)
	return interests.filter((interest) => isMeant(interest.topic)).map(({ handler }) => handler)
}
