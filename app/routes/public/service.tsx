import type { MetaFunction } from '@remix-run/node'
import { Link, useLoaderData } from '@remix-run/react'
import { Marks } from '#app/components/catalogue/marks.tsx'
import { Cover, DocumentSection, Photos } from '#app/components/catalogue/media.tsx'
import { payKey } from '#app/components/catalogue/price-box.tsx'
import { Order, PricePanel } from '#app/components/catalogue/price-panel.tsx'
import { PriceHistory, PriceTiers } from '#app/components/catalogue/prices.tsx'
import { Similar } from '#app/components/catalogue/similar.tsx'
import { Specification } from '#app/components/catalogue/specification.tsx'
import { listingData } from '#app/components/catalogue/structured-data.ts'
import { useCatalogueWords } from '#app/components/catalogue/words.ts'
import { pageMeta } from '#app/components/meta.ts'
import { Amount } from '#app/components/ui/amount.tsx'
import { LinkButton } from '#app/components/ui/button.tsx'
import { Facts } from '#app/components/ui/facts.tsx'
import { Icon } from '#app/components/ui/icon.tsx'
import { Crumb, Page, PageHead } from '#app/components/ui/page-head.tsx'
import { Section } from '#app/components/ui/section.tsx'
import { OrganisationName, Tag } from '#app/components/ui/tag.tsx'
import { allCategories, categoryPath } from '#app/domain/catalogue/categories.server.ts'
import { getListing } from '#app/domain/catalogue/listings.server.ts'
import { countOffers } from '#app/domain/catalogue/offers.server.ts'
import { similarListings } from '#app/domain/catalogue/similar-listings.server.ts'
import { priceHistory } from '#app/domain/catalogue/versions.server.ts'
import { listDivisions } from '#app/domain/divisions/divisions.server.ts'
import { soldTo } from '#app/domain/orders/sold-to.server.ts'
import { bestOffer } from '#app/domain/programmes/best-offer.ts'
import { priceBox } from '#app/domain/programmes/price-box.server.ts'
import { formatDay, shanghaiDay } from '#app/lib/time.ts'
import { pageLoader } from '#app/web/loader.server.ts'
import { paths } from '#app/web/paths.ts'

export const loader = pageLoader(['catalogue', 'compare', 'listings', 'media'], async (ctx, { params, request }) => {
	const asked = new URL(request.url).searchParams
	const typed = Number(asked.get('quantity'))
	const quantity = Number.isInteger(typed) && typed >= 1 && typed <= 9999 ? typed : 1
	const listing = await getListing(ctx, params.number!)
	const divisions = await listDivisions(ctx)
	const districts = divisions.filter((division) => division.level === 'district')
	const isEnterprise = ctx.actor.type === 'member' && ctx.actor.organisationKind === 'enterprise'
	const division = districts.find(({ code }) => code === (asked.get('division') ?? listing.divisionCode))?.code ?? null
	const enterpriseId = isEnterprise && ctx.actor.type === 'member' ? ctx.actor.organisationId : null
	const sold = await soldTo(ctx, listing, { enterpriseId, quantity })
	const [box, categories, counts, prices, similar] = await Promise.all([
		priceBox(ctx, { listing: sold, quantity, enterpriseId, ...(division ? { division } : {}) }),
		allCategories(ctx),
		countOffers(ctx, listing.provider.id),
		listing.versionNo > 1 ? priceHistory(ctx, listing) : [],
		similarListings(ctx, listing),
	])
	return {
		listing,
		sold,
		prices,
		box,
		similar,
		buyer: {
			quantity,
			division,
			districts: isEnterprise ? [] : districts.map(({ code, name, nameEn }) => ({ code, name, nameEn })),
		},
		path: categoryPath(categories, listing.categoryId),
		place: divisions.find(({ code }) => code === listing.divisionCode) ?? null,
		offers: Object.values(counts).reduce((sum, n) => sum + n, 0),
	}
})

export const meta: MetaFunction<typeof loader> = (args) => {
	if (!args.data) return pageMeta(args, 'catalogue.title')
	const { listing, path } = args.data
	return pageMeta(args, listing.name, undefined, {
		path: paths.service(listing.number),
		about: listing.description,
		...(listing.photos[0] ? { image: paths.listingFile(listing.photos[0].file) } : {}),
		data: listingData(listing, path),
	})
}

export default function Service() {
	const { listing, sold, prices, box, buyer, path, place, offers, similar } = useLoaderData<typeof loader>()
	const { t, locale, nameOf, providerKindOf } = useCatalogueWords()
	const { provider } = listing
	const best = bestOffer(box.offers)
	return (
		<Page>
			<Crumb
				steps={[
					{ label: t('catalogue.home'), to: paths.services },
					...path.map((category) => ({ label: nameOf(category), to: `${paths.services}?category=${category.id}` })),
				]}
			/>
			<div className="grid cols-main around">
				<div className="a">
					<PageHead
						title={nameOf(listing)}
						facts={
							<>
								<Link to={paths.provider(provider.number)}>
									<OrganisationName name={provider.name} nameEn={provider.nameEn} isDemo={provider.isDemo} />
								</Link>
								<Tag>{t(`catalogue.kind_${listing.kind}`)}</Tag>
								<span className="faint">
									{t('catalogue.updated', { day: formatDay(shanghaiDay(listing.updatedAt), locale) })}
								</span>
							</>
						}
					/>
					{listing.photos.length > 0 ? (
						<div className="lead-grid">
							<Cover listing={listing} />
							<ListingFacts />
						</div>
					) : (
						<ListingFacts />
					)}
					<Photos listing={listing} from={1} />
				</div>
				<div className="b">
					<PriceTiers listing={listing} />
					<Specification listing={listing} />
					<DocumentSection documents={listing.documents} />
					<Section title={t('catalogue.qualification')} note={t('catalogue.qualification_note')}>
						{listing.marks.length > 0 ? (
							<Marks marks={listing.marks} />
						) : (
							<p className="dim">{t('catalogue.qualification_none')}</p>
						)}
					</Section>
					<PriceHistory prices={prices} />
					<Section title={t('catalogue.provider')}>
						<div className="panel panel-pad row">
							<Icon name="building" size={32} />
							<div className="beside">
								<h3>
									<OrganisationName name={provider.name} nameEn={provider.nameEn} isDemo={provider.isDemo} />
								</h3>
								<p className="small dim">
									{[
										providerKindOf(provider.kind),
										place ? nameOf(place) : '',
										t('catalogue.provider_offers', { n: offers }),
									]
										.filter(Boolean)
										.join(' · ')}
								</p>
							</div>
							<span className="push">
								<LinkButton small to={paths.provider(provider.number)}>
									{t('catalogue.provider_all')}
								</LinkButton>
							</span>
						</div>
					</Section>
					<Similar number={listing.number} listings={similar} />
				</div>
				<div className="m">
					<PricePanel listing={sold} box={box} buyer={buyer} />
				</div>
			</div>
			<div className="bar-bottom">
				{box.priceFen === null ? null : (
					<div>
						<div className="tiny faint">{t(best ? payKey(best) : 'catalogue.i_pay')}</div>
						<span className="strong">
							<Amount fen={best?.payNowFen ?? box.priceFen} />
						</span>
					</div>
				)}
				<Order listing={sold} box={box} best={best} buyer={buyer} />
			</div>
		</Page>
	)
}

/** What is asked first: price, time, place. */
function ListingFacts() {
	const { listing, place } = useLoaderData<typeof loader>()
	const { t, nameOf, daysOf, unitOf } = useCatalogueWords()
	const tax =
		listing.taxRateBp > 0 ? t('catalogue.price_one_tax', { rate: listing.taxRateBp / 100 }) : t('catalogue.tax_free')
	return (
		<Facts
			facts={[
				{
					label: t('catalogue.price_one'),
					value:
						listing.priceFen === null ? (
							t('catalogue.on_quote')
						) : (
							<>
								<Amount fen={listing.priceFen} /> {t('catalogue.per', { unit: unitOf(listing.priceUnit) })}{' '}
								<span className="tiny faint">{tax}</span>
							</>
						),
				},
				{ label: t('catalogue.turnaround'), value: daysOf(listing) },
				{
					label: t('catalogue.place'),
					value: listing.provider.address ?? (place ? nameOf(place) : listing.divisionCode),
				},
				listing.instrumentModel
					? { label: t('catalogue.model'), value: listing.instrumentModel }
					: { label: t('catalogue.number'), value: <span className="code">{listing.number}</span> },
			]}
		/>
	)
}
