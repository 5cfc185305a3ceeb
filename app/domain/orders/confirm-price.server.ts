import { type Context, transact } from '#app/domain/context.server.ts'
import { authorize } from '#app/domain/identity/policy.ts'
import { type BooksArgs, callBooks, plainJson } from '#app/domain/ledger/call-books.server.ts'
import { isRepeat } from '#app/domain/ledger/repeat.server.ts'
import type { Evaluation, Reason } from '#app/domain/programmes/evaluation.ts'
import { DomainError } from '#app/lib/errors.ts'
import { step } from '#app/lib/machine.ts'
import { add, fen, formatYuan, type Money, zero } from '#app/lib/money.ts'
import { type LocalDate, shanghaiDay } from '#app/lib/time.ts'
import { readSnapshot } from './listing-snapshot.ts'
import { orderMachine } from './order.ts'
import { findOrder, type OrderRow } from './order-row.server.ts'
import { evaluateOrder, orderVouchers } from './order-rules.server.ts'

export type FinalShare = { shareFen: Money; reasons: Reason[] }

/** What the voucher pays of the proposed price, by the rules and on the day the order was placed under. */
export async function priceOffer(ctx: Context, number: string): Promise<FinalShare> {
	const order = await findOrder(ctx, number)
	authorize(ctx.actor, 'order.confirm_price', order)
	return finalShare(ctx, order)
}

/** The same for an order in hand. Authorise first. */
export async function finalShare(ctx: Context, order: OrderRow): Promise<FinalShare> {
	const { evaluation } = await reckon(ctx, order)
	return { shareFen: evaluation?.amountFen ?? zero, reasons: evaluation?.reasons ?? [] }
}

/**
 * The enterprise agrees to the final price: price_proposed → in_service. The voucher share is reckoned again; more than is
 * held opens a further hold, less is released at acceptance. Refused when price or share are not what the enterprise saw.
 */
export async function confirmPrice(
	ctx: Context,
	{ number, seenPrice, seenShare }: { number: string; seenPrice: Money; seenShare: Money },
): Promise<void> {
	const order = await findOrder(ctx, number)
	authorize(ctx.actor, 'order.confirm_price', order)
	if (await isRepeat(ctx, number)) return
	step(orderMachine, 'confirm_price', order.state)
	if (order.finalPriceFen !== seenPrice)
		throw new DomainError('order.price_changed', { now: formatYuan(order.finalPriceFen ?? order.priceFen) })
	const { evaluation, ownDraws } = await reckon(ctx, order)
	const share = evaluation?.amountFen ?? zero
	if (share !== seenShare) throw new DomainError('order.voucher_amount_changed', { now: formatYuan(share) })
	const further = (evaluation?.draws ?? []).map((draw) => ({
		...draw,
		amountFen: draw.amountFen - (ownDraws[draw.capKey] ?? 0n),
	}))
	await transact(ctx, async (tx) => {
		if (evaluation) {
			const data = { evaluation: plainJson(evaluation as unknown as BooksArgs) }
			await tx.db.order.updateMany({ where: { id: order.id, state: order.state }, data })
		}
		await callBooks(tx, 'confirm_price', {
			orderId: order.id,
			finalPriceFen: seenPrice,
			voucherFen: share,
			draws: further.filter((draw) => draw.amountFen > 0n),
		})
	})
}

async function reckon(
	ctx: Context,
	order: OrderRow,
): Promise<{ evaluation: Evaluation | null; ownDraws: Readonly<Record<string, bigint>> }> {
	if (order.voucherId === null || order.finalPriceFen === null) return { evaluation: null, ownDraws: {} }
	const vouchers = await orderVouchers(ctx, {
		enterpriseId: order.enterpriseId,
		voucherId: order.voucherId,
		orderId: order.id,
	})
	const ownDraws = vouchers[0]?.ownDraws ?? {}
	const listing = readSnapshot(order.listingSnapshot)
	const today = shanghaiDay(ctx.now)
	const within = vouchers.map((voucher) => {
		const isOver = !voucher.isActive || (voucher.useBy !== null && voucher.useBy < today)
		// what is held stays usable after the voucher has ended; more of it is not
		return { ...voucher, freeFen: isOver ? voucher.heldFen : add(voucher.freeFen, voucher.heldFen) }
	})
	const [answer] = await evaluateOrder(ctx, within, {
		enterpriseId: order.enterpriseId,
		providerId: order.providerId,
		listing: { ...listing, marks: listing.marks.map((mark) => ({ ...mark, expiresOn: mark.expiresOn as LocalDate })) },
		quantity: order.quantity,
		priceFen: fen(order.finalPriceFen),
		at: shanghaiDay(order.placedAt ?? ctx.now),
		ownDraws,
	})
	return { evaluation: answer?.evaluation ?? null, ownDraws }
}
