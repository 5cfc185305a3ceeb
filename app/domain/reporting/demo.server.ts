import type { Context } from '#app/domain/context.server.ts'

let known: { answer: boolean; at: number } | undefined

/** Whether this platform holds invented organisations, and so must say so. Asked at most once a minute until it does. */
export async function isDemo(ctx: Context): Promise<boolean> {
	if (known?.answer || (known && Date.now() - known.at < 60_000)) return known.answer
	const found = await ctx.db.organisation.findFirst({ where: { isDemo: true }, select: { id: true } })
	known = { answer: found !== null, at: Date.now() }
	return known.answer
}
