import { announce, record } from '#app/domain/audit/audit.server.ts'
import { approveClaim } from '#app/domain/claims/approve-claim.server.ts'
import { type Context, transact } from '#app/domain/context.server.ts'
import { authorize } from '#app/domain/identity/policy.ts'
import { DomainError, type RefusalCode } from '#app/lib/errors.ts'
import { dateOf, shanghaiDay } from '#app/lib/time.ts'
import { isRunning } from './notice.ts'
import { findNotice, type NoticeRow } from './notice-row.server.ts'

export type ClosedNotice = {
	approved: string[]
	/** claims that stay on notice, and why: an open objection, or a refusal of the books */
	left: { claim: string; code: RefusalCode }[]
}

/**
 * Ends a notice after 24:00 of its last day and approves every claim on it without an open objection, one by one; the
 * others stay on notice and are approved by themselves later. By an officer or the worker; doing it again only takes up
 * what was left. Throws claim.notice_open while the notice runs.
 */
export async function closeNotice(ctx: Context, { notice: number }: { notice: string }): Promise<ClosedNotice> {
	const notice = await findNotice(ctx, number)
	authorize(ctx.actor, 'notice.close', { authorityId: notice.authorityId })
	if (isRunning(notice, ctx.now)) throw new DomainError('claim.notice_open', { number, closesOn: notice.closesOn })
	if (notice.state === 'withdrawn') throw new DomainError('state.not_allowed', { state: notice.state })
	if (notice.state === 'open') await endNotice(ctx, notice)
	return approveListed(ctx, notice)
}

/** Closes every notice whose last day is over. For the worker; one that fails does not keep the others. */
export async function closeDueNotices(ctx: Context): Promise<ClosedNotice[]> {
	const due = await ctx.db.notice.findMany({
		where: { state: 'open', closesOn: { lt: dateOf(shanghaiDay(ctx.now)) } },
		select: { number: true },
		orderBy: { id: 'asc' },
	})
	const closed: ClosedNotice[] = []
	for (const { number } of due) closed.push(await closeNotice(ctx, { notice: number }))
	return closed
}

async function endNotice(ctx: Context, notice: NoticeRow): Promise<void> {
	await transact(ctx, async (tx) => {
		const { count } = await tx.db.notice.updateMany({
			where: { id: notice.id, state: 'open' },
			data: { state: 'closed', closedAt: ctx.now },
		})
		if (count === 0) return // another officer or the worker was first
		await record(tx, 'notice.closed', notice.number, {})
		await announce(tx, 'notice.closed', { number: notice.number })
	})
}

async function approveListed(ctx: Context, notice: NoticeRow): Promise<ClosedNotice> {
	const claims = await ctx.db.claim.findMany({
		where: { state: 'on_notice', notices: { some: { noticeId: notice.id } } },
		select: { number: true },
		orderBy: { id: 'asc' },
	})
	const closed: ClosedNotice = { approved: [], left: [] }
	for (const { number } of claims) {
		try {
			await approveClaim({ ...ctx, key: undefined }, { number })
			closed.approved.push(number)
		} catch (error) {
			if (!(error instanceof DomainError)) throw error
			// why: the worker and an officer may close at once; who comes second finds it approved
			if (error.code !== 'state.changed_meanwhile' && error.code !== 'state.not_allowed')
				closed.left.push({ claim: number, code: error.code })
		}
	}
	return closed
}
