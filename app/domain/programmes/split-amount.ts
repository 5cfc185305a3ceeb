import { fen, greatest, least, type Money, share, split, subtract, sum, zero } from '#app/lib/money.ts'
import { matchRatios } from './payer-shares.ts'
import type { PlainSplit } from './split-rules.ts'

/** What the split may work with: most of each source by the cost (undefined: no such limit), and room under its own caps. */
export type SplitLimits = { shares: ReadonlyMap<string, Money>; rooms: ReadonlyMap<string, Money>; joined: boolean }

/**
 * Splits `total` over the sources of the rule. The parts never exceed `total`; they are less when the sources' own
 * limits leave no room and the rule lets nobody take the rest. `wanted`: what the rate gave before any cap.
 */
export function splitAmount(
	rule: PlainSplit,
	total: Money,
	wanted: Money,
	{ shares, rooms, joined }: SplitLimits,
): Map<string, Money> {
	const room = (source: string) => rooms.get(source)
	const within = (amount: Money, source: string) => {
		const own = room(source)
		return own === undefined ? amount : least(amount, own)
	}
	switch (rule.kind) {
		case 'single':
			return new Map([[rule.source, within(total, rule.source)]])
		case 'match': {
			const sources = [rule.match, ...rule.further.map(({ source }) => source)]
			if (!joined)
				return new Map([[rule.lead, within(total, rule.lead)], ...sources.map((source) => [source, zero] as const)])
			const ratios = matchRatios(rule)
			const [wanted = zero, ...matched] = split(total, [10_000n, ...ratios.map(BigInt)])
			const lead = within(wanted, rule.lead)
			return new Map([
				[rule.lead, lead],
				...sources.map((source, index) => {
					const bound = lead === wanted ? matched[index]! : share(lead, ratios[index]!)
					return [source, within(bound, source)] as const
				}),
			])
		}
		case 'waterfall': {
			let rest = total
			return new Map(
				rule.sources.map((source) => {
					const amount = within(rest, source)
					rest = subtract(rest, amount)
					return [source, amount] as const
				}),
			)
		}
		case 'ratio': {
			const parts = split(
				total,
				rule.parts.map((part) => BigInt(part.bp)),
			)
			const clipped = parts.map((amount, index) => within(amount, rule.parts[index]!.source))
			return named(
				rule,
				rule.overflow === 'others'
					? refill(
							clipped,
							total,
							rule.parts.map(({ source }) => room(source)),
						)
					: clipped,
			)
		}
		case 'cost_shares':
			return named(rule, byCost(rule, total, wanted, { shares, rooms, joined }))
	}
}

const named = (rule: { parts: readonly { source: string }[] }, parts: readonly Money[]) =>
	new Map(rule.parts.map(({ source }, index) => [source, parts[index] ?? zero]))

type CostShares = Extract<PlainSplit, { kind: 'cost_shares' }>

/**
 * Each source within its share of the cost and its own caps. `nobody`: no source takes more than its part of what the rate
 * gave before any cap, so what another's cap cuts off is lost.
 */
function byCost({ parts, order, overflow }: CostShares, total: Money, wanted: Money, limits: SplitLimits): Money[] {
	const { shares, rooms } = limits
	const most = parts.map(({ source }) => shares.get(source) ?? total)
	const weights = parts.map(({ bp }, index) => (shares.size > 0 ? most[index]! : BigInt(bp)))
	const inOrder = (amount: Money, ceilings: readonly Money[]) => {
		const share = order === 'proportional' && amount > 0n ? split(least(amount, sum(ceilings)), weights) : []
		return refill(
			ceilings.map((ceiling, index) => least(share[index] ?? zero, ceiling)),
			amount,
			ceilings,
		)
	}
	const own = overflow === 'others' ? most : inOrder(wanted, most)
	const ceilings = own.map((amount, index) => {
		const room = rooms.get(parts[index]!.source)
		return room === undefined ? amount : least(amount, room)
	})
	return inOrder(total, ceilings)
}

/** Gives what is still missing of `total` to the parts that have room, in order. */
function refill(parts: readonly Money[], total: Money, limits: readonly (Money | undefined)[]): Money[] {
	let rest = subtract(total, sum(parts))
	return parts.map((amount, index) => {
		const limit = limits[index]
		const more = limit === undefined ? rest : least(rest, greatest(subtract(limit, amount), zero))
		rest = subtract(rest, more)
		return fen(amount + more)
	})
}
