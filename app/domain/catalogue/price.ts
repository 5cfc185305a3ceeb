import { z } from 'zod'
import { fen, type Money } from '#app/lib/money.ts'

/** Whom a price tier is for: small and medium enterprises, public institutions (universities, institutes), and those under the provider's own controller. */
export const customerClasses = ['sme', 'public_institution', 'group_member'] as const
export type CustomerClass = (typeof customerClasses)[number]

/** A lower unit price: for one class of customers (null: anybody) and from a quantity on. Fen, tax-inclusive. */
export type PriceTier = { customerClass: CustomerClass | null; fromQuantity: number; priceFen: Money }

const stored = z.array(
	z.object({
		customerClass: z.enum(customerClasses).nullable(),
		fromQuantity: z.number().int().min(1),
		priceFen: z
			.string()
			.regex(/^\d{1,15}$/)
			.transform((text) => fen(BigInt(text))),
	}),
)

/** Reads a listing's tiers. Throws when the row holds something else. */
export const readTiers = (value: unknown): PriceTier[] => stored.parse(value)
/** Tiers as they are stored: JSON has no number for fen. */
export const storedTiers = (tiers: readonly PriceTier[]) =>
	tiers.map((tier) => ({ ...tier, priceFen: tier.priceFen.toString() }))

type Priced = { priceFen: Money | null; priceTiers: readonly PriceTier[] }

/**
 * The unit price for a buyer: the lowest of the price for anybody and of the tiers that take this buyer and this quantity.
 * It holds for every unit of the order. Null: on quotation. The one rule for listing page, checkout and order.
 */
export function unitPrice(
	{ priceFen, priceTiers }: Priced,
	classes: readonly CustomerClass[],
	quantity: number,
): Money | null {
	if (priceFen === null) return null
	let lowest = priceFen
	for (const tier of priceTiers) {
		const isForBuyer = tier.customerClass === null || classes.includes(tier.customerClass)
		if (isForBuyer && quantity >= tier.fromQuantity && tier.priceFen < lowest) lowest = tier.priceFen
	}
	return lowest
}

/** Whether some price depends on who buys. */
export const asksWho = ({ priceTiers }: Pick<Priced, 'priceTiers'>) =>
	priceTiers.some((tier) => tier.customerClass !== null)

type Known = { size?: unknown; legalForm?: unknown; controller?: unknown }

/** The classes a buyer belongs to, by what is known of it and of the provider. */
export function classesOf(buyer: Known, provider: Pick<Known, 'controller'>): CustomerClass[] {
	const classes: CustomerClass[] = []
	if (typeof buyer.size === 'string' && ['micro', 'small', 'medium'].includes(buyer.size)) classes.push('sme')
	if (buyer.legalForm === 'public_institution') classes.push('public_institution')
	const controller = typeof buyer.controller === 'string' ? buyer.controller.trim() : ''
	if (controller !== '' && controller === provider.controller) classes.push('group_member')
	return classes
}
