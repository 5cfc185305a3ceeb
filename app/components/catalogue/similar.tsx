import { Link } from '@remix-run/react'
import { Section } from '#app/components/ui/section.tsx'
import type { SimilarListing } from '#app/domain/catalogue/similar-listings.server.ts'
import { comparePath, mostCompared } from '#app/web/compared.ts'
import { CandidateRow } from './add-compared.tsx'
import { useCatalogueWords } from './words.ts'

/** What other providers offer instead, each beside this one with a click, and all together. */
export function Similar({ number, listings }: { number: string; listings: readonly SimilarListing[] }) {
	const { t } = useCatalogueWords()
	if (listings.length === 0) return null
	const all = [number, ...listings.map((listing) => listing.number)].slice(0, mostCompared)
	return (
		<Section
			title={t('compare.similar')}
			aside={
				<Link className="btn sm" to={comparePath(all)} rel="nofollow">
					{t('compare.all', { n: all.length })}
				</Link>
			}
		>
			<ul className="panel">
				{listings.map((listing) => (
					<CandidateRow key={listing.number} listing={listing}>
						<Link
							className="btn sm"
							to={comparePath([number, listing.number])}
							rel="nofollow"
							aria-label={t('compare.with', { name: listing.name })}
						>
							{t('compare.short')}
						</Link>
					</CandidateRow>
				))}
			</ul>
		</Section>
	)
}
