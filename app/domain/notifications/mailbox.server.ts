import type { Context } from '#app/domain/context.server.ts'
import { authorize } from '#app/domain/identity/policy.ts'
import { DomainError } from '#app/lib/errors.ts'
import { type MailKind, type MailState, mailStates } from './notification.ts'

export const mailsPerPage = 30

/** Mails by state and a page of them, newest first, for the operator. The words of what was sent are not kept. */
export async function mailbox(ctx: Context, { state, page }: { state: MailState | null; page: number }) {
	authorize(ctx.actor, 'operator.view', {})
	const [groups, rows] = await Promise.all([
		ctx.db.mail.groupBy({ by: ['state'], _count: { _all: true } }),
		ctx.db.mail.findMany({
			where: state ? { state } : {},
			orderBy: { id: 'desc' },
			skip: (page - 1) * mailsPerPage,
			take: mailsPerPage,
			select: {
				id: true,
				kind: true,
				email: true,
				state: true,
				subject: true,
				attempts: true,
				lastError: true,
				notBefore: true,
				createdAt: true,
				doneAt: true,
			},
		}),
	])
	const countOf = new Map(groups.map((group) => [group.state, group._count._all]))
	const counts = mailStates.map((known) => ({ state: known, count: countOf.get(known) ?? 0 }))
	return {
		counts,
		total: state ? (countOf.get(state) ?? 0) : counts.reduce((sum, { count }) => sum + count, 0),
		mails: rows.map((row) => ({
			...row,
			id: row.id.toString(),
			kind: row.kind as MailKind,
			state: row.state as MailState,
		})),
	}
}

/** One mail with its words. Throws not_found. */
export async function mailOf(ctx: Context, id: bigint) {
	authorize(ctx.actor, 'operator.view', {})
	const mail = await ctx.db.mail.findUnique({ where: { id } })
	if (!mail) throw new DomainError('not_found')
	const { kind, email, state, subject, body, createdAt } = mail
	return { kind: kind as MailKind, email, state: state as MailState, subject, body, createdAt }
}
