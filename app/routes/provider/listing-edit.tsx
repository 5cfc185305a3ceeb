import type { MetaFunction } from '@remix-run/node'
import { useLoaderData } from '@remix-run/react'
import {
	KindFields,
	MarkFields,
	MoneyFields,
	TierFields,
	WhatFields,
	WorkFields,
} from '#app/components/catalogue/listing-fields.tsx'
import { ListingHead, ListingTabs, SeenListing, Standing } from '#app/components/catalogue/listing-head.tsx'
import { Marks } from '#app/components/catalogue/marks.tsx'
import { useCatalogueWords } from '#app/components/catalogue/words.ts'
import { Form, Submit } from '#app/components/form.tsx'
import { pageMeta } from '#app/components/meta.ts'
import { NoteBox } from '#app/components/ui/note-box.tsx'
import { Crumb, Page, PageHead } from '#app/components/ui/page-head.tsx'
import { Section } from '#app/components/ui/section.tsx'
import { categoryTree } from '#app/domain/catalogue/categories.server.ts'
import { listingForm, numberForm } from '#app/domain/catalogue/listing-form.ts'
import { getOwnListing, type ListingView } from '#app/domain/catalogue/listings.server.ts'
import { saveListing } from '#app/domain/catalogue/save-listing.server.ts'
import { submitListing } from '#app/domain/catalogue/submit-listing.server.ts'
import { authorize, memberOf } from '#app/domain/identity/policy.ts'
import { redirectWith } from '#app/web/flash.server.ts'
import { intent, pageAction } from '#app/web/form.server.ts'
import { pageLoader } from '#app/web/loader.server.ts'
import { paths } from '#app/web/paths.ts'

export const loader = pageLoader(['catalogue', 'listings', 'mediaEdit'], async (ctx, { params }) => {
	const member = memberOf(ctx.actor)
	const listing = params.number ? await getOwnListing(ctx, params.number) : null
	authorize(member, 'listing.edit', { providerId: listing ? listing.provider.id : member.organisationId })
	return { listing, categories: await categoryTree(ctx) }
})

export const action = pageAction({
	save: intent(listingForm, async (ctx, form) => {
		const { number, state } = await saveListing(ctx, form)
		const key = form.number && state === 'in_review' ? 'listings.saved_review' : 'listings.saved'
		return redirectWith(paths.listingEdit(number), 'ok', key, { name: form.name })
	}),
	submit: intent(numberForm, async (ctx, { number }) => {
		await submitListing(ctx, number)
		return redirectWith(paths.listings, 'ok', 'listings.submitted')
	}),
})

export const meta: MetaFunction<typeof loader> = (args) =>
	args.data?.listing
		? pageMeta(args, 'listings.title_edit', { name: args.data.listing.name })
		: pageMeta(args, 'listings.title_new')

export default function ListingEdit() {
	const { listing, categories } = useLoaderData<typeof loader>()
	const { t, nameOf } = useCatalogueWords()
	return (
		<>
			{listing ? <ListingTabs listing={listing} /> : null}
			<Page>
				<div className="narrow">
					{listing ? (
						<ListingHead listing={listing} title={nameOf(listing)} />
					) : (
						<>
							<Crumb steps={[{ label: t('listings.title'), to: paths.listings }, { label: t('listings.new') }]} />
							<PageHead title={t('listings.title_new')} />
						</>
					)}
					{listing ? <Standing listing={listing} /> : null}
					{listing ? <MarksEnding listing={listing} /> : null}
					<Form intent="save" key={`${listing?.number}-${listing?.versionNo}`}>
						{listing ? <SeenListing listing={listing} /> : null}
						<Section title={t('listings.what')}>
							<div className="form">
								<WhatFields listing={listing} categories={categories} />
							</div>
						</Section>
						<Section title={t('listings.money')}>
							<div className="form cols">
								<MoneyFields listing={listing} />
							</div>
						</Section>
						<Section title={t('listings.tiers')} note={t('listings.tiers_hint')}>
							<div className="stack-lg">
								<TierFields listing={listing} />
							</div>
						</Section>
						<Section title={t('listings.work')}>
							<div className="form">
								<WorkFields listing={listing} />
							</div>
						</Section>
						<Section title={t('listings.kind_only')} note={t('listings.kind_only_hint')}>
							<div className="form cols">
								<KindFields listing={listing} />
							</div>
						</Section>
						<Section title={t('listings.marks')} note={t('listings.marks_hint')}>
							<div className="stack-lg">
								<MarkFields listing={listing} />
							</div>
						</Section>
						<div className="row mt-6">
							<Submit>{listing?.state === 'published' ? t('listings.save_published') : t('listings.save')}</Submit>
						</div>
					</Form>
				</div>
			</Page>
		</>
	)
}

/** Marks that run out soon or have run out: what the public no longer sees, or will not see. */
function MarksEnding({ listing }: { listing: ListingView }) {
	const { t } = useCatalogueWords()
	const due = listing.marks.filter((mark) => mark.standing !== 'valid')
	if (due.length === 0) return null
	return (
		<NoteBox tone="warn" title={t('listings.marks_due')}>
			<Marks marks={due} />
		</NoteBox>
	)
}
