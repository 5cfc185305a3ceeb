import type { Context } from '#app/domain/context.server.ts'
import { authorize, can, memberOf } from '#app/domain/identity/policy.ts'
import { fen, type Money } from '#app/lib/money.ts'
import { shanghaiDay } from '#app/lib/time.ts'
import { type Month, type MonthState, monthAfter, monthOf } from './period.ts'

/** One balance of a month's end. `stage` is one of the books' stages; treasury shows what was appropriated, negated. */
export type PeriodTotal = { fund: string; sourceNo: number; stage: string; amountFen: string }

export type PeriodStep = {
	id: bigint
	month: Month
	kind: 'close' | 'reopen'
	reason: string | null
	root: string | null
	proposedBy: string
	approvedBy: string
	at: Date
	totals: PeriodTotal[]
}
export type PeriodProposal = {
	id: bigint
	month: Month
	kind: 'close' | 'reopen'
	reason: string | null
	proposedBy: string
	proposedAt: Date
	isOwn: boolean
}
export type PeriodRow = {
	month: Month
	state: MonthState
	/** of the month's end, over all funds; of closed months only */
	appropriatedFen: Money | null
	availableFen: Money | null
	paidFen: Money | null
	close: PeriodStep | null
	/** the last closed month, the only one that can be reopened */
	isLastClosed: boolean
}

/** The months of the actor's authority, newest first, with what was closed and reopened and what waits for a second person. */
export async function listPeriods(ctx: Context) {
	const { organisationId: authorityId, accountId } = memberOf(ctx.actor)
	authorize(ctx.actor, 'period.view', { authorityId })
	const [frame, steps, proposals] = await Promise.all([
		ctx.db.$queryRaw<{ first: Month | null; through: Month | null; next: Month | null }[]>`
			SELECT closed_through(${authorityId}) AS through, next_period(${authorityId}) AS next,
				(SELECT to_char(min(t.effective_on), 'YYYY-MM') FROM transfer t JOIN fund f ON f.id = t.fund_id WHERE f.authority_id = ${authorityId}) AS first`,
		ctx.db.$queryRaw<PeriodStep[]>`
			SELECT c.id, c.month, c.kind, c.reason, encode(c.root, 'hex') AS root, c.at, c.totals, a.name AS "proposedBy", b.name AS "approvedBy"
			FROM period_close c JOIN account a ON a.id = c.closed_by_id JOIN account b ON b.id = c.approved_by_id
			WHERE c.authority_id = ${authorityId} ORDER BY c.id DESC`,
		ctx.db.$queryRaw<(Omit<PeriodProposal, 'isOwn'> & { proposedById: bigint })[]>`
			SELECT p.id, p.month, p.kind, p.reason, p.proposed_at AS "proposedAt", p.proposed_by_id AS "proposedById", a.name AS "proposedBy"
			FROM period_proposal p JOIN account a ON a.id = p.proposed_by_id WHERE p.authority_id = ${authorityId} AND p.state = 'proposed'`,
	])
	const { first, through, next } = frame[0]!
	const open = proposals[0]
	return {
		months: first ? rowsOf(monthOf(shanghaiDay(ctx.now)), first, through, next, steps) : [],
		steps,
		proposal: open ? { ...open, isOwn: open.proposedById === accountId } : null,
		may: {
			propose: can(ctx.actor, 'period.propose', { authorityId }),
			approve: can(ctx.actor, 'period.approve', { authorityId, doneBy: [open?.proposedById] }),
		},
	}
}
export type Periods = Awaited<ReturnType<typeof listPeriods>>

function rowsOf(
	today: Month,
	first: Month,
	through: Month | null,
	next: Month | null,
	steps: readonly PeriodStep[],
): PeriodRow[] {
	const rows: PeriodRow[] = []
	for (let month = today; month >= first; month = monthAfter(month, -1)) {
		const isClosed = through !== null && month <= through
		const close = (isClosed && steps.find((step) => step.kind === 'close' && step.month === month)) || null
		const state: MonthState = isClosed ? 'closed' : month >= today ? 'running' : month === next ? 'due' : 'waiting'
		const total = (stage: string) => (close ? sumOf(close.totals, stage) : null)
		const treasury = total('treasury')
		rows.push({
			month,
			state,
			appropriatedFen: treasury === null ? null : fen(-treasury),
			availableFen: total('available'),
			paidFen: total('paid'),
			close,
			isLastClosed: month === through,
		})
	}
	return rows
}

const sumOf = (totals: readonly PeriodTotal[], stage: string) =>
	fen(totals.filter((total) => total.stage === stage).reduce((sum, total) => sum + BigInt(total.amountFen), 0n))

export type PeriodSource = { fund: string; sourceNo: number; name: string; nameEn: string | null }

/** The names of the sources of every fund of the actor's authority. */
export async function periodSources(ctx: Context): Promise<PeriodSource[]> {
	const { organisationId } = memberOf(ctx.actor)
	authorize(ctx.actor, 'period.view', { authorityId: organisationId })
	return ctx.db.$queryRaw<PeriodSource[]>`
		SELECT f.number AS fund, s.source_no AS "sourceNo", s.name, s.name_en AS "nameEn"
		FROM funding_source s JOIN fund f ON f.id = s.fund_id WHERE f.authority_id = ${organisationId}`
}

/** What a month's end adds up to now, per fund, source and stage: what its close would keep. */
export async function periodTotals(ctx: Context, month: Month): Promise<PeriodTotal[]> {
	const { organisationId } = memberOf(ctx.actor)
	authorize(ctx.actor, 'period.view', { authorityId: organisationId })
	const rows = await ctx.db.$queryRaw<{ totals: PeriodTotal[] }[]>`
		SELECT period_totals(${organisationId}, ${month}::char(7)) AS totals`
	return rows[0]!.totals
}
