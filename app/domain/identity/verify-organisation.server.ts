import { announce, record } from '#app/domain/audit/audit.server.ts'
import { type Context, transact } from '#app/domain/context.server.ts'
import { DomainError } from '#app/lib/errors.ts'
import { step } from '#app/lib/machine.ts'
import { type OrganisationState, organisationMachine } from './organisation.ts'
import { authorize, memberOf } from './policy.ts'

/** The operator has compared name, code and register: the organisation may apply, offer and be paid. Answers its name. */
export const verifyOrganisation = (ctx: Context, number: string) => decide(ctx, number, 'verify', null)

/** The operator could not confirm the organisation; the reason is shown to it, and it may correct and ask again. */
export const refuseOrganisation = (ctx: Context, number: string, reason: string) =>
	decide(ctx, number, 'refuse', reason)

async function decide(
	ctx: Context,
	number: string,
	event: 'verify' | 'refuse',
	reason: string | null,
): Promise<string> {
	const organisation = await ctx.db.organisation.findUnique({ where: { number } })
	if (!organisation) throw new DomainError('not_found')
	authorize(ctx.actor, 'organisation.verify', { organisationId: organisation.id })
	const status = step(organisationMachine, event, organisation.status as OrganisationState)
	await transact(ctx, async (tx) => {
		const { count } = await tx.db.organisation.updateMany({
			where: {
				id: organisation.id,
				status: organisation.status,
				name: organisation.name,
				creditCode: organisation.creditCode,
			},
			data: { status, statusReason: reason, verifiedById: memberOf(tx.actor).accountId, verifiedAt: tx.now },
		})
		if (count === 0) throw new DomainError('state.changed_meanwhile')
		await record(tx, `organisation.${status}`, number, { reason })
		await announce(tx, `organisation.${status}`, { organisationId: organisation.id })
	})
	return organisation.name
}
