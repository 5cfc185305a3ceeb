import type { Context } from '#app/domain/context.server.ts'

/** Something that happened to a claim, from the audit log. */
export type TrailEntry = {
	action: string
	at: Date
	who: string | null
	organisation: string | null
	details: Record<string, unknown>
}

/** What is the authority's own business: never in the trail that others read. */
const inside = [
	'clawback.proposed',
	'clawback.refused',
	'claim.relation_judged',
	'claim.affiliation_recorded',
	'claim.likeness_judged',
]

/**
 * What happened to a claim, newest first: its own entries of the audit log, its notices and the objections to it. Names of
 * an authority's people are shown to that authority only (`withNames`), others read the office; who objected is shown to
 * nobody here; what is demanded back and what came of it is shown to the payee too, a demand nobody approved is not, nor what a
 * reviewer made of relations and likenesses.
 */
export async function claimTrail(
	ctx: Context,
	claim: { id: bigint; number: string },
	withNames: boolean,
): Promise<TrailEntry[]> {
	const entries = await ctx.db.$queryRaw<(TrailEntry & { kind: string | null })[]>`
		SELECT c.action, c.at, a.name AS who, o.name AS organisation, o.kind, c.details || c.answer AS details
		FROM command c
		LEFT JOIN account a ON a.id = c.actor_id
		LEFT JOIN organisation o ON o.id = c.scope_org_id
		WHERE c.subject = ANY (
			ARRAY[${claim.number}]
			|| ARRAY(SELECT n.number FROM notice n JOIN notice_item i ON i.notice_id = n.id WHERE i.claim_id = ${claim.id})
			|| ARRAY(SELECT b.number FROM objection b WHERE b.claim_id = ${claim.id})
			|| ARRAY(SELECT b.number FROM clawback b WHERE b.claim_id = ${claim.id} AND b.origin <> 'clearing'))
			AND (${withNames} OR c.action <> ALL (${inside}))
		ORDER BY c.id DESC`
	return entries.map(({ kind, ...entry }) => {
		if (entry.action === 'objection.raised') return { ...entry, who: null, organisation: null, details: {} }
		return { ...entry, who: kind === 'authority' && !withNames ? null : entry.who }
	})
}

/** What the reviewer marked for correction, when the claim was last returned; null when it never was. */
export function lastCorrection(trail: readonly TrailEntry[]): { parts: string[]; words: string; at: Date } | null {
	const entry = trail.find((candidate) => candidate.action === 'claim.returned')
	if (!entry) return null
	const { parts, words } = entry.details
	return {
		parts: Array.isArray(parts) ? parts.filter((part): part is string => typeof part === 'string') : [],
		words: typeof words === 'string' ? words : '',
		at: entry.at,
	}
}
