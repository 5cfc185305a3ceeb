import type { Context } from '#app/domain/context.server.ts'
import { DomainError } from '#app/lib/errors.ts'
import { readHead } from './claim-head.server.ts'
import { claimLines } from './claim-lines.server.ts'
import { claimRelations, lineRelation } from './claim-relations.server.ts'
import { needsJudgement } from './likeness.ts'
import { type SimilarClaim, similarClaims } from './similar-claims.server.ts'

/**
 * Refuses to approve lines whose relation or likeness nobody has judged (claim.flags_open), whose relation the rules do not
 * support (claim.related_line), or that an earlier claim for the same project has (claim.same_project). Relations only
 * where the programme has a rule about them.
 */
export async function refuseOpenFlags(ctx: Context, number: string, lineNos: ReadonlySet<number>): Promise<void> {
	if (lineNos.size === 0) return
	const head = await readHead(ctx, number)
	const lines = (await claimLines(ctx, head.id, false)).filter((line) => lineNos.has(line.lineNo))
	const related = await claimRelations(ctx, head, lines)
	const relations = lines.map((line) => lineRelation(head.document, related, line))
	if (relations.some((relation) => relation?.isForbidden)) throw new DomainError('claim.related_line', { number })
	const alike = (await similarClaims(ctx, head.id, head.authorityId)).filter((claim) => lineNos.has(claim.lineNo))
	const same = alike.find(isSameProject)
	if (same) throw new DomainError('claim.same_project', { number, claim: same.number })
	if (relations.some((relation) => relation?.standing === 'open') || alike.some(mustBeJudged))
		throw new DomainError('claim.flags_open', { number })
}

/** An earlier claim that a reviewer judged to be for the same project, and that has not come to nothing. */
export const isSameProject = ({ judgement, isEarlier, other }: SimilarClaim) =>
	judgement?.verdict === 'same' && isEarlier && other?.state !== 'refused'

/** Too alike for nobody to have looked. */
export const mustBeJudged = ({ judgement, likeness }: SimilarClaim) => judgement === null && needsJudgement(likeness)
