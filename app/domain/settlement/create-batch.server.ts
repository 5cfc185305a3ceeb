import { record } from '#app/domain/audit/audit.server.ts'
import { type Context, transact } from '#app/domain/context.server.ts'
import { authorize, memberOf } from '#app/domain/identity/policy.ts'
import { nextNumber } from '#app/domain/numbers.server.ts'
import { DomainError } from '#app/lib/errors.ts'
import { putLines } from './put-lines.server.ts'

/** Opens a batch of one fund and source with the pay lines an officer picked. Returns its number. */
export async function createBatch(
	ctx: Context,
	input: { fund: string; source: number; payLine: readonly bigint[] },
): Promise<string> {
	const actor = memberOf(ctx.actor)
	const fund = await ctx.db.fund.findUnique({ where: { number: input.fund }, include: { sources: true } })
	authorize(ctx.actor, 'batch.lock', { authorityId: fund?.authorityId ?? null })
	if (!fund?.sources.some((source) => source.sourceNo === input.source)) throw new DomainError('not_found')
	if (fund.state !== 'approved') throw new DomainError('fund.not_approved', { number: fund.number })

	return transact(ctx, async (tx) => {
		const number = await nextNumber(tx, 'batch')
		const batch = await tx.db.batch.create({
			data: { number, fundId: fund.id, sourceNo: input.source, createdById: actor.accountId, createdAt: ctx.now },
		})
		await putLines(tx, batch, input.payLine)
		await record(tx, 'batch.opened', number, {
			fund: fund.number,
			sourceNo: input.source,
			payLineIds: [...input.payLine],
		})
		return number
	})
}
