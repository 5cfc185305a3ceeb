import type { MetaFunction } from '@remix-run/node'
import { useLoaderData } from '@remix-run/react'
import { ListingTabs } from '#app/components/catalogue/listing-head.tsx'
import { Versions } from '#app/components/catalogue/versions.tsx'
import { useCatalogueWords } from '#app/components/catalogue/words.ts'
import { pageMeta } from '#app/components/meta.ts'
import { Crumb, Page, PageHead } from '#app/components/ui/page-head.tsx'
import { Status } from '#app/components/ui/status.tsx'
import { listVersions } from '#app/domain/catalogue/versions.server.ts'
import { pageLoader } from '#app/web/loader.server.ts'
import { paths } from '#app/web/paths.ts'

export const loader = pageLoader(['catalogue', 'listings', 'mediaEdit'], async (ctx, { params }) => ({
	...(await listVersions(ctx, params.number!)),
	isReview: ctx.actor.type === 'member' && ctx.actor.roles.includes('operator'),
}))

export const meta: MetaFunction<typeof loader> = (args) =>
	pageMeta(args, 'listings.versions_of', { name: args.data?.listing.name ?? '' })

export default function ListingVersions() {
	const { listing, versions, isReview } = useLoaderData<typeof loader>()
	const { t, nameOf } = useCatalogueWords()
	return (
		<>
			{isReview ? null : <ListingTabs listing={listing} />}
			<Page desk={isReview}>
				<Crumb
					steps={
						isReview
							? [{ label: t('listings.review_title'), to: paths.operatorListings }, { label: listing.number }]
							: [
									{ label: t('listings.title'), to: paths.listings },
									{ label: listing.number, to: paths.listingEdit(listing.number) },
									{ label: t('listings.versions') },
								]
					}
				/>
				<PageHead
					title={t('listings.versions_of', { name: nameOf(listing) })}
					status={<Status of={`listing.${listing.state}`} viewer={isReview ? 'operator' : 'provider'} fill />}
				/>
				<Versions versions={versions} isPublic={listing.state === 'published'} />
			</Page>
		</>
	)
}
