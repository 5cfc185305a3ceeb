import { announce, record } from '#app/domain/audit/audit.server.ts'
import { type Context, transact } from '#app/domain/context.server.ts'
import { visitor } from '#app/domain/identity/actor.ts'
import { countAttempt, type Limit } from '#app/domain/identity/attempts.server.ts'
import { orRefusal } from '#app/domain/ledger/database-refusals.server.ts'
import { nextNumber } from '#app/domain/numbers.server.ts'
import { DomainError } from '#app/lib/errors.ts'
import { isRunning } from './notice.ts'
import { findNotice } from './notice-row.server.ts'

/** Objections from one address. */
const objectionLimit: Limit = { name: 'objection', most: 20, minutes: 60 }

/**
 * Anyone objects to one claim of a notice that is still running; no sign-in. That claim alone waits for a ruling.
 * `from` is the sender's network address, only counted. Answers the objection's number. Throws state.not_allowed after
 * the last day, not_found for a claim that is not on the list, identity.too_many_attempts.
 */
export async function raiseObjection(
	ctx: Context,
	input: { notice: string; claim: string; byName: string; byContact: string; text: string; from: string },
): Promise<{ number: string }> {
	const notice = await findNotice(ctx, input.notice)
	if (!isRunning(notice, ctx.now)) throw new DomainError('state.not_allowed', { state: 'closed' })
	const item = await ctx.db.noticeItem.findFirst({
		where: { noticeId: notice.id, claim: { number: input.claim } },
		select: { claimId: true },
	})
	if (!item) throw new DomainError('not_found', { field: 'claim' })
	await countAttempt(ctx, objectionLimit, input.from)
	const number = await nextNumber(ctx, 'objection')
	const write = transact(ctx, async (tx) => {
		await tx.db.objection.create({
			data: {
				number,
				noticeId: notice.id,
				claimId: item.claimId,
				byName: input.byName,
				byContact: input.byContact,
				text: input.text,
				createdAt: ctx.now,
			},
		})
		// why: who objects stands with the objection, for those who look into it, and nowhere else
		await record({ ...tx, actor: visitor }, 'objection.raised', number, { notice: notice.number, claim: input.claim })
		await announce(tx, 'objection.raised', { number, claim: input.claim })
	})
	await orRefusal(write)
	return { number }
}
