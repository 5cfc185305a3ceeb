import { announce, record } from '#app/domain/audit/audit.server.ts'
import { type Context, transact } from '#app/domain/context.server.ts'
import { orRefusal } from '#app/domain/ledger/database-refusals.server.ts'
import { DomainError } from '#app/lib/errors.ts'
import { step } from '#app/lib/machine.ts'
import { type OrganisationState, organisationMachine } from './organisation.ts'
import { authorize, memberOf } from './policy.ts'

/** Corrects the name and code of a refused organisation and asks the operator again. */
export async function resubmitOrganisation(ctx: Context, entity: { name: string; creditCode: string }): Promise<void> {
	const { organisationId } = memberOf(ctx.actor)
	const organisation = await ctx.db.organisation.findUniqueOrThrow({ where: { id: organisationId } })
	authorize(ctx.actor, 'organisation.edit', { organisationId })
	const status = step(organisationMachine, 'resubmit', organisation.status as OrganisationState)
	const work = transact(ctx, async (tx) => {
		const { count } = await tx.db.organisation.updateMany({
			where: { id: organisationId, status: organisation.status },
			data: { ...entity, status, statusReason: null },
		})
		if (count === 0) throw new DomainError('state.changed_meanwhile')
		await record(tx, 'organisation.resubmitted', organisation.number, entity)
		await announce(tx, 'organisation.registered', { organisationId })
	})
	await orRefusal(work, { credit_code: ['identity.credit_code_taken', 'creditCode'] })
}
