import type { MetaFunction } from '@remix-run/node'
import { Link, useLoaderData } from '@remix-run/react'
import { useCatalogueWords } from '#app/components/catalogue/words.ts'
import { pageMeta } from '#app/components/meta.ts'
import { Figure } from '#app/components/ui/amount.tsx'
import { LinkButton } from '#app/components/ui/button.tsx'
import { InstantText } from '#app/components/ui/date-text.tsx'
import { Empty, NoteBox } from '#app/components/ui/note-box.tsx'
import { Page, PageHead } from '#app/components/ui/page-head.tsx'
import { Status } from '#app/components/ui/status.tsx'
import { Table } from '#app/components/ui/table.tsx'
import { listOwnListings } from '#app/domain/catalogue/own-listings.server.ts'
import { memberOf } from '#app/domain/identity/policy.ts'
import { pageLoader } from '#app/web/loader.server.ts'
import { paths } from '#app/web/paths.ts'

export const loader = pageLoader(['catalogue', 'listings'], async (ctx, { request }) => {
	const { listings, after } = await listOwnListings(ctx, new URL(request.url).searchParams.get('after') ?? undefined)
	return { listings, after, isVerified: memberOf(ctx.actor).isVerified }
})

export const meta: MetaFunction<typeof loader> = (args) => pageMeta(args, 'listings.title')

export default function OwnListings() {
	const { listings, after, isVerified } = useLoaderData<typeof loader>()
	const { t, nameOf, unitOf } = useCatalogueWords()
	const add = isVerified ? (
		<>
			<LinkButton icon="upload" to={paths.imports}>
				{t('listings.import')}
			</LinkButton>
			<LinkButton variant="primary" icon="plus" to={paths.listingNew}>
				{t('listings.new')}
			</LinkButton>
		</>
	) : null
	return (
		<Page>
			<PageHead title={t('listings.title')} actions={add} />
			{isVerified ? null : (
				<NoteBox tone="warn" title={t('listings.pending_title')}>
					{t('listings.pending')}
				</NoteBox>
			)}
			{listings.length === 0 ? (
				<div className="panel">
					<Empty title={t('listings.empty_title')}>{t('listings.empty')}</Empty>
				</div>
			) : (
				<Table
					caption={t('listings.title')}
					rows={listings}
					rowKey={(listing) => listing.number}
					columns={[
						{
							head: t('listings.col_name'),
							isName: true,
							cell: (listing) => (
								<>
									<Link to={paths.listingEdit(listing.number)}>{nameOf(listing)}</Link>
									{listing.stateReason ? <p className="small dim">{listing.stateReason}</p> : null}
								</>
							),
						},
						{ head: t('listings.col_kind'), cell: (listing) => t(`catalogue.kind_${listing.kind}`) },
						{
							head: t('listings.col_price'),
							num: true,
							cell: (listing) => (
								<>
									<Figure fen={listing.priceFen} />
									{listing.priceFen === null ? null : (
										<span className="tiny faint">{t('catalogue.per', { unit: unitOf(listing.priceUnit) })}</span>
									)}
								</>
							),
						},
						{
							head: t('listings.col_state'),
							cell: (listing) => <Status of={`listing.${listing.state}`} viewer="provider" />,
						},
						{
							head: t('listings.col_updated'),
							nowrap: true,
							cell: (listing) => <InstantText at={listing.updatedAt} />,
						},
					]}
				/>
			)}
			{after ? (
				<p className="mt-4">
					<Link to={`${paths.listings}?after=${after}`}>{t('listings.more')}</Link>
				</p>
			) : null}
		</Page>
	)
}
