import { createHash } from 'node:crypto'
import { record } from '#app/domain/audit/audit.server.ts'
import { type Context, transact } from '#app/domain/context.server.ts'
import { authorize } from '#app/domain/identity/policy.ts'
import { writeSheet } from '#app/platform/spreadsheet.server.ts'
import type { PaymentFileKind } from './batch.ts'
import { findBatch } from './find-batch.server.ts'
import { pain001 } from './pain001.ts'
import { paymentOrder, sheetBasis } from './payment-order.server.ts'
import { paymentSheet } from './payment-sheet.ts'

export type PaymentFile = { name: string; mime: string; content: Uint8Array<ArrayBuffer> }

/**
 * The payer's file of a sent batch: what the bank or the finance bureau is given. The pain.001 is the same to the byte
 * however often it is fetched. Who fetched it, and its hash, are recorded.
 */
export async function paymentFile(
	ctx: Context,
	input: { number: string; kind: PaymentFileKind },
): Promise<PaymentFile> {
	const batch = await findBatch(ctx, input.number)
	authorize(ctx.actor, 'batch.download', { authorityId: batch.authorityId })
	const order = await paymentOrder(ctx, batch)
	const file =
		input.kind === 'pain001'
			? { name: `${order.messageId}.xml`, mime: 'application/xml', content: new TextEncoder().encode(pain001(order)) }
			: {
					name: `${order.messageId}.xlsx`,
					mime: 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet',
					content: await writeSheet(paymentSheet(order, await sheetBasis(ctx, batch), batch.payerProfile)),
				}
	const sha256 = createHash('sha256').update(file.content).digest('hex')
	await transact(ctx, (tx) => record(tx, 'payment_file.fetched', batch.number, { kind: input.kind, sha256 }))
	return file
}
