import type { Context } from '#app/domain/context.server.ts'
import { authorize, memberOf } from '#app/domain/identity/policy.ts'
import { DomainError } from '#app/lib/errors.ts'
import { fen, type Money, sum } from '#app/lib/money.ts'
import { listDriftItems } from './drift-rows.server.ts'
import { listUnexplained } from './explained.server.ts'
import { type Explained, type MissingLink, missingLinks } from './explained.ts'
import { type DriftRow, driftRows } from './fund.ts'
import { type FundDrift, readBoards } from './fund-drift.server.ts'

/** What of the board is opened: a fund, a row of it, or the paid money whose chain is not whole. */
export type DriftChoice = { fund: string | null; row: string | null; all: boolean; unexplained: boolean; page: number }
export const driftPageSize = 50

/**
 * The drift board of all approved funds of the actor's authority, or of one; with a row of a fund opened to what stands behind
 * it, or the paid money that is not explained, a page at a time. At most five queries. Throws access.denied, not_found.
 */
export async function getDriftBoard(ctx: Context, choice: DriftChoice) {
	const { organisationId: authorityId } = memberOf(ctx.actor)
	authorize(ctx.actor, 'fund.view', { authorityId })
	const funds = await readBoards(ctx.db, authorityId, ctx.now)
	const chosen = choice.fund ? funds.find((fund) => fund.number === choice.fund) : null
	if (chosen === undefined) throw new DomainError('not_found', { number: choice.fund })
	const shown = chosen ? [chosen] : funds
	const page = { page: choice.page, pageSize: driftPageSize }
	const row = driftRows.find((one) => one === choice.row)
	const [opened, unexplained] = await Promise.all([
		chosen && row ? listDriftItems(ctx, chosen.id, { row, onlyDifferent: !choice.all, ...page }) : null,
		choice.unexplained ? listUnexplained(ctx, authorityId, { fund: choice.fund, ...page }) : null,
	])
	return {
		funds,
		chosen,
		rows: totalRows(shown),
		explained: totalExplained(shown),
		driftFen: driftOf(shown),
		opened: opened && row ? { row, all: choice.all, ...opened } : null,
		unexplained,
		page: choice.page,
		at: shown.reduce((oldest, fund) => oldestOf(fund.at, oldest), ctx.now),
		now: ctx.now,
	}
}
export type DriftPage = Awaited<ReturnType<typeof getDriftBoard>>

/** All differences of some boards, without their signs: zero only when every row of every fund agrees. */
const driftOf = (funds: readonly FundDrift[]): Money =>
	sum(
		funds.flatMap(({ rows }) =>
			rows.map(({ booksFen, otherFen }) => fen(booksFen > otherFen ? booksFen - otherFen : otherFen - booksFen)),
		),
	)

function totalRows(funds: readonly FundDrift[]): DriftRow[] {
	return driftRows.map((row) => {
		const own = funds.flatMap((fund) => fund.rows.filter((one) => one.row === row))
		return {
			row,
			booksFen: sum(own.map((one) => one.booksFen)),
			otherFen: sum(own.map((one) => one.otherFen)),
			count: own.reduce((count, one) => count + one.count, 0),
		}
	})
}

function totalExplained(funds: readonly FundDrift[]): Explained {
	const gaps = funds.flatMap((fund) => fund.explained.gaps)
	const of = (link: MissingLink) => gaps.filter((gap) => gap.link === link)
	return {
		paidFen: sum(funds.map((fund) => fund.explained.paidFen)),
		explainedFen: sum(funds.map((fund) => fund.explained.explainedFen)),
		gaps: missingLinks.flatMap((link) =>
			of(link).length === 0
				? []
				: [
						{
							link,
							amountFen: sum(of(link).map((gap) => gap.amountFen)),
							count: of(link).reduce((count, gap) => count + gap.count, 0),
						},
					],
		),
	}
}

const oldestOf = (a: Date, b: Date) => (a < b ? a : b)
