import type { Context } from '#app/domain/context.server.ts'

/** Does what follows from an event. It may be called twice with the same one. Throwing means: try again later. */
export type Handler = (ctx: Context, payload: unknown, topic: string) => Promise<void>

/** Who wants to know of what: a topic, or all topics that begin with `prefix.` written as `prefix.*`. One row per interest. */
const interests: readonly { topic: string; handler: Handler }[] = []

/** The handlers of a topic, in the order of the table. */
export function handlersOf(topic: string): Handler[] {
	return interests
		.filter((interest) => interest.topic === topic || (interest.topic.endsWith('.*') && topic.startsWith(interest.topic.slice(0, -1))))
		.map(({ handler }) => handler)
}
