import { announce, record } from '#app/domain/audit/audit.server.ts'
import { type Context, transact } from '#app/domain/context.server.ts'
import { authorize, memberOf } from '#app/domain/identity/policy.ts'
import { orRefusal } from '#app/domain/ledger/database-refusals.server.ts'
import { nextNumber } from '#app/domain/numbers.server.ts'
import { DomainError } from '#app/lib/errors.ts'
import { dateOf } from '#app/lib/time.ts'
import { findSanction } from './find-sanction.server.ts'
import type { LiftInput, SanctionInput } from './sanction.ts'

/** Proposes to put an enterprise or provider under a sanction, by a decision with a number. Throws not_found, sanction.proposed_already. */
export async function proposeSanction(ctx: Context, input: SanctionInput): Promise<{ number: string }> {
	const { organisationId: authorityId, accountId } = memberOf(ctx.actor)
	authorize(ctx.actor, 'sanction.propose', { authorityId })
	const organisation = await ctx.db.organisation.findFirst({
		where: { creditCode: input.code, kind: { in: ['enterprise', 'provider'] } },
	})
	if (!organisation) throw new DomainError('not_found', { number: input.code, field: 'code' })
	const number = await nextNumber(ctx, 'sanction')
	const { reason, article, decisionNo, fromOn, untilOn } = input
	const proposed = transact(ctx, async (tx) => {
		await tx.db.sanction.create({
			data: {
				number,
				authorityId,
				organisationId: organisation.id,
				reason,
				article,
				decisionNo,
				fromOn: dateOf(fromOn),
				untilOn: untilOn ? dateOf(untilOn) : null,
				proposedById: accountId,
				proposedAt: tx.now,
			},
		})
		await record(tx, 'sanction.proposed', number, { organisation: organisation.number, decisionNo, fromOn, untilOn })
		await announce(tx, 'sanction.proposed', { number })
	})
	await orRefusal(proposed, { one_proposed: 'sanction.proposed_already' })
	return { number }
}

/** Proposes to lift a sanction from a day on, by a second decision with a number of its own. */
export async function proposeLift(ctx: Context, input: LiftInput): Promise<void> {
	const sanction = await findSanction(ctx, input.sanction)
	authorize(ctx.actor, 'sanction.propose', { authorityId: sanction.authorityId })
	if (sanction.state !== 'approved') throw new DomainError('state.not_allowed', { state: sanction.state })
	if (dateOf(input.liftOn) < sanction.fromOn) throw new DomainError('input.invalid', { field: 'liftOn' })
	await transact(ctx, async (tx) => {
		const { count } = await tx.db.sanction.updateMany({
			where: { id: sanction.id, state: 'approved' },
			data: {
				state: 'lift_proposed',
				liftDecisionNo: input.decisionNo,
				liftReason: input.reason,
				liftOn: dateOf(input.liftOn),
				liftProposedById: memberOf(tx.actor).accountId,
				liftProposedAt: tx.now,
			},
		})
		if (count === 0) throw new DomainError('state.changed_meanwhile')
		await record(tx, 'sanction.lift_proposed', sanction.number, { decisionNo: input.decisionNo, liftOn: input.liftOn })
	})
}
