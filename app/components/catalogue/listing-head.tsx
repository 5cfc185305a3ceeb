import type { ReactNode } from 'react'
import { Form, Submit } from '#app/components/form.tsx'
import { LinkButton } from '#app/components/ui/button.tsx'
import { NoteBox } from '#app/components/ui/note-box.tsx'
import { Crumb, Page, PageHead } from '#app/components/ui/page-head.tsx'
import { Panel } from '#app/components/ui/section.tsx'
import { Status } from '#app/components/ui/status.tsx'
import { DeskTabs } from '#app/components/ui/tabs.tsx'
import type { ListingView } from '#app/domain/catalogue/listings.server.ts'
import { paths } from '#app/web/paths.ts'
import { useCatalogueWords } from './words.ts'

/** The pages of one listing of one's own. */
export function ListingTabs({ listing }: { listing: ListingView }) {
	const { t } = useCatalogueWords()
	const { number, photos, documents, intake, publishedAt } = listing
	const tabs = [
		{ to: paths.listingEdit(number), label: t('mediaEdit.tab_content'), end: true },
		{ to: paths.listingPhotos(number), label: t('mediaEdit.tab_photos'), count: photos.length },
		{ to: paths.listingDocuments(number), label: t('mediaEdit.tab_documents'), count: documents.length },
		{ to: paths.listingIntake(number), label: t('mediaEdit.tab_intake'), count: intake.length },
		...(publishedAt ? [{ to: paths.listingVersions(number), label: t('listings.versions') }] : []),
	]
	return <DeskTabs narrow label={t('mediaEdit.tabs')} tabs={tabs} />
}

/** Where one is, the page's title, how the listing stands, and the way to what the public sees. */
export function ListingHead({ listing, title, step }: { listing: ListingView; title: ReactNode; step?: string }) {
	const { t } = useCatalogueWords()
	const { number, state } = listing
	return (
		<>
			<Crumb
				steps={[
					{ label: t('listings.title'), to: paths.listings },
					step ? { label: number, to: paths.listingEdit(number) } : { label: number },
					...(step ? [{ label: step }] : []),
				]}
			/>
			<PageHead
				title={title}
				status={<Status of={`listing.${state}`} viewer="provider" fill />}
				actions={
					state === 'published' ? (
						<LinkButton small to={paths.service(number)}>
							{t('listings.public_page')}
						</LinkButton>
					) : null
				}
			/>
		</>
	)
}

type ListingPageProps = {
	listing: ListingView
	title: string
	step: string
	children: ReactNode
	/** beside what there is: where something is added */
	aside: ReactNode
	/** below it */
	after?: ReactNode
}

/** A page about one part of a listing: what there is of it, and beside it where it grows. */
export function ListingPage({ listing, title, step, children, aside, after }: ListingPageProps) {
	return (
		<>
			<ListingTabs listing={listing} />
			<Page>
				<ListingHead listing={listing} title={title} step={step} />
				<div className="grid cols-main around">
					<div className="a">{children}</div>
					<div className="m stack-lg">{aside}</div>
					{after ? <div className="b">{after}</div> : null}
				</div>
			</Page>
		</>
	)
}

/** How the listing stands and what to do next. */
export function Standing({ listing }: { listing: ListingView }) {
	const { t } = useCatalogueWords()
	const { state, stateReason, number } = listing
	const isReturned = state === 'draft' && stateReason
	const title = isReturned
		? t('listings.returned', { reason: stateReason })
		: state === 'suspended'
			? t('listings.suspended', { reason: stateReason ?? '' })
			: t(`listings.${state}`)
	return (
		<NoteBox
			tone={isReturned || state === 'suspended' ? 'warn' : 'go'}
			title={title}
			actions={
				state === 'draft' ? (
					<Form intent="submit" className="row" action={paths.listingEdit(number)}>
						<input type="hidden" name="number" value={number} />
						<Submit variant="plain">{t('listings.submit')}</Submit>
					</Form>
				) : null
			}
		>
			{t(isReturned ? 'listings.returned_do' : `listings.${state}_do`)}
		</NoteBox>
	)
}

/** Which listing a form is about, and the version its provider sees. */
export function SeenListing({ listing }: { listing: Pick<ListingView, 'number' | 'versionNo'> }) {
	return (
		<>
			<input type="hidden" name="number" value={listing.number} />
			<input type="hidden" name="version" value={listing.versionNo} />
		</>
	)
}

type AddProps = {
	listing: ListingView
	title: string
	/** how many there are, of how many */
	have: string
	/** no more may be added: says so instead of the form */
	full: string | null
	children: ReactNode
}

/** Where something is added to a listing, with what that means for one that is public. */
export function AddPanel({ listing, title, have, full, children }: AddProps) {
	const { t } = useCatalogueWords()
	return (
		<>
			<Panel title={title} aside={have}>
				{full === null ? children : <p className="small">{full}</p>}
			</Panel>
			{listing.state === 'published' ? <NoteBox tone="warn" title={t('mediaEdit.public_claim')} /> : null}
		</>
	)
}
