import type { Facts } from './facts.ts'
import type { ProgrammeDocument } from './programme-document.ts'

/**
 * Subsidy classes: all that published rules read of a listing but its price. Listings of one class are subsidised alike
 * at equal prices, so a price curve per class answers for any number of listings.
 */

/** What the rules can know of a listing besides its price. */
export type ListingFacts = {
	/** category ids from the root down */
	categories: readonly string[]
	/** where the provider is */
	division: string
	providerKind: string | null
	/** kinds of marks valid today */
	marks: readonly string[]
	taxRateBp: number
}

/** Facts as the rules read them: ids no rule speaks of are left out. */
export type ClassFacts = {
	categories: string[]
	marks: string[]
	division?: string
	/** a kind no rule speaks of is `other` */
	providerKind?: string
	taxRateBp?: number
}

/** Words and names that stand in rules: what they may read of a listing. */
export type Reads = readonly string[]

const name = /^[\w-]{1,60}$/
const perProvider = 'caps per provider'

/** What a set of rules reads of listings: every name in them (more than they read, never less), sorted. */
export function readsOf(documents: readonly ProgrammeDocument[]): Reads {
	const found = new Set<string>()
	const gather = (value: unknown) => {
		if (typeof value === 'string') {
			if (name.test(value)) found.add(value)
		} else if (Array.isArray(value)) value.forEach(gather)
		else if (value !== null && typeof value === 'object')
			for (const [key, part] of Object.entries(value)) {
				if (part === undefined) continue
				found.add(key)
				gather(part)
			}
	}
	for (const { providers, scope, eligibility, subsidy, payers, grant, process } of documents) {
		gather([providers, scope, eligibility, subsidy, payers, grant, process])
		if (subsidy.caps.some((cap) => cap.scope.startsWith('provider_'))) found.add(perProvider)
	}
	return [...found].sort()
}

/** Whether the rules count caps per provider: two listings of one class may then differ by their provider. */
export const countsProviders = (reads: Reads) => reads.includes(perProvider)

const reading = {
	division: ['provider_region', 'providerIn', 'providerNotIn', 'sameDivision'],
	providerKind: ['provider_kind', 'providerKinds'],
	tax: ['exclusive'],
} as const

/** The facts of a listing by what is read of it. */
export function classFactsOf(listing: ListingFacts | ClassFacts, reads: ReadonlySet<string>): ClassFacts {
	const isRead = (what: keyof typeof reading) => reading[what].some((word) => reads.has(word))
	const { division, providerKind, taxRateBp } = listing
	return {
		categories: listing.categories.filter((id) => reads.has(id)),
		marks: listing.marks.filter((mark) => reads.has(mark)).sort(),
		...(division !== undefined && isRead('division') ? { division } : {}),
		...(providerKind != null && isRead('providerKind')
			? { providerKind: reads.has(providerKind) ? providerKind : 'other' }
			: {}),
		...(taxRateBp !== undefined && isRead('tax') ? { taxRateBp } : {}),
	}
}

/** The name of a class: its facts as one text, always in the same order. */
export const classKeyOf = ({ categories, marks, division, providerKind, taxRateBp }: ClassFacts): string =>
	JSON.stringify([categories, marks, division ?? null, providerKind ?? null, taxRateBp ?? null])

/** A class as the facts of the price box, but for the amount. */
export const factsOfClass = ({ categories, marks, division, providerKind, taxRateBp }: ClassFacts) =>
	({
		provider: {
			isRegistered: true,
			tags: [],
			marks,
			...(division === undefined ? {} : { division }),
			...(providerKind === undefined ? {} : { kind: providerKind }),
		},
		service: { categories, channel: 'platform', quantity: 1 },
		money: taxRateBp === undefined ? {} : { taxRateBp },
	}) satisfies Pick<Facts, 'provider' | 'service' | 'money'>
