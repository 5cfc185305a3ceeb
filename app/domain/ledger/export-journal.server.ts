import type pg from 'pg'
import { plainYuan } from '#app/lib/money.ts'

export const journalFormats = ['hledger', 'beancount'] as const
export type JournalFormat = (typeof journalFormats)[number]

type Row = {
	id: string
	action: string
	subject: string
	fund: string
	source_no: number
	from_stage: string
	to_stage: string
	amount_fen: string
	effective_on: string
	recorded_at: Date
	corrects: string | null
}

/** Rows fetched at a time. */
const pageSize = 5_000

/** An account name both programs accept: a root they know, the fund, the source, the stage. */
export function accountName(fund: string, sourceNo: number, stage: string): string {
	const part = stage.replace(/(^|_)(\w)/g, (_, __, letter: string) => letter.toUpperCase())
	const root = stage === 'treasury' ? 'Equity' : 'Assets'
	return `${root}:${fund.replace(/[^A-Za-z0-9-]/g, '')}:S${sourceNo}:${part}`
}

const quoted = (text: string) => `"${text.replaceAll('"', "'")}"`

/**
 * The whole journal as text of an independent book-keeper, in effective order, chunk by chunk and in one snapshot.
 * Every transfer is one transaction of two postings; its id, its recorded time and what it corrects are in the notes.
 */
export async function* exportJournal(client: pg.ClientBase, format: JournalFormat): AsyncGenerator<string> {
	await client.query('BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY')
	try {
		yield* opening(client, format)
		await client.query(
			`DECLARE journal NO SCROLL CURSOR FOR
			 SELECT t.id, c.action, c.subject, f.number AS fund, t.source_no, t.from_stage::text, t.to_stage::text, t.amount_fen, t.effective_on::text, t.recorded_at, t.corrects
			 FROM transfer t JOIN command c ON c.id = t.command_id JOIN fund f ON f.id = t.fund_id ORDER BY t.effective_on, t.id`,
		)
		for (;;) {
			const { rows } = await client.query<Row>(`FETCH ${pageSize} FROM journal`)
			if (rows.length === 0) return
			yield rows.map((row) => entry(row, format)).join('')
		}
	} finally {
		await client.query('ROLLBACK')
	}
}

async function* opening(client: pg.ClientBase, format: JournalFormat): AsyncGenerator<string> {
	if (format === 'hledger') yield 'commodity CNY 1,000.00\n'
	else yield 'option "operating_currency" "CNY"\n'
	const { rows } = await client.query<{ fund: string; source_no: number; stage: string; first: string }>(
		`SELECT f.number AS fund, s.source_no, s.stage::text, min(s.effective_on)::text AS first FROM (
			SELECT fund_id, source_no, from_stage AS stage, effective_on FROM transfer UNION ALL SELECT fund_id, source_no, to_stage, effective_on FROM transfer) s
		 JOIN fund f ON f.id = s.fund_id GROUP BY 1, 2, 3 ORDER BY 1, 2, 3`,
	)
	yield rows
		.map((row) => {
			const account = accountName(row.fund, row.source_no, row.stage)
			return format === 'hledger' ? `account ${account}\n` : `${row.first} open ${account} CNY\n`
		})
		.join('')
}

function entry(row: Row, format: JournalFormat): string {
	const amount = plainYuan(BigInt(row.amount_fen))
	const to = accountName(row.fund, row.source_no, row.to_stage)
	const from = accountName(row.fund, row.source_no, row.from_stage)
	const recorded = row.recorded_at.toISOString()
	if (format === 'hledger') {
		const correction = row.corrects ? `, corrects:${row.corrects}` : ''
		return `\n${row.effective_on} ${row.action} ${row.subject}  ; transfer:${row.id}, recorded:${recorded}${correction}\n    ${to}  CNY ${amount}\n    ${from}  CNY -${amount}\n`
	}
	const correction = row.corrects ? `  corrects: ${quoted(row.corrects)}\n` : ''
	return `\n${row.effective_on} * ${quoted(row.action)} ${quoted(row.subject)}\n  transfer: ${quoted(row.id)}\n  recorded: ${quoted(recorded)}\n${correction}  ${to}  ${amount} CNY\n  ${from}  -${amount} CNY\n`
}
