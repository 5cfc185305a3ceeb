import type { BooksArgs, BooksFunction } from '#app/domain/ledger/call-books.server.ts'
import type { Draw, Model, Seat } from './model.ts'
import type { Answer } from './rules.ts'
import type { World } from './world.ts'

/** What somebody would like to do; four numbers decide to whom and how much. Small numbers are the simplest case. */
export type Wish<K extends string = string> = { kind: K; a: number; b: number; c: number; d: number }

/** A call of the books, and what the model says to it. `counts` commands are written when it is accepted. */
export type Call = {
	name: BooksFunction
	seat: Seat
	/** the enterprise or provider acting, for the seats that are not the authority's */
	side?: number
	args: (world: World) => BooksArgs
	rule: (m: Model) => Answer
	counts?: (answer: Answer) => number
}
/** A wish made concrete: rows of both sides that move no money (the model's were added by planning), then at most one call. */
export type Step = { make?: (world: World, m: Model) => Promise<unknown>; call?: Call }

export const dayMs = 86_400_000
export const amountOf = (n: number, most = 60_000) => BigInt(1 + ((n * 7919) % most))
export const keysOf = (list: readonly unknown[]) => list.map((_, i) => i)

/** One of the likely ones, and every sixth time any. */
export function choose<T>(n: number, all: readonly T[], likely: readonly T[]): T | undefined {
	const from = likely.length > 0 && n % 6 !== 5 ? likely : all
	return from[Math.floor(n / 6) % Math.max(1, from.length)]
}
export const ordersIn = (m: Model, ...states: string[]) =>
	keysOf(m.orders).filter((i) => states.includes(m.orders[i]!.state))
export const batchesIn = (m: Model, state: string) => keysOf(m.batches).filter((i) => m.batches[i]!.state === state)

/** Caps a draw counts on: per enterprise a wide one, for all together a narrow one. */
export const drawsOf = (n: number, world: string, what: string, amount: bigint): Draw[] =>
	[
		{ capKey: `${world}:${what}:each`, limitFen: 90_000n, amountFen: amount },
		{ capKey: `${world}:${what}:all`, limitFen: 160_000n, amountFen: amount },
	].slice(0, n % 3)
export const drawArgs = (draws: readonly Draw[]) => draws.map((draw) => ({ ...draw }))

export type Plan = (m: Model, wish: Wish, world: string) => Step | null
