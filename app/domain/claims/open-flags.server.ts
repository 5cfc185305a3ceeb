import type { Context } from '#app/domain/context.server.ts'
import { DomainError } from '#app/lib/errors.ts'
import { readHead } from './claim-head.server.ts'
import { claimLines } from './claim-lines.server.ts'
import { claimRelations, lineRelation } from './claim-relations.server.ts'

/**
 * Refuses to approve lines whose relation nobody has judged (claim.flags_open), or whose relation the rules do not support
 * (claim.related_line). Only where the programme has a rule about relations.
 */
export async function refuseOpenFlags(ctx: Context, number: string, lineNos: ReadonlySet<number>): Promise<void> {
	const head = await readHead(ctx, number)
	if (!head.document.scope.relation) return
	const lines = (await claimLines(ctx, head.id, false)).filter((line) => lineNos.has(line.lineNo))
	const related = await claimRelations(ctx, head, lines)
	const flags = lines.map((line) => lineRelation(head.document, related, line))
	if (flags.some((flag) => flag?.isForbidden)) throw new DomainError('claim.related_line', { number })
	if (flags.some((flag) => flag?.standing === 'open')) throw new DomainError('claim.flags_open', { number })
}
