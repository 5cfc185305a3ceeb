import type { MetaFunction } from '@remix-run/node'
import { useLoaderData } from '@remix-run/react'
import { Capabilities } from '#app/components/catalogue/capabilities.tsx'
import { ListingTable } from '#app/components/catalogue/listing-table.tsx'
import { providerData } from '#app/components/catalogue/structured-data.ts'
import { useCatalogueWords } from '#app/components/catalogue/words.ts'
import { pageMeta } from '#app/components/meta.ts'
import { Facts } from '#app/components/ui/facts.tsx'
import { Empty } from '#app/components/ui/note-box.tsx'
import { Crumb, Page, PageHead } from '#app/components/ui/page-head.tsx'
import { Section } from '#app/components/ui/section.tsx'
import { OrganisationName } from '#app/components/ui/tag.tsx'
import { allCategories, categoryPath } from '#app/domain/catalogue/categories.server.ts'
import { kinds } from '#app/domain/catalogue/listing.ts'
import { getProvider } from '#app/domain/catalogue/offers.server.ts'
import { findDivision } from '#app/domain/divisions/divisions.server.ts'
import { pageLoader } from '#app/web/loader.server.ts'
import { paths } from '#app/web/paths.ts'

export const loader = pageLoader(['catalogue', 'compare'], async (ctx, { params }) => {
	const { provider, counts, listings } = await getProvider(ctx, params.number!)
	const [categories, place] = await Promise.all([allCategories(ctx), findDivision(ctx, provider.divisionCode)])
	const groups = new Map<string, { root: { name: string; nameEn: string }; listings: typeof listings }>()
	for (const listing of listings) {
		const root = categoryPath(categories, listing.categoryId)[0]
		if (!root) continue
		const group = groups.get(root.id) ?? { root, listings: [] }
		group.listings.push(listing)
		groups.set(root.id, group)
	}
	const order = [...categories.keys()]
	const sorted = [...groups].sort(([a], [b]) => order.indexOf(a) - order.indexOf(b)).map(([, group]) => group)
	const leaves = [...new Set(listings.map(({ categoryId }) => categoryId))].flatMap((id) => categories.get(id) ?? [])
	return {
		provider,
		counts,
		place,
		groups: sorted,
		listings,
		categories: Object.fromEntries(leaves.map(({ id, name, nameEn }) => [id, { name, nameEn }])),
	}
})

export const meta: MetaFunction<typeof loader> = (args) =>
	args.data
		? pageMeta(args, args.data.provider.name, undefined, {
				path: paths.provider(args.data.provider.number),
				data: providerData(args.data.provider),
			})
		: pageMeta(args, 'catalogue.provider')

export default function Provider() {
	const { provider, counts, place, groups, listings, categories } = useLoaderData<typeof loader>()
	const { t, nameOf, providerKindOf } = useCatalogueWords()
	const offered = kinds
		.filter((kind) => counts[kind])
		.map((kind) => t(`catalogue.offers_${kind}`, { n: counts[kind]! }))
	return (
		<Page>
			<Crumb steps={[{ label: t('catalogue.home'), to: paths.services }, { label: t('catalogue.provider') }]} />
			<PageHead
				title={<OrganisationName name={provider.name} nameEn={provider.nameEn} isDemo={provider.isDemo} />}
				facts={<span>{offered.join(t('common.list_join'))}</span>}
			/>
			<Facts
				facts={[
					{ label: t('catalogue.provider_kind'), value: providerKindOf(provider.providerKind) },
					{ label: t('catalogue.credit_code'), value: <span className="code">{provider.creditCode}</span> },
					{ label: t('catalogue.place'), value: provider.address ?? (place ? nameOf(place) : provider.divisionCode) },
					...(provider.contactPhone ? [{ label: t('catalogue.ask'), value: provider.contactPhone }] : []),
				]}
			/>
			{groups.length === 0 ? <Empty title={t('catalogue.offers_none')} /> : null}
			<Capabilities listings={listings} categories={categories} />
			{groups.map(({ root, listings: ofRoot }) => (
				<Section key={root.name} title={nameOf(root)}>
					<ListingTable listings={ofRoot} caption={nameOf(root)} />
				</Section>
			))}
		</Page>
	)
}
