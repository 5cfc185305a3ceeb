import { Form, Link } from '@remix-run/react'
import type { ReactNode } from 'react'
import { Amount } from '#app/components/ui/amount.tsx'
import { Button } from '#app/components/ui/button.tsx'
import { Section } from '#app/components/ui/section.tsx'
import { OrganisationName } from '#app/components/ui/tag.tsx'
import { comparePath } from '#app/web/compared.ts'
import { paths } from '#app/web/paths.ts'
import { useCatalogueWords } from './words.ts'

export type Candidate = {
	number: string
	name: string
	nameEn: string | null
	priceFen: bigint | null
	priceUnit: string
	provider: { name: string; nameEn: string | null; isDemo: boolean }
}

/** What else could stand beside: similar listings, or what a few words find. Links and a form, no script needed. */
export function AddCompared({
	numbers,
	candidates,
	q,
}: {
	numbers: readonly string[]
	candidates: readonly Candidate[]
	q: string
}) {
	const { t } = useCatalogueWords()
	const title = q === '' ? t(numbers.length > 0 ? 'compare.similar' : 'compare.add') : t('compare.found', { q })
	return (
		<Section title={title} id="add">
			<Form className="row mb-4" role="search" aria-label={t('compare.add')} action={`${paths.compare}#add`}>
				{numbers.map((number) => (
					<input key={number} type="hidden" name="n" value={number} />
				))}
				<input
					className="input beside"
					type="search"
					name="q"
					defaultValue={q}
					aria-label={t('compare.words')}
					placeholder={t('catalogue.find_example')}
				/>
				<Button type="submit">{t('catalogue.find')}</Button>
			</Form>
			{candidates.length === 0 && q !== '' ? <p className="dim">{t('compare.nothing', { q })}</p> : null}
			<ul className="panel">
				{candidates.map((listing) => (
					<CandidateRow key={listing.number} listing={listing}>
						<Link
							className="btn sm"
							to={comparePath([...numbers, listing.number])}
							aria-label={t('compare.add_one', { name: listing.name })}
						>
							{t('compare.add_short')}
						</Link>
					</CandidateRow>
				))}
			</ul>
		</Section>
	)
}

/** One listing in a short list: name, provider, price, and what one can do with it. */
export function CandidateRow({ listing, children }: { listing: Candidate; children: ReactNode }) {
	const { t, nameOf, unitOf } = useCatalogueWords()
	return (
		<li className="candidate">
			<div className="beside">
				<Link to={paths.service(listing.number)}>{nameOf(listing)}</Link>
				<p className="small faint">
					<OrganisationName
						name={listing.provider.name}
						nameEn={listing.provider.nameEn}
						isDemo={listing.provider.isDemo}
					/>
				</p>
			</div>
			<span className="nowrap">
				{listing.priceFen === null ? (
					t('catalogue.on_quote')
				) : (
					<>
						<Amount fen={listing.priceFen} />
						<span className="small faint">{t('catalogue.per', { unit: unitOf(listing.priceUnit) })}</span>
					</>
				)}
			</span>
			{children}
		</li>
	)
}
