import type { Context } from '#app/domain/context.server.ts'
import { memberOf } from '#app/domain/identity/policy.ts'
import type { Month } from '#app/domain/ledger/period.ts'
import { monthAfter, monthOf } from '#app/domain/ledger/period.ts'
import { DomainError } from '#app/lib/errors.ts'
import { shanghaiDay } from '#app/lib/time.ts'
import { execution } from './execution.server.ts'
import { monthFlows } from './fiscal-journal.server.ts'
import { moneyStatement } from './money-statement.server.ts'
import { outcomes } from './outcomes.server.ts'
import { type Dimension, dimensions, type Report } from './report.ts'

/** What of a report is asked for in an address. */
export type ReportAsked = { name: string; year: number; by: Dimension; month: Month; party: string | null }

/** Reads what an address asks for; what is no year, month or dimension is the present one. */
export function reportAsked(
	name: string,
	query: URLSearchParams,
	now: Date,
	years: readonly number[] = [],
): ReportAsked {
	const today = shanghaiDay(now)
	const month = query.get('month') ?? ''
	const year = Number(query.get('year'))
	return {
		name,
		year: Number.isInteger(year) && year > 2000 && year < 2200 ? year : (years[0] ?? Number(today.slice(0, 4))),
		by: dimensions.find((one) => one === query.get('by')) ?? 'month',
		month: (/^\d{4}-(0[1-9]|1[0-2])$/.test(month) ? month : monthOf(today)) as Month,
		party: query.get('party'),
	}
}

/** Months one can ask the journal of, newest first. */
export function journalMonths(now: Date, count = 24): Month[] {
	const last = monthOf(shanghaiDay(now))
	return Array.from({ length: count }, (_, n) => monthAfter(last, -n))
}

/** A report of the actor's authority with the name of whom it is about. Throws not_found, access.denied. */
export async function readReport(
	ctx: Context,
	asked: ReportAsked,
): Promise<{ report: Report; about: string; isDemo: boolean }> {
	const about = memberOf(ctx.actor).organisationName
	if (asked.name === 'execution')
		return { report: await execution(ctx, asked.year, asked.by), about: `${about} ${asked.year}`, isDemo: false }
	if (asked.name === 'outcomes')
		return { report: await outcomes(ctx, asked.year), about: `${about} ${asked.year}`, isDemo: false }
	if (asked.name === 'journal')
		return { report: await monthFlows(ctx, asked.month), about: `${about} ${asked.month}`, isDemo: false }
	if (asked.name !== 'statement' || !asked.party) throw new DomainError('not_found', { report: asked.name })
	const { report, party } = await moneyStatement(ctx, asked.party)
	return { report, about: party.name, isDemo: party.isDemo }
}
