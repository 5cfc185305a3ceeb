import { record } from '#app/domain/audit/audit.server.ts'
import { type Context, transact } from '#app/domain/context.server.ts'
import { authorize, memberOf } from '#app/domain/identity/policy.ts'
import { orRefusal } from '#app/domain/ledger/database-refusals.server.ts'
import { nextNumber } from '#app/domain/numbers.server.ts'
import { DomainError } from '#app/lib/errors.ts'
import { dateOf, endOfDay, startOfDay } from '#app/lib/time.ts'
import type { RoundInput } from './programme.ts'
import { publishedVersionOf } from './programmes.server.ts'

/**
 * Drafts a round (申报批次): the newest published version of a programme, opened for a time on one of its funds. It takes
 * effect when another officer approves it. Throws programme.sample_not_open, programme.not_published, not_found.
 */
export async function createRound(ctx: Context, number: string, input: RoundInput): Promise<{ number: string }> {
	const programme = await ctx.db.programme.findUnique({ where: { number } })
	if (!programme) throw new DomainError('not_found', { number })
	authorize(ctx.actor, 'round.edit', { authorityId: programme.authorityId })
	if (programme.isSample) throw new DomainError('programme.sample_not_open')
	const { version } = await publishedVersionOf(ctx, number).catch((error: unknown) => {
		throw error instanceof DomainError ? new DomainError('programme.not_published', { number }) : error
	})
	const fund = await ctx.db.fund.findFirst({ where: { number: input.fund, programmeId: programme.id } })
	if (!fund) throw new DomainError('not_found', { number: input.fund, field: 'fund' })
	return orRefusal(
		transact(ctx, async (tx) => {
			const round = await tx.db.round.create({
				data: {
					number: await nextNumber(tx, 'round'),
					programmeId: programme.id,
					versionId: version.id,
					fundId: fund.id,
					name: input.name,
					noticeNo: input.noticeNo,
					opensAt: startOfDay(input.opensOn),
					closesAt: endOfDay(input.closesOn),
					serviceFrom: dateOf(input.serviceFrom),
					serviceUntil: dateOf(input.serviceUntil),
					contact: input.contact,
					createdById: memberOf(tx.actor).accountId,
				},
			})
			await record(tx, 'round.created', round.number, {
				programme: number,
				versionNo: version.versionNo,
				fund: fund.number,
			})
			return { number: round.number }
		}),
	)
}
