import { advanceNextBatch } from '#app/domain/settlement/advance-batches.server.ts'
import { workContext } from '#scripts/lib/work-context.ts'

/** Locks or sends the next part of a large batch; false when none is under way. */
export async function advanceNext(): Promise<boolean> {
	return advanceNextBatch(await workContext())
}
