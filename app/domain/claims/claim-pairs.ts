import type { ProgrammeDocument } from '#app/domain/programmes/programme-document.ts'
import {
	type RelationJudgement,
	type RelationKind,
	type RelationStanding,
	type ShownRelation,
	shownRelation,
} from '#app/domain/relations/relation.ts'
import type { Related } from '#app/domain/relations/relations.server.ts'
import type { ClaimLineView } from './claim-lines.server.ts'

/** The enterprise and one of its providers as the reviewer judges them. */
export type PairView = {
	provider: { name: string; creditCode: string; isDemo: boolean; isOnPlatform: boolean }
	/** lines of the claim that rest on this provider */
	lineNos: number[]
	relations: ShownRelation[]
	standing: RelationStanding
	judgement: Pick<RelationJudgement, 'verdict' | 'kinds' | 'reason' | 'byName' | 'at'> | null
	/** kinds the programme forbids; null: it has no rule about relations */
	forbidden: readonly RelationKind[] | null
	/** the rule's article */
	article: string
	isForbidden: boolean
}

/** The pairs of a claim, those that ask for a judgement first. Names of people in full: for reviewers only. */
export function pairViews(
	{ scope }: Pick<ProgrammeDocument, 'scope'>,
	related: ReadonlyMap<string, Related>,
	lines: readonly ClaimLineView[],
): PairView[] {
	const rule = scope.relation
	const pairs = [...related].map(([code, pair]): PairView => {
		const own = lines.filter((line) => line.provider.creditCode === code)
		const { name, isDemo, organisationId } = own[0]!.provider
		return {
			provider: { name, creditCode: code, isDemo, isOnPlatform: organisationId !== null },
			lineNos: own.map((line) => line.lineNo),
			relations: pair.relations.map((relation) => shownRelation(relation, true)),
			standing: pair.standing,
			judgement: pair.judgement && {
				verdict: pair.judgement.verdict,
				kinds: pair.judgement.kinds,
				reason: pair.judgement.reason,
				byName: pair.judgement.byName,
				at: pair.judgement.at,
			},
			forbidden: rule?.forbidden ?? null,
			article: rule?.article ?? '',
			isForbidden: rule ? pair.kinds.some((kind) => rule.forbidden.includes(kind)) : false,
		}
	})
	const urgency: Record<RelationStanding, number> = { open: 0, related: 1, hints: 2, not_related: 3, none: 4 }
	return pairs.sort((a, b) => urgency[a.standing] - urgency[b.standing])
}
