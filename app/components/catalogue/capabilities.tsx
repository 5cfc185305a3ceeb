import { Link } from '@remix-run/react'
import { Amount } from '#app/components/ui/amount.tsx'
import { DateText } from '#app/components/ui/date-text.tsx'
import { Disclosure } from '#app/components/ui/disclosure.tsx'
import { Section } from '#app/components/ui/section.tsx'
import { Verdict } from '#app/components/ui/status.tsx'
import { type Column, Table } from '#app/components/ui/table.tsx'
import { type MarkKind, markKinds } from '#app/domain/catalogue/listing.ts'
import type { ListedMark, ListingCard } from '#app/domain/catalogue/listings.server.ts'
import { paths } from '#app/web/paths.ts'
import { printedStandard, useCatalogueWords } from './words.ts'

/** What a provider can do by one standard in one category. */
type Capability = {
	key: string
	category: { name: string; nameEn: string }
	standard: { code: string; title: string } | null
	listings: ListingCard[]
	/** of each kind the mark that is valid longest */
	marks: Partial<Record<MarkKind, ListedMark>>
}

const shownAtOnce = 30

/** Category and standard against qualification marks: what is done here, under which mark, until when. */
export function Capabilities({
	listings,
	categories,
}: {
	listings: readonly ListingCard[]
	categories: Readonly<Record<string, { name: string; nameEn: string }>>
}) {
	const { t } = useCatalogueWords()
	const rows = capabilitiesOf(listings, categories)
	if (rows.length === 0) return null
	const rest = rows.slice(shownAtOnce)
	return (
		<Section title={t('compare.capabilities')} note={t('compare.capabilities_note')}>
			<Matrix rows={rows.slice(0, shownAtOnce)} />
			{rest.length > 0 ? (
				<Disclosure summary={t('compare.capabilities_more', { n: rest.length })}>
					<Matrix rows={rest} />
				</Disclosure>
			) : null}
		</Section>
	)
}

function Matrix({ rows }: { rows: readonly Capability[] }) {
	const { t, nameOf } = useCatalogueWords()
	const columns: Column<Capability>[] = [
		{
			head: t('compare.standard'),
			isName: true,
			cell: ({ standard, listings }) =>
				standard ? (
					<Link
						to={`${paths.services}?${new URLSearchParams({ q: standard.code })}`}
						title={standard.title || undefined}
					>
						{printedStandard(standard)}
					</Link>
				) : (
					<Link to={paths.service(listings[0]!.number)}>{nameOf(listings[0]!)}</Link>
				),
		},
		{ head: t('catalogue.facet_category'), cell: ({ category }) => nameOf(category) },
		...markKinds.map((kind) => ({
			head: t(`catalogue.mark_${kind}`),
			cell: ({ marks }: Capability) => <Until mark={marks[kind]} />,
		})),
		{
			head: t('compare.price_from'),
			num: true,
			cell: ({ listings }) => {
				const prices = listings.flatMap(({ priceFen }) => (priceFen === null ? [] : [priceFen]))
				return prices.length === 0 ? (
					t('catalogue.on_quote')
				) : (
					<Amount fen={prices.toSorted((a, b) => (a < b ? -1 : 1))[0]!} />
				)
			},
		},
	]
	return <Table caption={t('compare.capabilities')} rows={rows} rowKey={(row) => row.key} columns={columns} dense />
}

function Until({ mark }: { mark: ListedMark | undefined }) {
	if (!mark) return <span className="faint">—</span>
	return (
		<Verdict shape={mark.standing === 'valid' ? 'disc' : 'triangle'} hue={mark.standing === 'valid' ? 'ok' : 'warn'}>
			<DateText day={mark.expiresOn} />
		</Verdict>
	)
}

function capabilitiesOf(
	listings: readonly ListingCard[],
	categories: Readonly<Record<string, { name: string; nameEn: string }>>,
): Capability[] {
	const found = new Map<string, Capability>()
	for (const listing of listings) {
		const category = categories[listing.categoryId]
		if (!category) continue
		for (const standard of listing.standards.length > 0 ? listing.standards : [null]) {
			const key = `${listing.categoryId} ${standard?.code ?? listing.number}`
			const row = found.get(key) ?? { key, category, standard, listings: [], marks: {} }
			row.listings.push(listing)
			for (const mark of listing.marks) {
				const best = row.marks[mark.kind]
				if (!best || best.expiresOn < mark.expiresOn) row.marks[mark.kind] = mark
			}
			found.set(key, row)
		}
	}
	return [...found.values()]
}
