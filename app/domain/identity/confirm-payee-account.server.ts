import { announce, record } from '#app/domain/audit/audit.server.ts'
import { type Context, transact } from '#app/domain/context.server.ts'
import { orRefusal } from '#app/domain/ledger/database-refusals.server.ts'
import { DomainError } from '#app/lib/errors.ts'
import { step } from '#app/lib/machine.ts'
import { type PayeeState, payeeMachine } from './payee-account.ts'
import { authorize, memberOf } from './policy.ts'

/**
 * Confirms a proposed payee account; the one in use until now becomes history in the same transaction.
 *
 * Who is the second person: another member of the organisation. Where the organisation has a single active member the
 * operator confirms, after comparing the proof with the register. It is the operator and not the authority's finance,
 * because one payee account serves claims to several authorities, and whoever approves payments must not also settle
 * where they go. As soon as there is a second member, the operator can no longer do it.
 */
export async function confirmPayeeAccount(ctx: Context, number: string): Promise<void> {
	const account = await findProposal(ctx, number)
	const { organisationId, proposedById } = account
	authorize(ctx.actor, 'payee.confirm', { organisationId, doneBy: [proposedById] })
	const actor = memberOf(ctx.actor)
	const state = step(payeeMachine, 'confirm', account.state as PayeeState)
	const work = transact(ctx, async (tx) => {
		await tx.db.$queryRaw`SELECT id FROM organisation WHERE id = ${organisationId} FOR NO KEY UPDATE`
		if (actor.organisationId !== organisationId && !(await hasOneMember(tx, organisationId)))
			throw new DomainError('access.denied', { permission: 'payee.confirm' })
		await tx.db.payeeAccount.updateMany({ where: { organisationId, state: 'confirmed' }, data: { state: 'replaced' } })
		const { count } = await tx.db.payeeAccount.updateMany({
			where: { id: account.id, state: account.state },
			data: { state, confirmedById: actor.accountId, confirmedAt: tx.now },
		})
		if (count === 0) throw new DomainError('state.changed_meanwhile')
		await record(tx, 'payee.confirmed', number)
		await announce(tx, 'payee.confirmed', { organisationId, number })
	})
	await orRefusal(work)
}

/** Turns a proposed payee account down; whoever proposed it may take it back this way. */
export async function refusePayeeAccount(ctx: Context, number: string): Promise<void> {
	const account = await findProposal(ctx, number)
	const { organisationId } = account
	authorize(ctx.actor, 'payee.confirm', { organisationId })
	if (memberOf(ctx.actor).organisationId !== organisationId && !(await hasOneMember(ctx, organisationId)))
		throw new DomainError('access.denied', { permission: 'payee.confirm' })
	const state = step(payeeMachine, 'refuse', account.state as PayeeState)
	await transact(ctx, async (tx) => {
		const { count } = await tx.db.payeeAccount.updateMany({
			where: { id: account.id, state: account.state },
			data: { state },
		})
		if (count === 0) throw new DomainError('state.changed_meanwhile')
		await record(tx, 'payee.refused', number)
	})
}

async function findProposal(ctx: Context, number: string) {
	const account = await ctx.db.payeeAccount.findUnique({ where: { number } })
	const actor = memberOf(ctx.actor)
	if (!account || (account.organisationId !== actor.organisationId && actor.organisationKind !== 'operator'))
		throw new DomainError('not_found')
	return account
}

/** Whether only one person acts for an organisation. */
async function hasOneMember(ctx: Context, organisationId: bigint): Promise<boolean> {
	const people = await ctx.db.membership.findMany({
		where: { organisationId, state: 'active' },
		distinct: ['accountId'],
		take: 2,
		select: { accountId: true },
	})
	return people.length === 1
}
