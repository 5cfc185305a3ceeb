import type { z } from 'zod'
import { type IntakeAnswer, judgeAnswers } from '#app/domain/catalogue/intake.ts'
import { intakeMark } from '#app/domain/catalogue/intake-mark.server.ts'
import type { ListingView } from '#app/domain/catalogue/listings.server.ts'
import type { Context } from '#app/domain/context.server.ts'
import { authorize, memberOf } from '#app/domain/identity/policy.ts'
import { amountJson } from '#app/lib/amount-json.ts'
import { DomainError } from '#app/lib/errors.ts'
import { formatYuan, zero } from '#app/lib/money.ts'
import { shanghaiDay } from '#app/lib/time.ts'
import { pricedListing, replyDue } from './checkout.server.ts'
import type { ListingSnapshot } from './listing-snapshot.ts'
import type { placeOrderForm } from './order-forms.ts'
import { requestOrder } from './order-queue.server.ts'
import { evaluateOrder, orderSides, orderVouchers, type VoucherAnswer } from './order-rules.server.ts'

export type PlacedOrder = { number: string; voucherFen: bigint; replyDueAt: Date }
type Form = z.output<typeof placeOrderForm>
type Input = { listing: string } & Omit<Form, 'agree' | 'answers' | 'seenIntake'> &
	Partial<Pick<Form, 'answers' | 'seenIntake'>>

/**
 * The enterprise orders a listing as it stands now, with one of its vouchers or without. The order and its hold are one
 * call of the books: a refusal leaves nothing behind. Refused when price or voucher share are not what the buyer saw
 * (order.price_changed, order.voucher_amount_changed), when the rules do not allow the voucher here
 * (order.voucher_not_usable), when the provider's questions are not answered or have changed (order.intake_incomplete with
 * its fields, order.intake_changed), and whatever the books refuse. The same key and input answer with the first order.
 */
export async function placeOrder(ctx: Context, input: Input): Promise<PlacedOrder> {
	const member = memberOf(ctx.actor)
	authorize(ctx.actor, 'order.place', { enterpriseId: member.organisationId })
	if (!member.isVerified) throw new DomainError('identity.not_verified')
	try {
		return await placeNew(ctx, member.organisationId, input)
	} catch (error) {
		// the same form sent again: what it holds itself, or a price changed since, must not speak against it
		const earlier = error instanceof DomainError && (await placedBefore(ctx, input))
		if (earlier) return earlier
		throw error
	}
}

/** Whose each listing is: that never changes, so what is known of the seller is read beside the listing and not after it. */
const sellers = new Map<string, bigint>()
const mostSellers = 20_000

async function placeNew(ctx: Context, enterpriseId: bigint, input: Input): Promise<PlacedOrder> {
	const providerId = input.voucher ? sellers.get(input.listing) : undefined
	const [{ listing, priceFen, unitPriceFen }, vouchers, sides] = await Promise.all([
		pricedListing(ctx, { number: input.listing, quantity: input.quantity, enterpriseId }),
		input.voucher ? orderVouchers(ctx, { enterpriseId, number: input.voucher }) : [],
		providerId === undefined ? undefined : orderSides(ctx, enterpriseId, providerId),
	])
	if (sellers.size >= mostSellers) sellers.clear()
	sellers.set(listing.number, listing.provider.id)
	if (priceFen !== input.seenPrice) throw new DomainError('order.price_changed', { now: formatYuan(priceFen) })
	const answers = answersTo(listing, input)
	const question = {
		enterpriseId,
		providerId: listing.provider.id,
		listing,
		quantity: input.quantity,
		priceFen,
		at: shanghaiDay(ctx.now),
		...(sides ? { sides } : {}),
	}
	const answer = input.voucher ? usable(input.voucher, await evaluateOrder(ctx, vouchers, question)) : null
	const share = answer?.evaluation.amountFen ?? zero
	if (share !== input.seenShare) throw new DomainError('order.voucher_amount_changed', { now: formatYuan(share) })
	const order = {
		listingId: listing.id,
		enterpriseId,
		providerId: listing.provider.id,
		quantity: input.quantity,
		unitPriceFen,
		priceFen,
		note: input.note,
		...(answer ? voucherColumns(answer) : {}),
	}
	const placed = (await requestOrder(ctx, {
		order,
		papers: {
			listingSnapshot: JSON.stringify({ ...snapshotOf(listing), answers }),
			evaluation: amountJson(answer?.evaluation ?? null),
		},
		amountFen: share,
		draws: answer?.evaluation.draws ?? [],
		replyDueAt: await replyDue(ctx),
		inputs: {
			listing: input.listing,
			quantity: input.quantity,
			voucher: input.voucher,
			note: input.note,
			...(answers.length > 0 ? { answers: JSON.stringify(answers) } : {}),
		},
	})) as { number: string; heldFen: string; replyDueAt: string }
	return { number: placed.number, voucherFen: BigInt(placed.heldFen), replyDueAt: new Date(placed.replyDueAt) }
}

/** The answers to what the provider asks, as the order keeps them. */
function answersTo({ intake }: ListingView, { answers: given = {}, seenIntake = '' }: Input): IntakeAnswer[] {
	if (intakeMark(intake) !== seenIntake) throw new DomainError('order.intake_changed')
	const { answers, faults } = judgeAnswers(intake, given)
	if (Object.keys(faults).length > 0) throw new DomainError('order.intake_incomplete', { faults })
	return answers
}

/** What the rules say of the voucher chosen. Throws order.voucher_not_usable. */
function usable(number: string, [answer]: readonly VoucherAnswer[]): VoucherAnswer {
	if (answer?.evaluation.decision === 'eligible' && answer.evaluation.amountFen > 0n) return answer
	const reason = answer?.evaluation.reasons.find((one) => one.verdict === 'no' || one.verdict === 'needs')
	throw new DomainError('order.voucher_not_usable', { number, reason: reason?.code ?? '' })
}

const voucherColumns = ({ voucher, document }: VoucherAnswer) => ({
	voucherId: voucher.id,
	programmeId: voucher.programmeId,
	versionId: voucher.versionId,
	mode: document.process.paymentMode.mode,
})

function snapshotOf(listing: ListingView): Omit<ListingSnapshot, 'answers'> {
	return {
		number: listing.number,
		name: listing.name,
		nameEn: listing.nameEn,
		kind: listing.kind,
		categoryId: listing.categoryId,
		priceUnit: listing.priceUnit,
		taxRateBp: listing.taxRateBp,
		turnaroundDaysMin: listing.turnaroundDaysMin,
		turnaroundDaysMax: listing.turnaroundDaysMax,
		sampleRequirement: listing.sampleRequirement,
		deliverable: listing.deliverable,
		standards: listing.standards,
		marks: listing.marks.map(({ kind, number, scope, expiresOn }) => ({ kind, number, scope, expiresOn })),
		photos: listing.photos,
		documents: listing.documents,
		versionNo: listing.versionNo,
		providerName: listing.provider.name,
		providerNameEn: listing.provider.nameEn,
		providerNumber: listing.provider.number,
	}
}

/** The order this key has placed already. Throws command.key_reused when it was for something else. */
async function placedBefore(ctx: Context, input: Input): Promise<PlacedOrder | null> {
	if (!ctx.key) return null
	const scopeOrgId = memberOf(ctx.actor).organisationId
	const earlier = await ctx.db.command.findUnique({
		where: { scopeOrgId_key: { scopeOrgId, key: ctx.key } },
		select: { subject: true },
	})
	if (!earlier) return null
	const order = await ctx.db.order.findUnique({ where: { number: earlier.subject } })
	const listing =
		order && (await ctx.db.listing.findUnique({ where: { id: order.listingId }, select: { number: true } }))
	const voucher = order?.voucherId
		? await ctx.db.voucher.findUnique({ where: { id: order.voucherId }, select: { number: true } })
		: null
	const isSame =
		listing?.number === input.listing && order?.quantity === input.quantity && (voucher?.number ?? '') === input.voucher
	if (!order || !isSame) throw new DomainError('command.key_reused')
	return { number: order.number, voucherFen: order.voucherFen, replyDueAt: order.replyDueAt ?? ctx.now }
}
