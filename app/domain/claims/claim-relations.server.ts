import type { Context } from '#app/domain/context.server.ts'
import { type Related, relatedTo, relationKnowledge } from '#app/domain/relations/relations.server.ts'
import type { LineRelation } from './check-relation.ts'
import type { ClaimHead } from './claim-head.server.ts'
import type { ClaimLineView } from './claim-lines.server.ts'

/** What stands between a claim's enterprise and each of its providers, by credit code, in one statement. */
export async function claimRelations(
	ctx: Context,
	head: Pick<ClaimHead, 'kind' | 'enterpriseId' | 'authorityId'>,
	lines: readonly ClaimLineView[],
): Promise<Map<string, Related>> {
	// why: behind a reward stands nobody but the provider
	if (lines.length === 0 || head.kind === 'reward') return new Map()
	const providers = new Map(lines.map(({ provider }) => [provider.creditCode, provider]))
	const known = await relationKnowledge(ctx, { enterpriseId: head.enterpriseId, providerCodes: [...providers.keys()] })
	return new Map(
		[...providers].map(([code, provider]) => [
			code,
			relatedTo(known, { creditCode: code, name: provider.name }, head.authorityId),
		]),
	)
}

/** The relation of a line as its check reads it; null where the programme has no rule about relations. */
export function lineRelation(
	{ scope }: ClaimHead['document'],
	related: ReadonlyMap<string, Related>,
	line: ClaimLineView,
): LineRelation | null {
	const pair = related.get(line.provider.creditCode)
	if (!scope.relation || !pair) return null
	return {
		standing: pair.standing,
		found: pair.relations.length,
		isForbidden: pair.kinds.some((kind) => scope.relation!.forbidden.includes(kind)),
	}
}
