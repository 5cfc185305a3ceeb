import { record } from '#app/domain/audit/audit.server.ts'
import { type Context, transact } from '#app/domain/context.server.ts'
import { authorize, memberOf } from '#app/domain/identity/policy.ts'
import { orRefusal } from '#app/domain/ledger/database-refusals.server.ts'
import type { DeclareAffiliationInput } from './affiliation.ts'

/**
 * An organisation declares a shareholder, controller, superior body or co-founder. It is compared with the other side of
 * every deal from then on. Throws relation.recorded when it was declared before.
 */
export async function declareAffiliation(ctx: Context, input: DeclareAffiliationInput): Promise<void> {
	const { organisationId, accountId } = memberOf(ctx.actor)
	authorize(ctx.actor, 'organisation.edit', { organisationId })
	const { number } = await ctx.db.organisation.findUniqueOrThrow({
		where: { id: organisationId },
		select: { number: true },
	})
	const { kind, value, code } = input
	const shareBp = kind === 'shareholder' ? input.share : null
	const write = transact(ctx, async (tx) => {
		await tx.db.affiliation.create({
			data: {
				organisationId,
				kind,
				value,
				code: code || null,
				shareBp,
				source: 'declared',
				recordedById: accountId,
				recordedAt: tx.now,
			},
		})
		await record(tx, 'organisation.affiliation_declared', number, { kind, value, code, shareBp })
	})
	await orRefusal(write, {
		affiliation_once: ['relation.recorded', 'value'],
		organisation_id: ['relation.recorded', 'value'],
	})
}
