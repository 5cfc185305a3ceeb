import type { z } from 'zod'
import { announce, record } from '#app/domain/audit/audit.server.ts'
import { type Context, transact } from '#app/domain/context.server.ts'
import { storeFile } from '#app/domain/files/store-file.server.ts'
import { authorize, memberOf } from '#app/domain/identity/policy.ts'
import { orRefusal } from '#app/domain/ledger/database-refusals.server.ts'
import { isPriced } from '#app/domain/orders/order.ts'
import { standingPrice } from '#app/domain/orders/order-money.ts'
import { findOrder } from '#app/domain/orders/order-row.server.ts'
import { DomainError } from '#app/lib/errors.ts'
import { formatYuan } from '#app/lib/money.ts'
import { shanghaiDay } from '#app/lib/time.ts'
import { compareWithFile, fapiaoFile } from './fapiao-file.server.ts'
import type { fapiaoForm } from './invoice-forms.ts'
import { writeInvoice } from './write-invoice.server.ts'

/** A file of one's own: given now, or given before to be read (`keptFile`). */
type Fapiao = Omit<z.output<typeof fapiaoForm>, 'keptFile' | 'agree'> &
	Partial<Pick<z.output<typeof fapiaoForm>, 'keptFile' | 'agree'>>

/**
 * The provider hands in a fapiao for an order, or a further part of one it handed in before (the same figures, another
 * order). Refuses a fapiao between other parties (invoice.party_mismatch), one whose number is taken with other figures
 * (invoice.taken), parts above the fapiao (invoice.too_small) and parts above the order's price (invoice.above_price). The
 * file is read: where it says otherwise than was typed, the sender corrects it or says that the form is right
 * (invoice.file_differs, at each field); a red-letter one is none (invoice.is_red_letter).
 */
export async function uploadFapiao(ctx: Context, input: { number: string } & Fapiao): Promise<void> {
	const order = await findOrder(ctx, input.number)
	authorize(ctx.actor, 'order.upload_fapiao', order)
	if (!isPriced(order.state)) throw new DomainError('state.not_allowed', { state: order.state })
	if (input.issuedOn > shanghaiDay(ctx.now)) throw new DomainError('order.date_in_future', { field: 'issuedOn' })
	await partiesAgree(ctx, order, input)
	const member = memberOf(ctx.actor)
	const given = await fapiaoFile(ctx, input.file, input.keptFile)
	if (!given) throw new DomainError('file.empty', { field: 'file' })
	const typed = {
		number: input.invoiceNo,
		code: input.invoiceCode,
		issuedOn: input.issuedOn,
		sellerCode: input.sellerCode,
		buyerCode: input.buyerCode,
		amountFen: input.amount,
		taxFen: input.tax,
	}
	compareWithFile(given.reading, typed, input.agree === true, fields)
	const write = transact(ctx, async (tx) => {
		await tx.db.$queryRaw`SELECT id FROM "order" WHERE id = ${order.id} FOR NO KEY UPDATE` // parts of one order are added one by one
		const earlier = await tx.db.invoicePart.findMany({
			where: { orderId: order.id },
			include: { invoice: true, redLetters: true },
		})
		const counted = earlier.filter(({ invoice }) => invoice.verification === null || invoice.verification === 'genuine')
		const left = standingPrice(order) - counted.reduce((sum, part) => sum + netOf(part), 0n)
		if (input.part > left)
			throw new DomainError('invoice.above_price', { field: 'part', left: formatYuan(left < 0n ? 0n : left) })
		const file = await storeFile(tx, given.file, {
			purpose: 'fapiao',
			organisationId: member.organisationId,
			orderId: order.id,
			reading: given.reading,
		})
		const face = { ...typed, fileId: file.id, createdById: member.accountId }
		const invoiceId = await writeInvoice(tx, face, 'invoiceNo')
		await tx.db.invoicePart.create({ data: { invoiceId, orderId: order.id, amountFen: input.part } })
		const details = { invoiceNo: input.invoiceNo, amountFen: input.amount, partFen: input.part, file: file.uuid }
		await record(tx, 'order.invoiced', order.number, details)
		await announce(tx, 'order.invoiced', { orderId: order.id, number: order.number })
	})
	await orRefusal(write)
}

/** Where the form keeps what a file may say otherwise. */
const fields = {
	number: 'invoiceNo',
	code: 'invoiceCode',
	issuedOn: 'issuedOn',
	sellerCode: 'sellerCode',
	buyerCode: 'buyerCode',
	amountFen: 'amount',
	taxFen: 'tax',
} as const

/** A part less what red-letter fapiao took from it. */
const netOf = (part: { amountFen: bigint; redLetters: readonly { amountFen: bigint }[] }) =>
	part.redLetters.reduce((left, red) => left - red.amountFen, part.amountFen)

/** The fapiao is from the order's provider to its enterprise. Throws invoice.party_mismatch at the field that differs. */
async function partiesAgree(ctx: Context, order: { enterpriseId: bigint; providerId: bigint }, input: Fapiao) {
	const [seller, buyer] = await Promise.all([
		ctx.db.organisation.findUniqueOrThrow({ where: { id: order.providerId }, select: { creditCode: true } }),
		ctx.db.organisation.findUniqueOrThrow({ where: { id: order.enterpriseId }, select: { creditCode: true } }),
	])
	if (seller.creditCode !== input.sellerCode) throw new DomainError('invoice.party_mismatch', { field: 'sellerCode' })
	if (buyer.creditCode !== input.buyerCode) throw new DomainError('invoice.party_mismatch', { field: 'buyerCode' })
}
