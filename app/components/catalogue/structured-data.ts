import type { ListingView } from '#app/domain/catalogue/listings.server.ts'
import { plainYuan } from '#app/lib/money.ts'
import { paths } from '#app/web/paths.ts'

type Named = { id: string; name: string }
type Offered = Pick<
	ListingView,
	| 'number'
	| 'kind'
	| 'name'
	| 'nameEn'
	| 'description'
	| 'priceFen'
	| 'instrumentModel'
	| 'standards'
	| 'provider'
	| 'aliases'
	| 'photos'
	| 'instrumentClass'
>

/** A listing in the words of schema.org: an instrument as a product, everything else as a service, with price and provider. */
export const listingData = (listing: Offered, path: readonly Named[]) => (origin: string) => ({
	'@type': listing.kind === 'instrument' ? 'Product' : 'Service',
	'@id': origin + paths.service(listing.number),
	url: origin + paths.service(listing.number),
	identifier: listing.number,
	name: listing.name,
	alternateName: [listing.nameEn, ...listing.aliases].filter(Boolean),
	description: listing.description,
	...(listing.photos.length > 0
		? { image: listing.photos.map((photo) => origin + paths.listingFile(photo.file)) }
		: {}),
	category: path.map((category) => category.name).join(' > '),
	...(listing.kind === 'instrument'
		? { ...(listing.instrumentModel ? { model: listing.instrumentModel } : {}), offers: offer(listing, origin) }
		: { provider: organisation(listing.provider, origin), offers: offer(listing, origin) }),
	...(listing.standards.length > 0 || listing.instrumentClass
		? {
				additionalProperty: [
					...listing.standards.map((standard) => property('standard', standard.code)),
					...(listing.instrumentClass ? [property('instrumentClass', listing.instrumentClass.code)] : []),
				],
			}
		: {}),
})

const property = (name: string, value: string) => ({ '@type': 'PropertyValue', name, value })

const offer = ({ priceFen, provider, number }: Offered, origin: string) => ({
	'@type': 'Offer',
	url: origin + paths.service(number),
	seller: organisation(provider, origin),
	...(priceFen === null ? {} : { price: plainYuan(priceFen), priceCurrency: 'CNY' }),
})

type Organisation = { number: string; name: string; nameEn: string | null; address: string | null }

function organisation({ number, name, nameEn, address }: Organisation, origin: string) {
	return {
		'@type': 'Organization',
		'@id': origin + paths.provider(number),
		url: origin + paths.provider(number),
		name,
		...(nameEn ? { alternateName: nameEn } : {}),
		...(address ? { address } : {}),
	}
}

/** A provider in the words of schema.org. */
export const providerData = (provider: Organisation) => (origin: string) => organisation(provider, origin)

/** The site itself, with its search. */
export const siteData = (origin: string) => ({
	'@type': 'WebSite',
	url: `${origin}/`,
	potentialAction: {
		'@type': 'SearchAction',
		target: `${origin}${paths.services}?q={search_term_string}`,
		'query-input': 'required name=search_term_string',
	},
})
