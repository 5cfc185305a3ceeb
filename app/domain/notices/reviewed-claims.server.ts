import type { Context } from '#app/domain/context.server.ts'

/** A reviewed claim as a notice lists it. */
export type ListedClaim = {
	id: bigint
	number: string
	versionId: bigint
	fundId: bigint
	claimedFen: bigint
	approvedFen: bigint
	reviewedById: bigint
	enterprise: string
	providers: string[] | null
	servicesZh: string[]
	servicesEn: string[]
}

/** Reviewed claims with something approved, oldest review first: of an authority, or those of `numbers` in one fund. */
export function listedClaims(
	ctx: Context,
	{ authorityId, fundId, numbers }: { authorityId?: bigint; fundId?: bigint; numbers?: readonly string[] },
): Promise<ListedClaim[]> {
	const wanted = numbers ? [...numbers] : null
	return ctx.db.$queryRaw<ListedClaim[]>`
		SELECT c.id, c.number, c.version_id AS "versionId", c.fund_id AS "fundId", c.claimed_fen AS "claimedFen",
			c.approved_fen AS "approvedFen", c.reviewed_by_id AS "reviewedById", e.name AS enterprise, l.providers, l."servicesZh", l."servicesEn"
		FROM claim c
		JOIN fund f ON f.id = c.fund_id
		JOIN organisation e ON e.id = c.enterprise_id
		JOIN LATERAL (
			SELECT array_agg(DISTINCT l.provider_name) FILTER (WHERE l.provider_name IS NOT NULL) AS providers,
				array_agg(DISTINCT COALESCE(k.name, '技术服务')) AS "servicesZh",
				array_agg(DISTINCT COALESCE(k.name_en, 'technical service')) AS "servicesEn"
			FROM claim_line l LEFT JOIN category k ON k.id = l.category_id
			WHERE l.claim_id = c.id AND l.approved_fen > 0) l ON true
		WHERE c.state = 'reviewed' AND c.approved_at IS NULL AND c.approved_fen > 0
			AND (${fundId ?? null}::bigint IS NULL OR c.fund_id = ${fundId ?? null})
			AND (${authorityId ?? null}::bigint IS NULL OR f.authority_id = ${authorityId ?? null})
			AND (${wanted}::text[] IS NULL OR c.number = ANY(${wanted}::text[]))
		ORDER BY c.reviewed_at, c.id`
}
