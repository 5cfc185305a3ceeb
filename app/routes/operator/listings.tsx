import type { MetaFunction } from '@remix-run/node'
import { useLoaderData } from '@remix-run/react'
import { ReviewItem } from '#app/components/catalogue/review-item.tsx'
import { SuspendItem } from '#app/components/catalogue/suspend-item.tsx'
import { useCatalogueWords } from '#app/components/catalogue/words.ts'
import { pageMeta } from '#app/components/meta.ts'
import { Empty } from '#app/components/ui/note-box.tsx'
import { Page, PageHead } from '#app/components/ui/page-head.tsx'
import { Section } from '#app/components/ui/section.tsx'
import { allCategories, categoryPath } from '#app/domain/catalogue/categories.server.ts'
import { numberForm, publishForm, reasonForm } from '#app/domain/catalogue/listing-form.ts'
import { getOwnListing } from '#app/domain/catalogue/listings.server.ts'
import { listForReview } from '#app/domain/catalogue/own-listings.server.ts'
import { reviewListing } from '#app/domain/catalogue/review-listing.server.ts'
import { reinstateListing, suspendListing } from '#app/domain/catalogue/suspend-listing.server.ts'
import { redirectWith } from '#app/web/flash.server.ts'
import { intent, pageAction } from '#app/web/form.server.ts'
import { pageLoader } from '#app/web/loader.server.ts'
import { paths } from '#app/web/paths.ts'

export const loader = pageLoader(['catalogue', 'listings', 'media'], async (ctx, { request }) => {
	const asked = new URL(request.url).searchParams.get('number')?.trim()
	const waiting = await listForReview(ctx)
	const categories = await allCategories(ctx)
	return {
		waiting: waiting.map((listing) => ({ listing, path: categoryPath(categories, listing.categoryId) })),
		opened: asked ? await getOwnListing(ctx, asked) : null,
	}
})

export const action = pageAction({
	publish: intent(publishForm, async (ctx, { number, version }) => {
		await reviewListing(ctx, number, { decision: 'publish', version })
		return redirectWith(paths.operatorListings, 'ok', 'listings.published_done', { name: number })
	}),
	return: intent(reasonForm, async (ctx, { number, reason }) => {
		await reviewListing(ctx, number, { decision: 'return', reason })
		return redirectWith(paths.operatorListings, 'ok', 'listings.returned_done', { name: number })
	}),
	suspend: intent(reasonForm, async (ctx, { number, reason }) => {
		await suspendListing(ctx, number, reason)
		return redirectWith(paths.operatorListings, 'ok', 'listings.suspended_done', { name: number })
	}),
	reinstate: intent(numberForm, async (ctx, { number }) => {
		await reinstateListing(ctx, number)
		return redirectWith(paths.operatorListings, 'ok', 'listings.reinstated_done', { name: number })
	}),
})

export const meta: MetaFunction<typeof loader> = (args) => pageMeta(args, 'listings.review_title')

export default function ReviewListings() {
	const { waiting, opened } = useLoaderData<typeof loader>()
	const { t } = useCatalogueWords()
	return (
		<Page desk>
			<PageHead title={t('listings.review_title')} facts={<span className="faint">{t('listings.review_note')}</span>} />
			{waiting.length === 0 ? (
				<div className="panel">
					<Empty title={t('listings.review_none_title')} icon="check">
						{t('listings.review_none')}
					</Empty>
				</div>
			) : (
				<div className="stack-lg">
					{waiting.map(({ listing, path }) => (
						<ReviewItem key={listing.number} listing={listing} path={path} />
					))}
				</div>
			)}
			<Section title={t('listings.find_public')}>
				<SuspendItem listing={opened} />
			</Section>
		</Page>
	)
}
