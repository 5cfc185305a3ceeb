import type { Context } from '#app/domain/context.server.ts'
import { memberOf } from '#app/domain/identity/policy.ts'
import { DomainError } from '#app/lib/errors.ts'

/** What waits in an authority, as counts. */
export type DeskCounts = {
	applications: number
	claims: number
	notices: number
	objections: number
	batches: number
	lines: number
	drafts: number
	people: number
	/** closes and reopenings that wait for a second person */
	periods: number
	/** clearings the authority is asked to bear, and advances that wait for a decision */
	clearings: number
	/** sanctions, and liftings, that wait for a second person */
	sanctions: number
}

/** The signed-in member of an authority. Throws access.sign_in or access.denied for everyone else. */
export function authorityMember(ctx: Context) {
	const member = memberOf(ctx.actor)
	if (member.organisationKind !== 'authority') throw new DomainError('access.denied')
	return member
}

/** How much waits behind each tab of the authority's desk. One query. */
export async function deskCounts(ctx: Context): Promise<DeskCounts> {
	const { organisationId } = authorityMember(ctx)
	const rows = await ctx.db.$queryRaw<DeskCounts[]>`
		SELECT
			(SELECT count(*) FROM application a JOIN round r ON r.id = a.round_id JOIN programme p ON p.id = r.programme_id
				WHERE p.authority_id = ${organisationId} AND a.state = 'submitted')::int AS applications,
			(SELECT count(*) FROM claim c JOIN fund f ON f.id = c.fund_id
				WHERE f.authority_id = ${organisationId} AND c.state = 'submitted' AND c.approved_at IS NULL)::int AS claims,
			(SELECT count(*) FROM notice n WHERE n.authority_id = ${organisationId} AND n.state = 'open')::int AS notices,
			(SELECT count(*) FROM objection o JOIN notice n ON n.id = o.notice_id
				WHERE n.authority_id = ${organisationId} AND o.state = 'open')::int AS objections,
			(SELECT count(*) FROM batch b JOIN fund f ON f.id = b.fund_id
				WHERE f.authority_id = ${organisationId} AND b.state IN ('open', 'locked', 'approved'))::int AS batches,
			(SELECT count(*) FROM statement_line l JOIN statement s ON s.id = l.statement_id
				WHERE s.authority_id = ${organisationId} AND l.state = 'unmatched')::int AS lines,
			((SELECT count(*) FROM fund f WHERE f.authority_id = ${organisationId} AND f.state = 'draft')
				+ (SELECT count(*) FROM round r JOIN programme p ON p.id = r.programme_id
					WHERE p.authority_id = ${organisationId} AND r.state = 'draft')
				+ (SELECT count(*) FROM programme_version v JOIN programme p ON p.id = v.programme_id
					WHERE p.authority_id = ${organisationId} AND v.state = 'submitted'))::int AS drafts,
			(SELECT count(*) FROM membership m WHERE m.organisation_id = ${organisationId} AND m.state = 'proposed')::int AS people,
			(SELECT count(*) FROM period_proposal p WHERE p.authority_id = ${organisationId} AND p.state = 'proposed')::int AS periods,
			(SELECT count(*) FROM clearing g JOIN fund f ON f.id = g.debtor_fund_id WHERE f.authority_id = ${organisationId} AND g.state = 'proposed')::int
				+ (SELECT count(*) FROM advance v JOIN fund f ON f.id = v.fund_id WHERE f.authority_id = ${organisationId} AND v.state = 'proposed')::int AS clearings,
			(SELECT count(*) FROM sanction s WHERE s.authority_id = ${organisationId} AND s.state IN ('proposed', 'lift_proposed'))::int AS sanctions`
	return rows[0]!
}
