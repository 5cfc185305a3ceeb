import { record } from '#app/domain/audit/audit.server.ts'
import { type Context, transact } from '#app/domain/context.server.ts'
import { authorize, memberOf } from '#app/domain/identity/policy.ts'
import { DomainError } from '#app/lib/errors.ts'

/** An organisation says that something it declared no longer holds. It stays on record with its end. Throws not_found. */
export async function endAffiliation(ctx: Context, { id }: { id: string }): Promise<void> {
	const { organisationId, accountId } = memberOf(ctx.actor)
	authorize(ctx.actor, 'organisation.edit', { organisationId })
	await transact(ctx, async (tx) => {
		const where = { id: BigInt(id), organisationId, source: 'declared', endedAt: null }
		const { count } = await tx.db.affiliation.updateMany({ where, data: { endedById: accountId, endedAt: tx.now } })
		if (count !== 1) throw new DomainError('not_found')
		const { kind, value } = await tx.db.affiliation.findUniqueOrThrow({ where: { id: BigInt(id) } })
		const own = await tx.db.organisation.findUniqueOrThrow({ where: { id: organisationId }, select: { number: true } })
		await record(tx, 'organisation.affiliation_ended', own.number, { kind, value })
	})
}
