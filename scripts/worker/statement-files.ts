import { matchNextStatement } from '#app/domain/reconciliation/match-next-statement.server.ts'
import { workNextStatementFile } from '#app/domain/reconciliation/work-statement-file.server.ts'
import { workContext } from '#scripts/lib/work-context.ts'

/** Reads or accepts the next bank file that waits, or goes on with matching what was taken; false when nothing waits. */
export async function workOnNextStatementFile(isStopping: () => boolean): Promise<boolean> {
	const ctx = await workContext()
	return (await workNextStatementFile(ctx, isStopping)) || matchNextStatement(ctx)
}
