import { record } from '#app/domain/audit/audit.server.ts'
import { type Context, transact } from '#app/domain/context.server.ts'
import { authorize, memberOf } from '#app/domain/identity/policy.ts'
import { orRefusal } from '#app/domain/ledger/database-refusals.server.ts'
import type { RecordAffiliationInput } from '#app/domain/relations/affiliation.ts'
import { DomainError } from '#app/lib/errors.ts'
import { findClaim, ownersOf } from './claim-row.server.ts'

/**
 * A bureau records what it knows of the enterprise or a provider of a claim, with where it knows it from. It counts in
 * this bureau's programmes only. Throws not_found for who is no party of the claim or not on the platform, relation.recorded.
 */
export async function recordAffiliation(
	ctx: Context,
	{ number, ...input }: RecordAffiliationInput & { number: string },
): Promise<void> {
	const claim = await findClaim(ctx, number)
	authorize(ctx.actor, 'relation.judge', ownersOf(claim))
	const [party] = await ctx.db.$queryRaw<{ id: bigint; number: string }[]>`
		SELECT g.id, g.number FROM organisation g WHERE g.credit_code = ${input.party} AND (g.id = ${claim.enterpriseId}
			OR EXISTS (SELECT FROM claim_line l LEFT JOIN "order" o ON o.id = l.order_id
				WHERE l.claim_id = ${claim.id} AND (o.provider_id = g.id OR l.provider_code = g.credit_code)))`
	if (!party) throw new DomainError('not_found', { party: input.party })
	const { kind, value, code, basis } = input
	const shareBp = kind === 'shareholder' ? input.share : null
	const write = transact(ctx, async (tx) => {
		await tx.db.affiliation.create({
			data: {
				organisationId: party.id,
				kind,
				value,
				code: code || null,
				shareBp,
				basis,
				source: 'bureau',
				authorityId: claim.authorityId,
				recordedById: memberOf(ctx.actor).accountId,
				recordedAt: tx.now,
			},
		})
		await record(tx, 'claim.affiliation_recorded', number, { party: party.number, kind, value, code, shareBp, basis })
	})
	await orRefusal(write, {
		affiliation_once: ['relation.recorded', 'value'],
		organisation_id: ['relation.recorded', 'value'],
	})
}
