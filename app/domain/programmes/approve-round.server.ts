import { announce, record } from '#app/domain/audit/audit.server.ts'
import { type Context, transact } from '#app/domain/context.server.ts'
import { authorize, memberOf } from '#app/domain/identity/policy.ts'
import { orRefusal } from '#app/domain/ledger/database-refusals.server.ts'
import { DomainError } from '#app/lib/errors.ts'
import { step } from '#app/lib/machine.ts'
import { type RoundEvent, type RoundState, roundMachine } from './programme.ts'

/**
 * Approves a drafted round: it takes applications from its first day on. By another officer than the one who drafted it.
 * Throws access.other_person, programme.not_published, fund.not_approved.
 */
export const approveRound = (ctx: Context, number: string) => move(ctx, number, 'approve')

/** Closes an approved round before its last day. What was granted stays. Throws state.not_allowed. */
export const closeRound = (ctx: Context, number: string) => move(ctx, number, 'close')

async function move(ctx: Context, number: string, event: RoundEvent): Promise<void> {
	const round = await ctx.db.round.findUnique({ where: { number }, include: { programme: true } })
	if (!round) throw new DomainError('not_found', { number })
	const approves = event === 'approve'
	authorize(ctx.actor, 'round.approve', {
		authorityId: round.programme.authorityId,
		doneBy: approves ? [round.createdById] : [],
	})
	const state = step(roundMachine, event, round.state as RoundState)
	const data = approves ? { state, approvedById: memberOf(ctx.actor).accountId, approvedAt: ctx.now } : { state }
	await orRefusal(
		transact(ctx, async (tx) => {
			const { count } = await tx.db.round.updateMany({ where: { id: round.id, state: round.state }, data })
			if (count === 0) throw new DomainError('state.changed_meanwhile')
			await record(tx, `round.${state}`, number)
			await announce(tx, `round.${state}`, { roundId: round.id })
		}),
	)
}
