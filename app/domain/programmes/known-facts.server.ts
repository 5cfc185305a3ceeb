import type { Category } from '#app/domain/catalogue/categories.server.ts'
import { remembered } from '#app/lib/remembered.ts'
import { type LocalDate, parseDay } from '#app/lib/time.ts'
import { type EnterpriseFacts, enterpriseFactsSchema } from './enterprise-facts.ts'
import type { ProviderFacts, ServiceFacts } from './facts.ts'

/** What the platform knows about organisations and listings, as facts for `evaluate`. */

type EnterpriseRow = { number: string; divisionCode: string; facts: unknown }

/** Facts of an enterprise: what it stated or others entered, with its number and division. What is unreadable is unknown. */
export const enterpriseFacts = ({ number, divisionCode, facts }: EnterpriseRow): EnterpriseFacts => ({
	...readable(JSON.stringify(facts ?? {})),
	number,
	division: divisionCode,
})

const readable = remembered((stated) => {
	const known: Record<string, unknown> = {}
	const shape = enterpriseFactsSchema.shape as Record<string, { safeParse: (value: unknown) => { success: boolean } }>
	for (const [name, value] of Object.entries(JSON.parse(stated) as Record<string, unknown>))
		if (shape[name]?.safeParse(value).success) known[name] = value
	return enterpriseFactsSchema.parse(known)
})

type ProviderRow = {
	number: string
	divisionCode: string
	providerKind: string | null
	status: string
	facts?: unknown
}
type MarkRow = { kind: string; expiresOn: LocalDate }

/**
 * Facts of a provider. `listed` are the marks of the listing in question on a day (expired ones do not count); without
 * it the marks are unknown.
 */
export function providerFacts(
	provider: ProviderRow,
	listed?: { marks: readonly MarkRow[]; on: LocalDate },
): ProviderFacts {
	const stated = (provider.facts ?? {}) as { establishedOn?: unknown; tags?: unknown }
	const operating =
		listed && typeof stated.establishedOn === 'string' ? yearsSince(stated.establishedOn, listed.on) : undefined
	return {
		number: provider.number,
		division: provider.divisionCode,
		isRegistered: provider.status === 'verified',
		tags: Array.isArray(stated.tags) ? stated.tags.filter((tag): tag is string => typeof tag === 'string') : [],
		...(listed ? { marks: marksOn(listed.marks, listed.on) } : {}),
		...(provider.providerKind === null ? {} : { kind: provider.providerKind }),
		...(operating === undefined ? {} : { operatingYears: operating }),
	}
}

const marksOn = (marks: readonly MarkRow[], on: LocalDate) => [
	...new Set(marks.filter((mark) => mark.expiresOn >= on).map((mark) => mark.kind)),
]

function yearsSince(from: string, until: LocalDate): number | undefined {
	try {
		const since = parseDay(from)
		const years = Number(until.slice(0, 4)) - Number(since.slice(0, 4))
		return Math.max(until.slice(5) < since.slice(5) ? years - 1 : years, 0)
	} catch {
		return undefined
	}
}

/** Facts of a service on the platform: its place in the category tree, bought here. */
export function listingFacts(
	listing: { categoryId: string },
	categories: ReadonlyMap<string, Category>,
	quantity?: number,
): ServiceFacts {
	const path: string[] = []
	for (
		let at = categories.get(listing.categoryId);
		at && path.length < 8;
		at = at.parentId ? categories.get(at.parentId) : undefined
	)
		path.unshift(at.id)
	return { categories: path, channel: 'platform', ...(quantity === undefined ? {} : { quantity }) }
}
