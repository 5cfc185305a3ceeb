import { Link } from '@remix-run/react'
import { Field } from '#app/components/field.tsx'
import { Form, Submit } from '#app/components/form.tsx'
import { Amount } from '#app/components/ui/amount.tsx'
import { Disclosure } from '#app/components/ui/disclosure.tsx'
import { Facts } from '#app/components/ui/facts.tsx'
import { Panel } from '#app/components/ui/section.tsx'
import { OrganisationName } from '#app/components/ui/tag.tsx'
import type { Category } from '#app/domain/catalogue/categories.server.ts'
import { partLines } from '#app/domain/catalogue/listing-details.ts'
import type { ListingView } from '#app/domain/catalogue/listings.server.ts'
import { paths } from '#app/web/paths.ts'
import { Marks } from './marks.tsx'
import { Documents, Photos } from './media.tsx'
import { PriceTiers } from './prices.tsx'
import { printedStandard, useCatalogueWords, useDetailRows } from './words.ts'

/** A submitted listing with everything it claims, and the operator's two answers. */
export function ReviewItem({ listing, path }: { listing: ListingView; path: readonly Category[] }) {
	const { t, nameOf, daysOf, unitOf } = useCatalogueWords()
	const detailRows = useDetailRows()
	const { number } = listing
	return (
		<Panel title={nameOf(listing)} aside={<span className="code">{number}</span>}>
			<div className="stack">
				<p className="small">
					<OrganisationName {...listing.provider} />
				</p>
				<p className="wide">{listing.description}</p>
				<Facts
					facts={[
						{ label: t('listings.kind'), value: t(`catalogue.kind_${listing.kind}`) },
						{ label: t('listings.category'), value: path.map(nameOf).join(' / ') },
						{
							label: t('listings.price'),
							value:
								listing.priceFen === null ? (
									t('catalogue.on_quote')
								) : (
									<>
										<Amount fen={listing.priceFen} /> {t('catalogue.per', { unit: unitOf(listing.priceUnit) })}
									</>
								),
						},
						{ label: t('catalogue.turnaround'), value: daysOf(listing) },
						{ label: t('listings.sample'), value: listing.sampleRequirement || t('catalogue.sample_none') },
						{ label: t('listings.deliverable'), value: listing.deliverable },
						{
							label: t('listings.standards'),
							value: listing.standards.map(printedStandard).join(t('common.list_join')) || t('catalogue.no_standards'),
						},
						{ label: t('listings.model'), value: listing.instrumentModel ?? '—' },
						...detailRows(listing).map(([label, value]) => ({ label: t(`listings.${label}`), value })),
						...(listing.details.parts ? [{ label: t('listings.parts'), value: partLines(listing.details.parts) }] : []),
					]}
				/>
				<PriceTiers listing={listing} />
				<Photos listing={listing} />
				<Documents documents={listing.documents} />
				{listing.marks.length > 0 ? <Marks marks={listing.marks} /> : <p className="dim">{t('listings.marks_none')}</p>}
				{listing.versionNo > 1 ? (
					<p className="small">
						<Link to={paths.operatorListingVersions(number)}>{t('listings.versions')}</Link>
					</p>
				) : null}
				<Form intent="publish" id={`publish-${number}`} className="row">
					<input type="hidden" name="number" value={number} />
					<input type="hidden" name="version" value={listing.versionNo} />
					<Submit>{t('listings.publish')}</Submit>
				</Form>
				<Disclosure summary={t('listings.return')}>
					<Form intent="return" id={`return-${number}`}>
						<input type="hidden" name="number" value={number} />
						<Field
							name="reason"
							kind="textarea"
							rows={2}
							label={t('listings.return_reason')}
							hint={t('listings.return_hint')}
						/>
						<Submit variant="plain">{t('listings.return')}</Submit>
					</Form>
				</Disclosure>
			</div>
		</Panel>
	)
}
