import { record } from '#app/domain/audit/audit.server.ts'
import { type Context, transact } from '#app/domain/context.server.ts'
import { authorize, memberOf } from '#app/domain/identity/policy.ts'
import { nextNumber } from '#app/domain/numbers.server.ts'
import { DomainError } from '#app/lib/errors.ts'
import type { BatchPick } from './pick.ts'

/** The approved fund a batch is opened on, authorised. Throws not_found, fund.not_approved. */
export async function fundForBatch(ctx: Context, input: { fund: string; source: number }) {
	const fund = await ctx.db.fund.findUnique({ where: { number: input.fund }, include: { sources: true } })
	authorize(ctx.actor, 'batch.lock', { authorityId: fund?.authorityId ?? null })
	if (!fund?.sources.some((source) => source.sourceNo === input.source)) throw new DomainError('not_found')
	if (fund.state !== 'approved') throw new DomainError('fund.not_approved', { number: fund.number })
	return { id: fund.id, number: fund.number, sourceNo: input.source }
}
type BatchFund = Awaited<ReturnType<typeof fundForBatch>>

/** Opens a batch, with its rule or, by `put`, with ticked lines; answers its number. */
export function openBatch(
	ctx: Context,
	fund: BatchFund,
	{
		pick,
		put,
		details,
	}: {
		pick?: BatchPick
		put?: (tx: Context, batch: { id: bigint; fundId: bigint; sourceNo: number }) => Promise<unknown>
		details: Parameters<typeof record>[3]
	},
): Promise<string> {
	const createdById = memberOf(ctx.actor).accountId
	return transact(ctx, async (tx) => {
		const number = await nextNumber(tx, 'batch')
		const batch = await tx.db.batch.create({
			data: {
				number,
				fundId: fund.id,
				sourceNo: fund.sourceNo,
				createdById,
				createdAt: ctx.now,
				...(pick ? { pick } : {}),
			},
		})
		await put?.(tx, batch)
		await record(tx, 'batch.opened', number, { fund: fund.number, sourceNo: fund.sourceNo, ...details })
		return number
	})
}
