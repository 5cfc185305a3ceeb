import type { MetaFunction } from '@remix-run/node'
import { useLoaderData } from '@remix-run/react'
import { AddPanel, ListingPage, SeenListing } from '#app/components/catalogue/listing-head.tsx'
import { PhotoRow } from '#app/components/catalogue/photo-row.tsx'
import { useCatalogueWords } from '#app/components/catalogue/words.ts'
import { Field } from '#app/components/field.tsx'
import { Form, Submit } from '#app/components/form.tsx'
import { pageMeta } from '#app/components/meta.ts'
import { Empty } from '#app/components/ui/note-box.tsx'
import { Section } from '#app/components/ui/section.tsx'
import { addPhotos } from '#app/domain/catalogue/add-photos.server.ts'
import { arrangePhotos } from '#app/domain/catalogue/arrange-photos.server.ts'
import { mostPhotos, photoBytes, photosAtOnce } from '#app/domain/catalogue/listing-media.ts'
import { getOwnListing } from '#app/domain/catalogue/listings.server.ts'
import { addPhotosForm, arrangePhotosForm } from '#app/domain/catalogue/media-forms.ts'
import { authorize } from '#app/domain/identity/policy.ts'
import { redirectWith } from '#app/web/flash.server.ts'
import { intent, pageAction } from '#app/web/form.server.ts'
import { pageLoader } from '#app/web/loader.server.ts'
import { paths } from '#app/web/paths.ts'
import { readFormAt } from '#app/web/upload.server.ts'

export const loader = pageLoader(['catalogue', 'listings', 'media', 'mediaEdit'], async (ctx, { params }) => {
	const listing = await getOwnListing(ctx, params.number!)
	authorize(ctx.actor, 'listing.edit', { providerId: listing.provider.id })
	return { listing }
})

export const action = pageAction(
	{
		add: intent(addPhotosForm, async (ctx, form) => {
			const before = await getOwnListing(ctx, form.number)
			const state = await addPhotos(ctx, form)
			const key = before.state === 'published' && state === 'in_review' ? 'photos_added_review' : 'photos_added'
			return redirectWith(paths.listingPhotos(form.number), 'ok', `mediaEdit.${key}`, { n: form.photos.length })
		}),
		arrange: intent(arrangePhotosForm, async (ctx, form) => {
			await arrangePhotos(ctx, form)
			return redirectWith(paths.listingPhotos(form.number), 'ok', 'mediaEdit.photos_saved')
		}),
	},
	readFormAt('photos'),
)

export const meta: MetaFunction<typeof loader> = (args) =>
	pageMeta(args, 'mediaEdit.photos_of', { name: args.data?.listing.name ?? '' })

export default function ListingPhotos() {
	const { listing } = useLoaderData<typeof loader>()
	const { t, nameOf } = useCatalogueWords()
	const { photos } = listing
	return (
		<ListingPage
			listing={listing}
			title={t('mediaEdit.photos_of', { name: nameOf(listing) })}
			step={t('mediaEdit.tab_photos')}
			aside={
				<AddPanel
					listing={listing}
					title={t('mediaEdit.photos_add')}
					have={t('mediaEdit.photos_have', { n: photos.length, most: mostPhotos })}
					full={photos.length >= mostPhotos ? t('mediaEdit.photos_full', { most: mostPhotos }) : null}
				>
					<Form intent="add" files label={t('mediaEdit.photos_add')}>
						<SeenListing listing={listing} />
						<Field
							name="photos"
							kind="file"
							multiple
							accept="image/jpeg,image/png,image/webp"
							label={t('mediaEdit.photos_pick')}
							hint={t('mediaEdit.photos_hint', { once: photosAtOnce, megabytes: photoBytes / 1024 / 1024 })}
						/>
						<Submit icon="upload">{t('mediaEdit.photos_send')}</Submit>
					</Form>
				</AddPanel>
			}
		>
			<Section title={t('mediaEdit.photos_order')} note={t('mediaEdit.photos_order_note')}>
				{photos.length === 0 ? (
					<div className="panel">
						<Empty title={t('mediaEdit.photos_none_title')}>{t('mediaEdit.photos_none')}</Empty>
					</div>
				) : (
					<Form intent="arrange" key={listing.versionNo} label={t('mediaEdit.photos_order')}>
						<SeenListing listing={listing} />
						{photos.map((photo, at) => (
							<PhotoRow key={photo.file} photo={photo} at={at} of={photos.length} />
						))}
						<Submit variant="plain">{t('mediaEdit.photos_save')}</Submit>
					</Form>
				)}
			</Section>
		</ListingPage>
	)
}
