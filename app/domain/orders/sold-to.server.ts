import type { ListingView } from '#app/domain/catalogue/listings.server.ts'
import { asksWho, type CustomerClass, classesOf, unitPrice } from '#app/domain/catalogue/price.ts'
import type { Context } from '#app/domain/context.server.ts'
import { organisationFacts } from '#app/domain/identity/organisation-facts.server.ts'

/**
 * A listing as one buyer buys it: its unit price is the tier's that applies. `enterpriseId` null: a visitor, priced as an
 * outside enterprise. Throws not_found.
 */
export async function soldTo(
	ctx: Context,
	listing: ListingView,
	{ enterpriseId, quantity }: { enterpriseId: bigint | null; quantity: number },
): Promise<ListingView> {
	const classes = enterpriseId !== null && asksWho(listing) ? await readClasses(ctx, enterpriseId, listing) : []
	return { ...listing, priceFen: unitPrice(listing, classes, quantity) }
}

async function readClasses(ctx: Context, enterpriseId: bigint, listing: ListingView): Promise<CustomerClass[]> {
	const [buyer, provider] = await organisationFacts(ctx, [enterpriseId, listing.provider.id])
	return classesOf(buyer!.facts as object, provider!.facts as object)
}
