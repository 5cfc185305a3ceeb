import { Link } from '@remix-run/react'
import type { ReactNode } from 'react'
import { Amount } from '#app/components/ui/amount.tsx'
import { OrganisationName, Tag } from '#app/components/ui/tag.tsx'
import type { ListingView } from '#app/domain/catalogue/listings.server.ts'
import { formatDay } from '#app/lib/time.ts'
import { comparePath } from '#app/web/compared.ts'
import { paths } from '#app/web/paths.ts'
import { printedStandard, useCatalogueWords } from './words.ts'

/** A listing with where it is and what the reader would pay for one. */
export type Compared = ListingView & {
	place: { name: string; nameEn: string } | null
	pays:
		| {
				mode: 'deduct' | 'reimburse'
				isCovered: boolean
				programme: { zh: string; en: string }
				payNowFen: bigint
				publicFen: bigint
				ownFen: bigint
		  }
		| undefined
}
type Line = { key: string; head: string; note?: string; cells: { words: string; shown?: ReactNode }[] }

/** Listings side by side: one line for each thing that matters, marked where they differ, the lowest price said. */
export function CompareTable({
	compared,
	isOnlyDifferent,
	isEstimate,
}: {
	compared: readonly Compared[]
	isOnlyDifferent: boolean
	isEstimate: boolean
}) {
	const { t, nameOf } = useCatalogueWords()
	const numbers = compared.map(({ number }) => number)
	const lines = useLines(compared, isEstimate)
	const differs = (line: Line) => new Set(line.cells.map(({ words }) => words)).size > 1
	const shown = isOnlyDifferent ? lines.filter(differs) : lines
	return (
		<div>
			{compared.length > 1 ? (
				<p className="row small mb-4">
					<span className="dim">{t('compare.differences', { n: lines.filter(differs).length })}</span>
					<Link to={comparePath(numbers, !isOnlyDifferent)} preventScrollReset>
						{t(isOnlyDifferent ? 'compare.show_all' : 'compare.show_different')}
					</Link>
				</p>
			) : null}
			{/* biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by keys */}
			<section className="compare-frame" aria-label={t('compare.caption')} tabIndex={0}>
				<table className="compare">
					<caption className="sr">{t('compare.caption')}</caption>
					<thead>
						<tr>
							<td className="small faint">{t('compare.corner', { n: compared.length })}</td>
							{compared.map((listing) => (
								<th scope="col" key={listing.number}>
									<Link to={paths.service(listing.number)}>{nameOf(listing)}</Link>
									<p>
										<Link
											className="small"
											to={comparePath(
												numbers.filter((number) => number !== listing.number),
												isOnlyDifferent,
											)}
											aria-label={t('compare.remove_one', { name: nameOf(listing) })}
										>
											{t('compare.remove')}
										</Link>
									</p>
								</th>
							))}
						</tr>
					</thead>
					<tbody>
						{shown.map((line) => (
							<tr key={line.key} className={compared.length > 1 && differs(line) ? 'differs' : undefined}>
								<th scope="row">
									{line.head}
									{compared.length > 1 && differs(line) ? <span className="sr"> {t('compare.differs')}</span> : null}
									{line.note ? <span className="tiny faint block">{line.note}</span> : null}
								</th>
								{line.cells.map((cell, at) => (
									<td key={compared[at]!.number}>{cell.shown ?? (cell.words || '—')}</td>
								))}
							</tr>
						))}
					</tbody>
				</table>
			</section>
		</div>
	)
}

function useLines(compared: readonly Compared[], isEstimate: boolean): Line[] {
	const { t, locale, nameOf, daysOf, unitOf } = useCatalogueWords()
	const join = (words: readonly string[]) => words.join(t('common.list_join'))
	const line = (
		key: string,
		of: (listing: Compared) => string | { words: string; shown: ReactNode },
		note?: string,
	): Line => ({
		key,
		head: t(`compare.line_${key}`),
		...(note ? { note } : {}),
		cells: compared.map((listing) => {
			const cell = of(listing)
			return typeof cell === 'string' ? { words: cell } : cell
		}),
	})
	const lowest = (amounts: readonly (bigint | null)[]) => {
		const known = amounts.filter((amount) => amount !== null)
		return new Set(known).size > 1 ? known.toSorted((a, b) => (a < b ? -1 : 1))[0]! : null
	}
	/** an amount per unit, the lowest one said to be so; of different units none is */
	const money = (
		key: string,
		amountOf: (listing: Compared) => bigint | null,
		none: (listing: Compared) => string,
		note?: string,
	) => {
		const isOneUnit = new Set(compared.map(({ priceUnit }) => priceUnit)).size === 1
		const least = isOneUnit ? lowest(compared.map(amountOf)) : null
		return line(
			key,
			(listing) => {
				const amount = amountOf(listing)
				if (amount === null) return none(listing)
				return {
					words: `${amount} ${listing.priceUnit}`,
					shown: (
						<>
							<Amount fen={amount} />
							<span className="small faint">{t('catalogue.per', { unit: unitOf(listing.priceUnit) })}</span>
							{amount === least ? (
								<>
									{' '}
									<Tag>{t('compare.lowest')}</Tag>
								</>
							) : null}
						</>
					),
				}
			},
			note,
		)
	}
	const covered = ({ pays }: Compared) => (pays?.isCovered ? pays : null)
	const note = t(isEstimate ? 'compare.estimate' : 'compare.own')
	return [
		line('provider', ({ provider }) => ({
			words: provider.number,
			shown: (
				<Link to={paths.provider(provider.number)}>
					<OrganisationName name={provider.name} nameEn={provider.nameEn} isDemo={provider.isDemo} />
				</Link>
			),
		})),
		money(
			'price',
			({ priceFen }) => priceFen,
			() => t('catalogue.on_quote'),
		),
		money(
			'pay_now',
			(listing) => listing.pays?.payNowFen ?? listing.priceFen,
			() => t('catalogue.on_quote'),
			note,
		),
		money(
			'own',
			(listing) => covered(listing)?.ownFen ?? listing.priceFen,
			() => t('catalogue.on_quote'),
			note,
		),
		line('public', (listing) => {
			const pays = covered(listing)
			if (!pays) return listing.priceFen === null ? '' : t('catalogue.not_covered')
			const how = t(pays.mode === 'reimburse' ? 'compare.comes_back' : 'compare.deducted')
			return {
				words: `${pays.publicFen} ${pays.mode} ${pays.programme.zh}`,
				shown: (
					<>
						<Amount fen={pays.publicFen} /> {how}
						<span className="tiny faint block">{pays.programme[locale]}</span>
					</>
				),
			}
		}),
		line('days', daysOf),
		line('kind', ({ kind }) => t(`catalogue.kind_${kind}`)),
		line('marks', ({ marks }) => ({
			words: marks
				.map(({ kind }) => kind)
				.toSorted()
				.join(),
			shown:
				marks.length === 0 ? (
					'—'
				) : (
					<ul>
						{marks.map((mark) => (
							<li key={`${mark.kind} ${mark.number}`}>
								<Tag kind="mark">{t(`catalogue.mark_${mark.kind}`)}</Tag>{' '}
								<span className="tiny faint">{t('compare.until', { day: formatDay(mark.expiresOn, locale) })}</span>
							</li>
						))}
					</ul>
				),
		})),
		line('standards', ({ standards }) => ({
			words: standards
				.map(({ code }) => code)
				.toSorted()
				.join(),
			shown:
				standards.length === 0 ? (
					'—'
				) : (
					<ul className="small">
						{standards.map((standard) => (
							<li key={standard.code}>{printedStandard(standard)}</li>
						))}
					</ul>
				),
		})),
		line('model', ({ instrumentModel }) => instrumentModel ?? ''),
		line('samples', ({ sampleRequirement }) => sampleRequirement),
		line('deliverable', ({ deliverable }) => deliverable),
		line('place', (listing) =>
			join([listing.provider.address ?? (listing.place ? nameOf(listing.place) : listing.divisionCode)]),
		),
	]
}
