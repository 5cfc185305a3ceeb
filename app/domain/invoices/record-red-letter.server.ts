import type { z } from 'zod'
import { announce, record } from '#app/domain/audit/audit.server.ts'
import { type Context, transact } from '#app/domain/context.server.ts'
import { storeFile } from '#app/domain/files/store-file.server.ts'
import { authorize, memberOf } from '#app/domain/identity/policy.ts'
import { orRefusal } from '#app/domain/ledger/database-refusals.server.ts'
import { DomainError } from '#app/lib/errors.ts'
import { dateOf, shanghaiDay } from '#app/lib/time.ts'
import type { redLetterForm } from './invoice-forms.ts'
import { invoicePartOf } from './invoice-part.server.ts'
import { redLetterParts } from './red-letter-parts.ts'

type Input = z.output<typeof redLetterForm> & { number: string; of: 'order' | 'claim' }

/**
 * A red-letter fapiao to an invoice of an order or claim: handed in by the provider, the claimant, or a reviewer who learnt
 * of it. It takes its amount from the part it is handed in for, then from the invoice's other parts; every claim on it is
 * checked anew, and what was reviewed before is reviewed again before it is approved. Throws not_found,
 * invoice.red_letter_too_large, invoice.red_letter_early, invoice.taken.
 */
export async function recordRedLetter(ctx: Context, input: Input): Promise<void> {
	const part = await invoicePartOf(ctx, input)
	authorize(ctx.actor, 'invoice.red_letter', part.owners)
	if (input.redOn > shanghaiDay(ctx.now)) throw new DomainError('order.date_in_future', { field: 'redOn' })
	if (input.redTax >= input.redAmount) throw new DomainError('input.invalid', { field: 'redTax' })
	const { accountId, organisationId } = memberOf(ctx.actor)
	const write = transact(ctx, async (tx) => {
		await tx.db.$queryRaw`SELECT id FROM invoice WHERE id = ${part.invoiceId} FOR NO KEY UPDATE` // red-letter fapiao of one invoice are taken one by one
		const owner = {
			purpose: 'fapiao' as const,
			organisationId,
			orderId: part.orderId ?? undefined,
			claimId: part.claimId ?? undefined,
		}
		const file = input.redFile ? await storeFile(tx, input.redFile, owner) : null
		const red = await tx.db.redLetter.create({
			data: {
				invoiceId: part.invoiceId,
				sellerCode: part.sellerCode,
				number: input.redNo,
				code: input.redCode,
				issuedOn: dateOf(input.redOn),
				amountFen: input.redAmount,
				taxFen: input.redTax,
				reason: input.redReason,
				fileId: file?.id ?? null,
				recordedById: accountId,
				recordedAt: tx.now,
			},
		})
		const parts = await tx.db.$queryRaw<{ id: bigint; leftFen: bigint }[]>`
			SELECT id, invoice_part_net(id) AS "leftFen" FROM invoice_part WHERE invoice_id = ${part.invoiceId} ORDER BY id`
		const taken = redLetterParts(input.redAmount, parts, part.id)
		await tx.db.redLetterPart.createMany({ data: taken.map((each) => ({ ...each, redLetterId: red.id })) })
		const details = {
			invoiceNo: input.invoice,
			redNo: input.redNo,
			amountFen: input.redAmount,
			reason: input.redReason,
		}
		await record(tx, `${input.of}.red_letter`, input.number, details)
		await announce(tx, 'invoice.red_letter', { invoice: input.invoice, number: input.number, redLetter: input.redNo })
	})
	await orRefusal(write, { seller_code: ['invoice.taken', 'redNo'] })
}
