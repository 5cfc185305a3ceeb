import { intakeMark } from '#app/domain/catalogue/intake-mark.server.ts'
import { getListing, type ListingView } from '#app/domain/catalogue/listings.server.ts'
import type { Context } from '#app/domain/context.server.ts'
import { addWorkingDays } from '#app/domain/divisions/working-days.server.ts'
import { memberOf } from '#app/domain/identity/policy.ts'
import type { Words } from '#app/domain/programmes/document-parts.ts'
import type { Reason } from '#app/domain/programmes/evaluation.ts'
import { type ShownRelation, shownRelation } from '#app/domain/relations/relation.ts'
import { DomainError } from '#app/lib/errors.ts'
import { fen, type Money } from '#app/lib/money.ts'
import { addDays, type LocalDate, shanghaiDay } from '#app/lib/time.ts'
import { evaluateOrder, orderVouchers, type VoucherAnswer } from './order-rules.server.ts'
import { soldTo } from './sold-to.server.ts'

/** One way to pay for an order: a voucher, with what it pays and why. */
export type CheckoutOption = {
	number: string
	programmeName: string
	programmeNameEn: string | null
	mode: 'deduct' | 'reimburse'
	freeFen: Money
	usable: boolean
	shareFen: Money
	sources: { code: string; name: Words; amountFen: Money }[]
	reasons: Reason[]
	useBy: LocalDate | null
	useByEvent: 'order' | 'contract' | 'acceptance' | 'invoice' | null
	payoutWorkingDays: number | null
	/** what the buyer declares with the order under these rules */
	declares: Words[]
	/** what ties the two sides, where the rules ask for it and nobody has judged it away; people and numbers masked */
	relations: ShownRelation[]
}
export type Checkout = {
	listing: ListingView
	quantity: number
	priceFen: Money
	options: CheckoutOption[]
	chosen: CheckoutOption | null
	replyDueAt: Date
	/** which questions of the provider are shown */
	seenIntake: string
}

/**
 * What an order of `quantity` would cost: each voucher of the enterprise with its share and reasons. `voucher` is the
 * number chosen, '' for none; without a choice the one that pays most. Throws order.listing_unavailable, order.price_missing.
 */
export async function getCheckout(
	ctx: Context,
	{ listing: number, quantity, voucher }: { listing: string; quantity: number; voucher: string | null },
): Promise<Checkout> {
	const enterpriseId = memberOf(ctx.actor).organisationId
	const { listing, priceFen } = await pricedListing(ctx, { number, quantity, enterpriseId })
	const vouchers = await orderVouchers(ctx, { enterpriseId })
	const at = shanghaiDay(ctx.now)
	const answers = await evaluateOrder(ctx, vouchers, {
		enterpriseId,
		providerId: listing.provider.id,
		listing,
		quantity,
		priceFen,
		at,
	})
	const options = answers.map(optionOf)
	const best = options
		.filter((option) => option.usable)
		.sort((a, b) => (a.shareFen > b.shareFen ? -1 : a.shareFen < b.shareFen ? 1 : 0))[0]
	const chosen = voucher === null ? best : options.find((option) => option.number === voucher)
	return {
		listing,
		quantity,
		priceFen,
		options,
		chosen: chosen ?? null,
		replyDueAt: await replyDue(ctx),
		seenIntake: intakeMark(listing.intake),
	}
}

type Purchase = { number: string; quantity: number; enterpriseId: bigint }

/** A published listing and its price for this buyer and quantity. Throws order.listing_unavailable, order.price_missing. */
export async function pricedListing(ctx: Context, { number, quantity, enterpriseId }: Purchase) {
	const listing = await soldTo(ctx, await getListing(ctx, number), { enterpriseId, quantity })
	if (listing.state !== 'published') throw new DomainError('order.listing_unavailable', { number })
	if (listing.priceFen === null) throw new DomainError('order.price_missing', { number })
	return { listing, unitPriceFen: listing.priceFen, priceFen: fen(listing.priceFen * BigInt(quantity)) }
}

/** The calendar changes once a year: the term of a day is reckoned once a minute. */
let kept: { today: LocalDate; at: number; due: Date } | undefined
const keptForMs = 60_000

/**
 * When a provider has to have answered: 17:30 of the next working day. Where the holidays of the year are not announced
 * yet, three days on: the term is the platform's own, so nobody's right hangs on it.
 */
export async function replyDue(ctx: Context): Promise<Date> {
	const today = shanghaiDay(ctx.now)
	if (kept?.today === today && Date.now() - kept.at < keptForMs) return kept.due
	const day = await addWorkingDays(ctx, today, 1).catch((error: unknown) => {
		if (error instanceof DomainError && error.code === 'calendar.year_unknown') return addDays(today, 3)
		throw error
	})
	kept = { today, at: Date.now(), due: new Date(`${day}T17:30:00+08:00`) }
	return kept.due
}

function optionOf({ voucher, document, evaluation, related }: VoucherAnswer): CheckoutOption {
	const { scope, process, grant } = document
	const flagged = scope.exclusions.flatMap((exclusion) => (exclusion.kind === 'flag' ? [exclusion.name] : []))
	return {
		number: voucher.number,
		programmeName: voucher.programmeName,
		programmeNameEn: voucher.programmeNameEn,
		mode: process.paymentMode.mode,
		freeFen: voucher.freeFen,
		usable: evaluation.decision === 'eligible' && evaluation.amountFen > 0n,
		shareFen: evaluation.amountFen,
		sources: evaluation.split.map(({ source, amountFen }) => ({
			code: source,
			name: document.payers.find((payer) => payer.code === source)!.name,
			amountFen,
		})),
		reasons: evaluation.reasons,
		useBy: voucher.useBy,
		useByEvent: grant.useBy?.event ?? null,
		payoutWorkingDays: process.payoutDays?.workingDays ?? null,
		declares: [
			...flagged.map((name) => ({ zh: `不属于${name.zh}`, en: `not ${name.en}` })),
			...scope.required.map(({ name }) => name),
			...(scope.relation ? [{ zh: '与服务机构没有关联关系', en: 'not related to the provider' }] : []),
		],
		relations:
			scope.relation && related.standing !== 'not_related'
				? related.relations.map((relation) => shownRelation(relation, false))
				: [],
	}
}
