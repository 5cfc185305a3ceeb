import type { Context } from '#app/domain/context.server.ts'
import { fundForBatch, openBatch } from './open-batch.server.ts'
import { putLines } from './put-lines.server.ts'

/** Opens a batch of one fund and source with the pay lines an officer picked. Returns its number. */
export async function createBatch(
	ctx: Context,
	input: { fund: string; source: number; payLine: readonly bigint[] },
): Promise<string> {
	const fund = await fundForBatch(ctx, input)
	return openBatch(ctx, fund, {
		put: (tx, batch) => putLines(tx, batch, input.payLine),
		details: { payLineIds: [...input.payLine] },
	})
}
