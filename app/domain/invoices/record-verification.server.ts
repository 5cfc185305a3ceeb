import { announce, record } from '#app/domain/audit/audit.server.ts'
import { type Context, transact } from '#app/domain/context.server.ts'
import { authorize, memberOf } from '#app/domain/identity/policy.ts'
import type { Verification } from './invoice.ts'
import { invoicePartOf } from './invoice-part.server.ts'

/**
 * Writes down what the tax bureau's look-up (查验) said of a fapiao of an order or a claim, when, and who looked: the buyer,
 * or a reviewer of the authority whose money is asked for; never the person who handed it in. The last look-up counts.
 */
export async function recordVerification(
	ctx: Context,
	{
		of = 'order',
		number,
		invoice,
		verification,
	}: { of?: 'order' | 'claim'; number: string; invoice: string; verification: Verification },
): Promise<void> {
	const part = await invoicePartOf(ctx, { of, number, invoice })
	const { enterpriseId, authorityId } = part.owners
	authorize(ctx.actor, 'invoice.verify', { enterpriseId, authorityId, doneBy: [part.createdById] })
	const data = { verification, verifiedById: memberOf(ctx.actor).accountId, verifiedAt: ctx.now }
	await transact(ctx, async (tx) => {
		await tx.db.invoice.update({ where: { id: part.invoiceId }, data })
		await record(tx, `${of}.invoice_verified`, number, { invoiceNo: invoice, verification })
		await announce(tx, `${of}.invoice_verified`, { number, invoice, verification })
	})
}
