import { allCategories, type Category, categoryPath } from '#app/domain/catalogue/categories.server.ts'
import { instrumentClass } from '#app/domain/catalogue/instrument-class.ts'
import type { Context } from '#app/domain/context.server.ts'
import { listDivisions } from '#app/domain/divisions/divisions.server.ts'
import { type Buyer, readBuyer } from '#app/domain/programmes/buyer.server.ts'
import { indicativeCurves, type SubsidyCurves, subsidyCurves } from '#app/domain/programmes/pay-curves.server.ts'
import { shanghaiDay } from '#app/lib/time.ts'
import { searchEngine } from './engine.server.ts'
import type { Begun, FacetCount, SearchAnswer, SearchQuery } from './engine.ts'
import { findHits, type ServiceHit } from './find-hits.server.ts'

export type NamedCount = FacetCount & { name: string; nameEn: string }
export type FoundServices = Omit<SearchAnswer, 'hits' | 'facets'> & {
	hits: ServiceHit[]
	/** categories from the root to the chosen one, and those below it that have hits */
	path: Category[]
	below: NamedCount[]
	divisions: NamedCount[]
	kinds: FacetCount[]
	providerKinds: FacetCount[]
	marks: FacetCount[]
	standards: FacetCount[]
	instrumentModels: FacetCount[]
	/** national classes that have hits or are chosen */
	instrumentClasses: NamedCount[]
	turnaround: FacetCount[]
	subsidy: FoundSubsidy
	/** the roots of the tree, when nothing was found */
	browse: Category[]
}

export type FoundSubsidy = {
	/** listings a voucher in hand pays for (for others: an open programme would); null where nothing can be said */
	covered: number | null
	/** for a typical enterprise, not for the reader */
	isIndicative: boolean
	/** some listings could not be put in order by what is paid, nor counted as covered: only their own figures are right */
	hasOpen: boolean
}

/** What a search waits for whoever asks can be begun before it is known who does. */
export const beginFinding = (query: Omit<SearchQuery, 'subsidy'>): Begun | undefined => searchEngine.begin?.(query)

/**
 * A page of search: hits with everything a card shows, what each costs the signed-in enterprise, and counts under
 * their names. An enterprise's own vouchers and facts decide; for anyone else nothing is reckoned.
 */
export async function findServices(
	ctx: Context,
	query: Omit<SearchQuery, 'subsidy'>,
	begun = beginFinding(query),
): Promise<FoundServices> {
	const reader = await buyerOf(ctx)
	const own = reader && (await subsidyCurves(ctx, reader))
	const curves: SubsidyCurves = own ?? (await indicativeCurves(ctx, shanghaiDay(ctx.now)))
	const buyer = reader && own && { ...reader, caps: own.caps }
	const [found, categories, divisions] = await Promise.all([
		findHits(ctx, query, curves, buyer, begun),
		allCategories(ctx),
		listDivisions(ctx),
	])
	const { facets, ...answer } = found.answer
	const chosen = query.filters?.category
	const path = chosen ? categoryPath(categories, chosen) : []
	const countOf = new Map(facets.category.map(({ value, count }) => [value, count]))
	const below = [...categories.values()]
		.filter(
			(category) => (chosen ? category.parentId === chosen : category.parentId === null) && countOf.has(category.id),
		)
		.map(({ id, name, nameEn }) => ({ value: id, count: countOf.get(id)!, name, nameEn }))
	const placeNames = new Map(divisions.map((division) => [division.code, division]))
	return {
		...answer,
		hits: found.hits,
		path,
		below,
		divisions: facets.division
			.map((count) => ({
				...count,
				name: placeNames.get(count.value)?.name ?? count.value,
				nameEn: placeNames.get(count.value)?.nameEn ?? count.value,
			}))
			.sort((a, b) => (a.value < b.value ? -1 : 1)),
		kinds: facets.kind,
		providerKinds: facets.providerKind,
		marks: facets.mark,
		standards: facets.standard,
		instrumentModels: facets.instrumentModel,
		instrumentClasses: classesOf(facets.instrumentClass, query.filters?.instrumentClasses ?? []),
		subsidy: subsidyOf(curves, facets.covered),
		browse: found.hits.length > 0 ? [] : [...categories.values()].filter((category) => category.parentId === null),
		turnaround: [...facets.turnaround].sort((a, b) => Number(a.value) - Number(b.value)),
	}
}

/** Classes under their names, those that are chosen always with them. */
function classesOf(counts: readonly FacetCount[], chosen: readonly string[]): NamedCount[] {
	const missing = chosen.filter((code) => !counts.some(({ value }) => value === code))
	return [...counts, ...missing.map((value) => ({ value, count: 0 }))].map((count) => {
		const { name, nameEn } = instrumentClass(count.value) ?? { name: count.value, nameEn: count.value }
		return { ...count, name, nameEn }
	})
}

/** The signed-in enterprise with its vouchers; null for anyone else. */
async function buyerOf(ctx: Context): Promise<Buyer | null> {
	const { actor } = ctx
	return actor.type === 'member' && actor.organisationKind === 'enterprise'
		? readBuyer(ctx, actor.organisationId)
		: null
}

const subsidyOf = ({ covered, open, isIndicative }: SubsidyCurves, counts: readonly FacetCount[]): FoundSubsidy => ({
	covered: covered.length > 0 ? (counts[0]?.count ?? 0) : null,
	isIndicative,
	hasOpen: open.length > 0,
})
