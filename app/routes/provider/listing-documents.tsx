import type { MetaFunction } from '@remix-run/node'
import { useLoaderData } from '@remix-run/react'
import { AddPanel, ListingPage, SeenListing } from '#app/components/catalogue/listing-head.tsx'
import { DocumentLink, sizeText } from '#app/components/catalogue/media.tsx'
import { useCatalogueWords } from '#app/components/catalogue/words.ts'
import { Field } from '#app/components/field.tsx'
import { Form, Submit } from '#app/components/form.tsx'
import { pageMeta } from '#app/components/meta.ts'
import { Empty } from '#app/components/ui/note-box.tsx'
import { Section } from '#app/components/ui/section.tsx'
import { Table } from '#app/components/ui/table.tsx'
import { addDocument } from '#app/domain/catalogue/add-document.server.ts'
import { documentKinds, type ListingDocument, mostDocuments } from '#app/domain/catalogue/listing-media.ts'
import { getOwnListing } from '#app/domain/catalogue/listings.server.ts'
import { addDocumentForm, removeDocumentForm } from '#app/domain/catalogue/media-forms.ts'
import { removeDocument } from '#app/domain/catalogue/remove-document.server.ts'
import { authorize } from '#app/domain/identity/policy.ts'
import { redirectWith } from '#app/web/flash.server.ts'
import { intent, pageAction } from '#app/web/form.server.ts'
import { pageLoader } from '#app/web/loader.server.ts'
import { paths } from '#app/web/paths.ts'
import { maxFileBytes, readFormAt } from '#app/web/upload.server.ts'

export const loader = pageLoader(['catalogue', 'listings', 'media', 'mediaEdit'], async (ctx, { params }) => {
	const listing = await getOwnListing(ctx, params.number!)
	authorize(ctx.actor, 'listing.edit', { providerId: listing.provider.id })
	return { listing, megabytes: maxFileBytes / 1024 / 1024 }
})

export const action = pageAction(
	{
		add: intent(addDocumentForm, async (ctx, form) => {
			const before = await getOwnListing(ctx, form.number)
			const state = await addDocument(ctx, form)
			const key = before.state === 'published' && state === 'in_review' ? 'document_added_review' : 'document_added'
			return redirectWith(paths.listingDocuments(form.number), 'ok', `mediaEdit.${key}`, { title: form.title })
		}),
		remove: intent(removeDocumentForm, async (ctx, form) => {
			await removeDocument(ctx, form)
			return redirectWith(paths.listingDocuments(form.number), 'ok', 'mediaEdit.document_removed')
		}),
	},
	readFormAt('file'),
)

export const meta: MetaFunction<typeof loader> = (args) =>
	pageMeta(args, 'mediaEdit.documents_of', { name: args.data?.listing.name ?? '' })

export default function ListingDocuments() {
	const { listing, megabytes } = useLoaderData<typeof loader>()
	const { t, nameOf } = useCatalogueWords()
	const { documents } = listing
	return (
		<ListingPage
			listing={listing}
			title={t('mediaEdit.documents_of', { name: nameOf(listing) })}
			step={t('mediaEdit.tab_documents')}
			aside={
				<AddPanel
					listing={listing}
					title={t('mediaEdit.document_add')}
					have={t('mediaEdit.documents_have', { n: documents.length, most: mostDocuments })}
					full={documents.length >= mostDocuments ? t('mediaEdit.documents_full', { most: mostDocuments }) : null}
				>
					<Form intent="add" files label={t('mediaEdit.document_add')}>
						<SeenListing listing={listing} />
						<Field
							name="kind"
							kind="select"
							label={t('mediaEdit.document_kind')}
							options={documentKinds.map((kind) => ({ value: kind, label: t(`media.document_${kind}`) }))}
							defaultValue="sample_report"
						/>
						<Field name="title" label={t('mediaEdit.document_title')} hint={t('mediaEdit.document_title_hint')} />
						<Field name="titleEn" optional label={t('mediaEdit.document_title_en')} />
						<Field
							name="file"
							kind="file"
							accept="application/pdf"
							label={t('mediaEdit.document_file')}
							hint={t('mediaEdit.document_file_hint', { megabytes })}
						/>
						<Submit icon="upload">{t('mediaEdit.document_send')}</Submit>
					</Form>
				</AddPanel>
			}
		>
			<Section title={t('mediaEdit.documents_list')} note={t('mediaEdit.documents_note')}>
				{documents.length === 0 ? (
					<div className="panel">
						<Empty title={t('mediaEdit.documents_none_title')}>{t('mediaEdit.documents_none')}</Empty>
					</div>
				) : (
					<Table
						caption={t('mediaEdit.documents_list')}
						rows={documents}
						rowKey={(document) => document.file}
						columns={[
							{
								head: t('mediaEdit.document_title'),
								isName: true,
								cell: (document) => <DocumentLink document={document} />,
							},
							{ head: t('mediaEdit.document_kind'), cell: ({ kind }) => t(`media.document_${kind}`) },
							{ head: t('mediaEdit.document_size'), nowrap: true, cell: ({ sizeBytes }) => sizeText(sizeBytes) },
							{
								head: t('mediaEdit.document_remove'),
								quietHead: true,
								full: true,
								cell: (document) => <Remove document={document} />,
							},
						]}
					/>
				)}
			</Section>
		</ListingPage>
	)
}

function Remove({ document }: { document: ListingDocument }) {
	const { listing } = useLoaderData<typeof loader>()
	const { t } = useCatalogueWords()
	return (
		<Form
			intent="remove"
			id={document.file}
			className="row"
			label={t('mediaEdit.document_remove_one', { title: document.title })}
		>
			<SeenListing listing={listing} />
			<input type="hidden" name="file" value={document.file} />
			<Submit variant="quiet" small>
				{t('mediaEdit.document_remove')}
			</Submit>
		</Form>
	)
}
