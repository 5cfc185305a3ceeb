import type { RelationStanding } from '#app/domain/relations/relation.ts'
import type { Add } from './check-claim.ts'

/** What ties enterprise and provider of a line, as its check reads it. */
export type LineRelation = {
	standing: RelationStanding
	/** how many pieces of evidence there are */
	found: number
	/** a kind the rules forbid is proven or was judged */
	isForbidden: boolean
}

/** Nothing found is fine; what nobody has judged asks for a look; what the rules forbid stops. */
export function checkRelation({ standing, found, isForbidden }: LineRelation, add: Add) {
	if (isForbidden) return add('relation', 'stop', { n: found })
	if (standing === 'none') return add('relation', 'ok')
	if (standing === 'not_related' || standing === 'related') return add('relation_judged', 'ok', { n: found })
	add('relation', 'warn', { n: found })
}
