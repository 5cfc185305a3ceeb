import { announce, record } from '#app/domain/audit/audit.server.ts'
import { type Context, transact } from '#app/domain/context.server.ts'
import { authorize, memberOf } from '#app/domain/identity/policy.ts'
import { DomainError } from '#app/lib/errors.ts'
import type { Verification } from './invoice.ts'

/**
 * Writes down what the tax bureau's look-up (查验) said of an order's fapiao, when, and who looked: the buyer, or a
 * reviewer of the authority whose money is asked for; never the person who uploaded it. The last look-up counts.
 */
export async function recordVerification(
	ctx: Context,
	{ number, invoice, verification }: { number: string; invoice: string; verification: Verification },
): Promise<void> {
	const part = await ctx.db.invoicePart.findFirst({
		where: { order: { number }, invoice: { number: invoice } },
		include: { invoice: true, order: true },
	})
	if (!part?.order) throw new DomainError('not_found', { invoice })
	const programme = part.order.programmeId
		? await ctx.db.programme.findUnique({ where: { id: part.order.programmeId }, select: { authorityId: true } })
		: null
	authorize(ctx.actor, 'invoice.verify', {
		enterpriseId: part.order.enterpriseId,
		authorityId: programme?.authorityId,
		doneBy: [part.invoice.createdById],
	})
	const data = { verification, verifiedById: memberOf(ctx.actor).accountId, verifiedAt: ctx.now }
	await transact(ctx, async (tx) => {
		await tx.db.invoice.update({ where: { id: part.invoiceId }, data })
		await record(tx, 'order.invoice_verified', number, { invoiceNo: invoice, verification })
		await announce(tx, 'order.invoice_verified', { number, invoice, verification })
	})
}
