import type { Context } from '#app/domain/context.server.ts'
import { maskAccount } from '#app/domain/identity/payee-account.ts'
import { administrators, writeMail } from './write-mail.server.ts'

/**
 * Where an organisation is paid changes (topics payee.proposed, payee.confirmed): whoever stood behind the account used
 * until now, and its administrators, are told, so that nobody can turn money away unseen (design section 8). A first account
 * changes nothing and nobody is told. Whoever made the change is told too: it may be a stolen session.
 */
export async function tellPayeeChanged(ctx: Context, event: { topic: string; payload: unknown }): Promise<void> {
	const { number } = event.payload as { number: string }
	const account = await ctx.db.payeeAccount.findUniqueOrThrow({
		where: { number },
		include: { organisation: { select: { name: true } } },
	})
	const { organisationId } = account
	const before = await ctx.db.payeeAccount.findFirst({
		where: { organisationId, id: { not: account.id }, confirmedAt: { not: null, lte: account.confirmedAt ?? ctx.now } },
		orderBy: { confirmedAt: 'desc' },
	})
	if (!before) return
	const isConfirmed = event.topic === 'payee.confirmed'
	const by = (isConfirmed ? account.confirmedById : null) ?? account.proposedById
	const actor = await ctx.db.account.findUniqueOrThrow({ where: { id: by }, select: { name: true } })
	const behind = await ctx.db.membership.findMany({
		where: { organisationId, accountId: { in: [before.proposedById, before.confirmedById ?? before.proposedById] } },
		distinct: ['accountId'],
		select: { accountId: true },
	})
	await writeMail(ctx, {
		event: `${event.topic}/${number}`,
		kind: isConfirmed ? 'payee_confirmed' : 'payee_proposed',
		to: [...new Set([...behind.map((row) => row.accountId), ...(await administrators(ctx, organisationId))])],
		details: {
			organisation: account.organisation.name,
			number,
			before: maskAccount(before.accountNo),
			after: maskAccount(account.accountNo),
			by: actor.name,
		},
	})
}
