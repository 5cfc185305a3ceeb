import type { EnterpriseFacts } from '#app/domain/programmes/enterprise-facts.ts'
import type { Criterion } from '#app/domain/programmes/giving-rules.ts'

/** The points of a criterion: a fact (unknown or negative: 0) or what a reviewer gave, at most its most; null while nobody gave any. */
export function pointsOf(
	{ id, most, by }: Criterion,
	enterprise: EnterpriseFacts,
	given: Readonly<Record<string, number>>,
): number | null {
	const points = by.kind === 'fact' ? (enterprise[by.fact] ?? 0) : given[id]
	return points === undefined ? null : Math.min(Math.max(points, 0), most)
}

/** The score of an application: the sum of weight × points; null while a reviewer's points are missing. */
export function scoreOf(
	criteria: readonly Criterion[],
	enterprise: EnterpriseFacts,
	given: Readonly<Record<string, number>>,
): number | null {
	let score = 0
	for (const criterion of criteria) {
		const points = pointsOf(criterion, enterprise, given)
		if (points === null) return null
		score += criterion.weight * points
	}
	return score
}
