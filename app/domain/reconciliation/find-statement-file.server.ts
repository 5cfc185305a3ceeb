import type { Context } from '#app/domain/context.server.ts'
import { authorize } from '#app/domain/identity/policy.ts'
import { DomainError } from '#app/lib/errors.ts'
import type { StatementFileState } from './statement-file.ts'

/** A bank's file for whoever may see it. Throws not_found, access.denied. */
export async function findStatementFile(ctx: Context, number: string) {
	const file = await ctx.db.statementFile.findUnique({ where: { number } })
	if (!file) throw new DomainError('not_found', { number })
	authorize(ctx.actor, 'statement.view', { authorityId: file.authorityId })
	return { ...file, state: file.state as StatementFileState }
}
