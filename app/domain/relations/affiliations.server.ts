import type { Context } from '#app/domain/context.server.ts'
import { authorize, memberOf } from '#app/domain/identity/policy.ts'
import type { TieKind } from './relation.ts'

/** One thing an organisation has said, or a bureau has recorded, about who stands behind it. */
export type AffiliationView = {
	id: string
	kind: TieKind
	value: string
	code: string | null
	shareBp: number | null
	basis: string
	byName: string
	at: Date
	endedAt: Date | null
}

/** What one's own organisation has declared: what holds now first, then what ended. A bureau's notes are not shown. */
export function ownAffiliations(ctx: Context): Promise<AffiliationView[]> {
	const { organisationId } = memberOf(ctx.actor)
	authorize(ctx.actor, 'organisation.view', { organisationId })
	return ctx.db.$queryRaw<AffiliationView[]>`
		SELECT a.id::text, a.kind, a.value, trim(a.code) AS code, a.share_bp AS "shareBp", a.basis, p.name AS "byName", a.recorded_at AS at, a.ended_at AS "endedAt"
		FROM affiliation a JOIN account p ON p.id = a.recorded_by_id
		WHERE a.organisation_id = ${organisationId} AND a.source = 'declared'
		ORDER BY a.ended_at DESC NULLS FIRST, a.id DESC LIMIT 100`
}
