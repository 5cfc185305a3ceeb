import type { Context } from '#app/domain/context.server.ts'
import { DomainError } from '#app/lib/errors.ts'
import type { StatementLineState } from './statement.ts'

/** A bank line with its authority, for the commands on it. Throws not_found. */
export async function findLine(ctx: Context, lineId: string) {
	const line = /^\d{1,18}$/.test(lineId)
		? await ctx.db.statementLine.findUnique({
				where: { id: BigInt(lineId) },
				include: { statement: { select: { number: true, authorityId: true } } },
			})
		: null
	if (!line) throw new DomainError('not_found')
	return { ...line, state: line.state as StatementLineState, authorityId: line.statement.authorityId }
}
