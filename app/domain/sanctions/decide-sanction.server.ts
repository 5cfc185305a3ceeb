import { announce, record } from '#app/domain/audit/audit.server.ts'
import { type Context, transact } from '#app/domain/context.server.ts'
import { authorize, memberOf } from '#app/domain/identity/policy.ts'
import { orRefusal } from '#app/domain/ledger/database-refusals.server.ts'
import { DomainError } from '#app/lib/errors.ts'
import { findSanction } from './find-sanction.server.ts'
import { forgetSanctions } from './sanctions.server.ts'

const noLift = { liftDecisionNo: null, liftReason: null, liftOn: null, liftProposedById: null, liftProposedAt: null }

/** Approves or refuses a proposed sanction, or the lifting of one, by another person than proposed it. Throws state.not_allowed. */
export async function decideSanction(ctx: Context, number: string, isApproved: boolean): Promise<void> {
	const sanction = await findSanction(ctx, number)
	const isLift = sanction.state === 'lift_proposed'
	authorize(ctx.actor, 'sanction.decide', {
		authorityId: sanction.authorityId,
		doneBy: [isLift ? sanction.liftProposedById! : sanction.proposedById],
	})
	if (!isLift && sanction.state !== 'proposed') throw new DomainError('state.not_allowed', { state: sanction.state })
	const by = memberOf(ctx.actor).accountId
	const data = isLift
		? isApproved
			? { state: 'lifted', liftDecidedById: by, liftDecidedAt: ctx.now }
			: { state: 'approved', ...noLift }
		: { state: isApproved ? 'approved' : 'refused', decidedById: by, decidedAt: ctx.now }
	const action = `sanction.${isLift ? 'lift_' : ''}${isApproved ? 'approved' : 'refused'}`
	await orRefusal(
		transact(ctx, async (tx) => {
			const { count } = await tx.db.sanction.updateMany({ where: { id: sanction.id, state: sanction.state }, data })
			if (count === 0) throw new DomainError('state.changed_meanwhile')
			await record(
				tx,
				action,
				number,
				isLift ? { decisionNo: sanction.liftDecisionNo } : { decisionNo: sanction.decisionNo },
			)
			await announce(tx, action, { number, organisationId: sanction.organisationId })
		}),
	)
	forgetSanctions()
}
