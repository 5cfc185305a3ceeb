import type { Context } from '#app/domain/context.server.ts'
import { authorize, memberOf } from '#app/domain/identity/policy.ts'
import { dayOf, type LocalDate, shanghaiDay } from '#app/lib/time.ts'
import { type ClaimState, type Queue, queueStates } from './claim.ts'

/** A claim in a list. */
export type ClaimListItem = {
	number: string
	state: ClaimState
	kind: string
	mode: string
	programme: string
	claimant: string
	enterprise: string
	isDemo: boolean
	title: string
	lines: number
	claimedFen: bigint
	approvedFen: bigint | null
	paidFen: bigint
	submittedAt: Date | null
	reviewDueOn: LocalDate | null
	isOverdue: boolean
	/** an objection to it waits for a ruling */
	isObjected: boolean
	createdAt: Date
}

type Row = Omit<ClaimListItem, 'reviewDueOn' | 'isOverdue'> & { reviewDueOn: Date | null }

/** Claims of the signed-in organisation: those it submits, and for an enterprise those on its orders. Newest first. */
export async function ownClaims(ctx: Context, { state }: { state?: ClaimState } = {}): Promise<ClaimListItem[]> {
	const { organisationId } = memberOf(ctx.actor)
	authorize(ctx.actor, 'claim.view', { organisationId })
	const rows = await readClaims(ctx, {
		organisationId,
		authorityId: null,
		states: state ? [state] : null,
		isUndecided: false,
		limit: 200,
	})
	return rows.map((row) => listed(ctx, row))
}

/** The claims of the signed-in person's authority in one queue of the desk: due ones first, then by submission. */
export async function claimQueue(ctx: Context, queue: Queue): Promise<ClaimListItem[]> {
	const { organisationId } = memberOf(ctx.actor)
	authorize(ctx.actor, 'claim.view', { authorityId: organisationId })
	const rows = await readClaims(ctx, {
		organisationId: null,
		authorityId: organisationId,
		states: [...queueStates[queue]],
		isUndecided: queue !== 'done',
		limit: 200,
	})
	const items = rows.map((row) => listed(ctx, row))
	if (queue === 'done') return items
	const due = (item: ClaimListItem) => item.reviewDueOn ?? '9999'
	return items.sort(
		(a, b) => due(a).localeCompare(due(b)) || (a.submittedAt?.getTime() ?? 0) - (b.submittedAt?.getTime() ?? 0),
	)
}

/** How many claims wait in each queue of the desk. */
export async function queueCounts(ctx: Context): Promise<Record<Queue, number>> {
	const { organisationId } = memberOf(ctx.actor)
	authorize(ctx.actor, 'claim.view', { authorityId: organisationId })
	// of the approved, who may be a million, only their number is asked
	const rows = await ctx.db.$queryRaw<{ state: ClaimState; count: number }[]>`
		WITH undecided AS MATERIALIZED (
			SELECT c.state, count(*)::int AS count FROM claim c JOIN fund f ON f.id = c.fund_id
			WHERE f.authority_id = ${organisationId} AND c.approved_at IS NULL GROUP BY 1)
		SELECT state, count FROM undecided
		UNION ALL SELECT 'approved', (SELECT count(*)::int FROM claim c JOIN fund f ON f.id = c.fund_id WHERE f.authority_id = ${organisationId})
			- COALESCE((SELECT sum(count)::int FROM undecided), 0)`
	const of = (queue: Queue) =>
		rows.filter((row) => queueStates[queue].includes(row.state)).reduce((sum, row) => sum + row.count, 0)
	return { review: of('review'), confirm: of('confirm'), notice: of('notice'), done: of('done') }
}

const listed = (ctx: Context, row: Row): ClaimListItem => {
	const reviewDueOn = row.reviewDueOn ? dayOf(row.reviewDueOn) : null
	return {
		...row,
		reviewDueOn,
		isOverdue: row.state === 'submitted' && reviewDueOn !== null && reviewDueOn < shanghaiDay(ctx.now),
	}
}

type Filter = {
	organisationId: bigint | null
	authorityId: bigint | null
	states: ClaimState[] | null
	/** only what was not approved yet: a part of the claims with an index of its own */
	isUndecided: boolean
	limit: number
}

const readClaims = (ctx: Context, { organisationId, authorityId, states, isUndecided, limit }: Filter) => ctx.db
	.$queryRaw<Row[]>`
	SELECT c.number, c.state, c.kind, c.mode, p.name AS programme, o.name AS claimant, e.name AS enterprise, o.is_demo AS "isDemo",
		COALESCE(l.title, '') AS title, COALESCE(l.lines, 0) AS lines, c.claimed_fen AS "claimedFen", c.approved_fen AS "approvedFen",
		COALESCE(paid.amount, 0)::bigint AS "paidFen", c.submitted_at AS "submittedAt", c.review_due_on AS "reviewDueOn",
		EXISTS (SELECT FROM objection b WHERE b.claim_id = c.id AND b.state = 'open') AS "isObjected", c.created_at AS "createdAt"
	FROM claim c
	JOIN fund f ON f.id = c.fund_id
	JOIN programme p ON p.id = c.programme_id
	JOIN organisation o ON o.id = c.claimant_id
	JOIN organisation e ON e.id = c.enterprise_id
	LEFT JOIN LATERAL (SELECT min(title) AS title, count(*)::int AS lines FROM claim_line WHERE claim_id = c.id) l ON true
	LEFT JOIN LATERAL (
		SELECT sum(s.amount_fen) AS amount FROM pay_line y
		JOIN settlement_line s ON s.pay_line_id = y.id AND NOT s.returned
		JOIN payment m ON m.id = s.payment_id AND m.state = 'confirmed'
		WHERE y.claim_id = c.id AND c.state IN ('approved', 'partly_paid', 'paid')) paid ON true
	WHERE (${organisationId}::bigint IS NULL OR c.claimant_id = ${organisationId}
			OR (c.enterprise_id = ${organisationId} AND c.state NOT IN ('draft', 'withdrawn')))
		AND (${authorityId}::bigint IS NULL OR f.authority_id = ${authorityId})
		AND (${states}::text[] IS NULL OR c.state = ANY(${states}::text[]))
		AND (NOT ${isUndecided}::boolean OR c.approved_at IS NULL)
	ORDER BY c.id DESC
	LIMIT ${limit}`
