import { Link } from '@remix-run/react'
import { Section } from '#app/components/ui/section.tsx'
import { standardKey } from '#app/domain/catalogue/listing.ts'
import type { ListingView } from '#app/domain/catalogue/listings.server.ts'
import { paths } from '#app/web/paths.ts'
import { printedStandard, useCatalogueWords, useDetailRows } from './words.ts'

/** What a listing does, wants and gives, and the standards it works to. */
export function Specification({ listing }: { listing: ListingView }) {
	const { t, locale } = useCatalogueWords()
	const { standards, aliases, sampleRequirement, deliverable } = listing
	const parts = listing.details.parts ?? []
	const detailRows = useDetailRows()
	return (
		<Section title={t('catalogue.about')}>
			<div className="stack">
				<p className="wide">{(locale === 'en' && listing.descriptionEn) || listing.description}</p>
				<div className="tbl-box">
					<table className="tbl cards">
						<caption className="sr">{t('catalogue.spec_caption')}</caption>
						<tbody>
							<tr>
								<th scope="row">{t('catalogue.sample')}</th>
								<td>{sampleRequirement || t('catalogue.sample_none')}</td>
							</tr>
							<tr>
								<th scope="row">{t('catalogue.deliverable')}</th>
								<td>{deliverable}</td>
							</tr>
							<tr>
								<th scope="row">{t('catalogue.standards')}</th>
								<td className="full">
									<div>
										{standards.length === 0 ? t('catalogue.no_standards') : null}
										<ul className="stack-1">
											{standards.map((standard) => (
												<li key={standard.code}>
													<Link className="nowrap" to={paths.standard(standardKey(standard.code))}>
														{printedStandard(standard)}
													</Link>{' '}
													<span className="small dim">{standard.title}</span>
												</li>
											))}
										</ul>
										{standards.length > 0 ? <p className="tiny faint">{t('catalogue.standards_note')}</p> : null}
									</div>
								</td>
							</tr>
							{detailRows(listing).map(([label, value]) => (
								<tr key={label}>
									<th scope="row">{t(`listings.${label}`)}</th>
									<td>{value}</td>
								</tr>
							))}
							{parts.length > 0 ? (
								<tr>
									<th scope="row">{t('listings.parts')}</th>
									<td>
										<ul className="stack-1">
											{parts.map((part) => (
												<li key={part.number}>
													<Link to={paths.service(part.number)}>{part.number}</Link> × {part.quantity}
												</li>
											))}
										</ul>
									</td>
								</tr>
							) : null}
							{aliases.length > 0 ? (
								<tr>
									<th scope="row">{t('catalogue.also_known')}</th>
									<td>{aliases.join(t('common.list_join'))}</td>
								</tr>
							) : null}
						</tbody>
					</table>
				</div>
			</div>
		</Section>
	)
}
