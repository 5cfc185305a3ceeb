import type { Context } from '#app/domain/context.server.ts'
import { authorize, memberOf } from '#app/domain/identity/policy.ts'
import type { Month } from '#app/domain/ledger/period.ts'
import { csvField } from '#app/lib/csv-line.ts'
import { plainYuan } from '#app/lib/money.ts'
import { dayOf } from '#app/lib/time.ts'
import type { Report } from './report.ts'

/** What moved in a month, per fund, source and move, by business day. One query. Throws access.denied. */
export async function monthFlows(ctx: Context, month: Month): Promise<Report> {
	const { organisationId } = memberOf(ctx.actor)
	authorize(ctx.actor, 'report.view', { authorityId: organisationId })
	const rows = await ctx.db.$queryRaw<{ fund: string; source: string; from: string; to: string; amount: bigint }[]>`
		SELECT f.number AS fund, s.name AS source, x.from_stage::text AS from, x.to_stage::text AS to, sum(x.amount_fen)::bigint AS amount
		FROM fund f CROSS JOIN LATERAL fund_flows(f.id) x JOIN funding_source s ON s.fund_id = f.id AND s.source_no = x.source_no
		WHERE f.authority_id = ${organisationId} AND x.effective_on BETWEEN month_start(${month}::char(7)) AND month_end(${month}::char(7))
		GROUP BY f.number, x.source_no, s.name, x.from_stage, x.to_stage ORDER BY f.number, x.source_no, x.from_stage, x.to_stage`
	return {
		facts: [],
		columns: [
			{ key: 'fund', kind: 'text' },
			{ key: 'source', kind: 'text' },
			{ key: 'from', kind: 'text' },
			{ key: 'to', kind: 'text' },
			{ key: 'amount', kind: 'amount' },
		],
		rows: rows.map((row) => [row.fund, row.source, stage(row.from), stage(row.to), row.amount]),
		foot: ['', null, null, null, rows.reduce((sum, row) => sum + row.amount, 0n)],
		chart: null,
	}
}

/** A stage's name is a text of its own: `fund.stage_…`. */
const stage = (name: string) => ({ zh: `stage_${name}`, en: `stage_${name}` })

/** Entries read at a time. */
const pageSize = 5_000

type Entry = {
	id: bigint
	on: Date
	recordedAt: Date
	action: string
	subject: string
	fund: string
	projectCode: string
	functionalClass: string
	economicClass: string
	source: string
	from: string
	to: string
	amount: bigint
	corrects: bigint | null
}

export const journalHead = [
	'entry',
	'day',
	'recorded',
	'action',
	'paper',
	'fund',
	'project_code',
	'functional_class',
	'economic_class',
	'source',
	'from_stage',
	'to_stage',
	'amount_yuan',
	'corrects',
] as const

/** The fiscal journal of a month: every entry of the authority's funds as lines of a CSV, page by page. Throws access.denied. */
export async function* fiscalJournal(ctx: Context, month: Month): AsyncGenerator<string> {
	const { organisationId } = memberOf(ctx.actor)
	authorize(ctx.actor, 'report.view', { authorityId: organisationId })
	yield `\uFEFF${journalHead.join(',')}\r\n`
	for (let after = 0n; ; ) {
		const rows = await ctx.db.$queryRaw<Entry[]>`
			SELECT t.id, t.effective_on AS on, t.recorded_at AS "recordedAt", c.action, c.subject, f.number AS fund, f.project_code AS "projectCode", f.functional_class AS "functionalClass", f.economic_class AS "economicClass",
				s.name AS source, t.from_stage::text AS from, t.to_stage::text AS to, t.amount_fen AS amount, t.corrects
			FROM transfer t JOIN fund f ON f.id = t.fund_id JOIN command c ON c.id = t.command_id JOIN funding_source s ON s.fund_id = t.fund_id AND s.source_no = t.source_no
			WHERE f.authority_id = ${organisationId} AND t.effective_on BETWEEN month_start(${month}::char(7)) AND month_end(${month}::char(7)) AND t.id > ${after} ORDER BY t.id LIMIT ${pageSize}`
		if (rows.length === 0) return
		yield rows.map(lineOf).join('')
		after = rows.at(-1)!.id
	}
}

const lineOf = (row: Entry) =>
	`${[
		String(row.id),
		dayOf(row.on),
		row.recordedAt.toISOString(),
		row.action,
		row.subject,
		row.fund,
		row.projectCode,
		row.functionalClass,
		row.economicClass,
		row.source,
		row.from,
		row.to,
		plainYuan(row.amount),
		row.corrects === null ? '' : String(row.corrects),
	]
		.map(csvField)
		.join(',')}\r\n`
