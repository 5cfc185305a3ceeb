import { announce, record } from '#app/domain/audit/audit.server.ts'
import { type Context, transact } from '#app/domain/context.server.ts'
import { authorize } from '#app/domain/identity/policy.ts'
import { DomainError } from '#app/lib/errors.ts'
import { step } from '#app/lib/machine.ts'
import { type NoticeState, noticeMachine } from './notice.ts'
import { findNotice } from './notice-row.server.ts'

/** A notice with a mistake in it is withdrawn with a reason, never edited: its claims wait for a new notice. */
export async function withdrawNotice(
	ctx: Context,
	{ notice: number, reason }: { notice: string; reason: string },
): Promise<void> {
	const notice = await findNotice(ctx, number)
	authorize(ctx.actor, 'notice.publish', { authorityId: notice.authorityId })
	const state = step<NoticeState, 'withdraw'>(noticeMachine, 'withdraw', notice.state)
	await transact(ctx, async (tx) => {
		const { count } = await tx.db.notice.updateMany({
			where: { id: notice.id, state: notice.state },
			data: { state, closedAt: ctx.now },
		})
		if (count !== 1) throw new DomainError('state.changed_meanwhile', { number })
		await tx.db.claim.updateMany({
			where: { state: 'on_notice', notices: { some: { noticeId: notice.id } } },
			data: { state: 'reviewed' },
		})
		await record(tx, 'notice.withdrawn', number, { reason })
		await announce(tx, 'notice.withdrawn', { number })
	})
}
