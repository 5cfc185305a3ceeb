import { Link } from '@remix-run/react'
import { Figure } from '#app/components/ui/amount.tsx'
import { Table } from '#app/components/ui/table.tsx'
import { OrganisationName, Tag } from '#app/components/ui/tag.tsx'
import type { ListingCard } from '#app/domain/catalogue/listings.server.ts'
import { paths } from '#app/web/paths.ts'
import { useCatalogueWords } from './words.ts'

/** Listings in rows: name, kind, price, days, marks. */
export function ListingTable({
	listings,
	caption,
	withProvider = false,
}: {
	listings: readonly ListingCard[]
	caption: string
	withProvider?: boolean
}) {
	const { t, nameOf, daysOf, unitOf } = useCatalogueWords()
	return (
		<Table
			caption={caption}
			rows={listings}
			rowKey={(listing) => listing.number}
			columns={[
				{
					head: t('catalogue.col_name'),
					isName: true,
					cell: (listing) => <Link to={paths.service(listing.number)}>{nameOf(listing)}</Link>,
				},
				...(withProvider
					? [
							{
								head: t('catalogue.provider'),
								cell: ({ provider }: ListingCard) => (
									<Link to={paths.provider(provider.number)}>
										<OrganisationName {...provider} />
									</Link>
								),
							},
						]
					: []),
				{ head: t('catalogue.col_kind'), cell: (listing) => t(`catalogue.kind_${listing.kind}`) },
				{
					head: t('catalogue.col_price'),
					num: true,
					cell: (listing) =>
						listing.priceFen === null ? (
							t('catalogue.on_quote')
						) : (
							<>
								<Figure fen={listing.priceFen} />
								<span className="tiny faint">{t('catalogue.per', { unit: unitOf(listing.priceUnit) })}</span>
							</>
						),
				},
				{ head: t('catalogue.col_days'), cell: daysOf },
				{
					head: t('catalogue.col_marks'),
					cell: (listing) => (
						<span className="row tight">
							{listing.marks.map((mark) => (
								<Tag kind="mark" key={`${mark.kind}-${mark.number}`}>
									{t(`catalogue.mark_${mark.kind}`)}
								</Tag>
							))}
						</span>
					),
				},
			]}
		/>
	)
}
