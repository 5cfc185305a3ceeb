import { Amount, Figure } from '#app/components/ui/amount.tsx'
import { InstantText } from '#app/components/ui/date-text.tsx'
import { Section } from '#app/components/ui/section.tsx'
import { Table } from '#app/components/ui/table.tsx'
import type { ListingView } from '#app/domain/catalogue/listings.server.ts'
import type { PriceTier } from '#app/domain/catalogue/price.ts'
import type { PriceSince } from '#app/domain/catalogue/versions.server.ts'
import { useCatalogueWords } from './words.ts'

/** Lower prices by customer and quantity; nothing when there is one price for all. */
export function PriceTiers({ listing }: { listing: Pick<ListingView, 'priceFen' | 'priceTiers' | 'priceUnit'> }) {
	const { t, unitOf } = useCatalogueWords()
	const { priceFen, priceTiers } = listing
	if (priceFen === null || priceTiers.length === 0) return null
	const rows: PriceTier[] = [{ customerClass: null, fromQuantity: 1, priceFen }, ...priceTiers]
	return (
		<Section title={t('catalogue.tiers')} note={t('catalogue.tiers_note')}>
			<Table
				caption={t('catalogue.tiers')}
				rows={rows}
				rowKey={(tier) => `${tier.customerClass}-${tier.fromQuantity}-${tier.priceFen}`}
				columns={[
					{
						head: t('catalogue.tier_who'),
						isName: true,
						cell: (tier) => t(`catalogue.customer_${tier.customerClass ?? 'any'}`),
					},
					{
						head: t('catalogue.tier_from'),
						num: true,
						cell: (tier) => t('catalogue.amount_of', { n: tier.fromQuantity, unit: unitOf(listing.priceUnit) }),
					},
					{ head: t('catalogue.col_price'), num: true, cell: (tier) => <Figure fen={tier.priceFen} /> },
				]}
			/>
		</Section>
	)
}

/** What it has cost since when; nothing when the price never changed. */
export function PriceHistory({ prices }: { prices: readonly PriceSince[] }) {
	const { t, unitOf } = useCatalogueWords()
	if (prices.length < 2) return null
	return (
		<Section title={t('catalogue.price_history')}>
			<ul className="stack-1">
				{prices.map((price) => (
					<li key={price.since.toISOString()}>
						<InstantText at={price.since} />{' '}
						{price.priceFen === null ? (
							t('catalogue.on_quote')
						) : (
							<>
								<Amount fen={price.priceFen} /> {t('catalogue.per', { unit: unitOf(price.priceUnit) })}
							</>
						)}
					</li>
				))}
			</ul>
		</Section>
	)
}
