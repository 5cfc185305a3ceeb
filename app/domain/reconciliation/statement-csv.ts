import { CsvError, parse } from 'csv-parse/sync'
import { decimalText, decimalUnits } from '#app/lib/decimal.ts'
import { fileText } from '#app/lib/file-text.ts'
import { type LocalDate, parseDay } from '#app/lib/time.ts'
import {
	type Booked,
	book,
	fenOf,
	type LeftOut,
	nothingBooked,
	proveStatement,
	type StatementDraft,
	StatementFault,
	type StatementLineDraft,
	type StatementReading,
} from './statement.ts'
import { type CsvField, cellText, headerOf, keyedAmount } from './statement-columns.ts'

/** What the import form adds to a file that does not say it itself. Balances are decimals in yuan. */
export type CsvExtra = { accountNo?: string; opening?: string | null; closing?: string | null }

type Row = { line: number; cells: string[] }
type Movement = StatementLineDraft & { balance: string | null }

/**
 * Reads a bank's CSV export: columns by their names (statement-columns.ts), Chinese or English, in UTF-8 or GB 18030,
 * separated by comma, semicolon or tab. Opening and closing come from their own rows, else from `extra`, else from the
 * running balance, which must hold in every row where it is given. Nothing is taken from a file with a fault.
 */
export function readStatementCsv(bytes: Uint8Array, extra: CsvExtra = {}): StatementReading {
	const decoded = fileText(bytes)
	if (!decoded) return { fault: { code: 'encoding', line: 1, values: {} } }
	try {
		const leftOut: LeftOut[] = []
		const statement = draftOf(rowsOf(decoded.text), extra, leftOut)
		proveStatement(statement, bookedLines(statement))
		return { file: { format: 'csv', version: '', statements: [statement], leftOut } }
	} catch (error) {
		if (error instanceof StatementFault) return { fault: { code: error.code, line: error.line, values: error.values } }
		throw error
	}
}

/** A CSV has a row for each entry. */
export function bookedLines({ lines }: StatementDraft): Booked {
	const booked = nothingBooked()
	for (const { amount } of lines) book(booked, decimalUnits(amount))
	return booked
}

function rowsOf(text: string): Row[] {
	const start = text.slice(0, 4000)
	const delimiter = [',', '\t', ';']
		.map((mark) => ({ mark, n: start.split(mark).length }))
		.sort((a, b) => b.n - a.n)[0]!.mark
	try {
		const records = parse(text, {
			delimiter,
			info: true,
			relax_column_count: true,
			skip_empty_lines: true,
			trim: true,
			max_record_size: 1 << 16,
		}) as unknown as { record: string[]; info: { lines: number } }[]
		return records.map(({ record, info }) => ({ line: info.lines, cells: record.map(cellText) }))
	} catch (error) {
		if (error instanceof CsvError) throw new StatementFault('csv', Number(error.lines ?? 1), { found: error.code })
		throw error
	}
}

function draftOf(rows: Row[], extra: CsvExtra, leftOut: LeftOut[]): StatementDraft {
	const headAt = rows.findIndex((row) => headerOf(row.cells) !== null)
	const head = rows[headAt]
	if (!head) throw new StatementFault('columns', rows[0]?.line ?? 1)
	const columns = headerOf(head.cells)!
	const keyed = { opening: extra.opening ?? null, closing: extra.closing ?? null, accountNo: extra.accountNo ?? '' }
	const movements: Movement[] = []
	for (const [i, row] of rows.entries()) {
		if (i === headAt) continue
		const pair = keyedAmount(row.cells)
		if (pair) {
			if (pair.key === 'account') keyed.accountNo = pair.value
			else keyed[pair.key] = amountIn(pair.value, row.line)
		} else if (i > headAt) {
			if (row.cells.every((cell) => cell === '') || cellAt(row, columns, 'date') === '')
				leftOut.push({ line: row.line, path: '', reason: 'empty_row' })
			else movements.push(movementOf(row, columns))
		}
	}
	const lines = inOrder(movements)
	const first = lines[0]
	const last = lines.at(-1)
	if (!first || !last) throw new StatementFault('no_statement', head.line)
	const opening = keyed.opening ?? (first.balance ? less(first.balance, first.amount) : null)
	const closing = keyed.closing ?? last.balance ?? null
	if (opening === null || closing === null)
		throw new StatementFault('balance', head.line, { missing: opening === null ? 'OPBD' : 'CLBD' })
	const accountNo = accountOf(rows, columns, headAt) ?? keyed.accountNo.replace(/\s/g, '')
	if (!accountNo) throw new StatementFault('account', head.line)
	const currency = first.currency
	const mixed = lines.find((line) => line.currency !== currency)
	if (mixed) throw new StatementFault('currency', mixed.line, { found: mixed.currency, expected: currency })
	return {
		line: last.line,
		statementId: `${first.bookedOn}–${last.bookedOn}`,
		accountNo,
		currency,
		opening,
		closing,
		openingFen: fenOf(opening, currency),
		closingFen: fenOf(closing, currency),
		openingOn: first.bookedOn,
		closingOn: last.bookedOn,
		lines: lines.map(({ balance: _, ...line }) => line),
	}
}

type Columns = ReadonlyMap<CsvField, number[]>

const cellAt = (row: Row, columns: Columns, field: CsvField) =>
	(columns.get(field) ?? [])
		.map((i) => row.cells[i] ?? '')
		.filter((cell) => cell !== '')
		.join(' ')

function movementOf(row: Row, columns: Columns): Movement {
	const cell = (field: CsvField) => cellAt(row, columns, field)
	const currency = currencyOf(cell('currency'))
	const amount = signedAmount(row, columns)
	return {
		line: row.line,
		bankReference: cell('reference') || null,
		bookedOn: dayIn(cell('date'), row.line),
		amount,
		amountFen: fenOf(amount, currency),
		currency,
		counterpartyName: cell('counterparty').slice(0, 400) || null,
		counterpartyAccount: cell('counterpartyAccount').replace(/\s/g, '') || null,
		endToEndId: cell('endToEndId') || null,
		remittance: cell('remittance').slice(0, 2000),
		returnCode: cell('returnCode') || null,
		balance: cell('balance') ? amountIn(cell('balance'), row.line) : null,
	}
}

/** Debit and credit columns, or one amount with a sign or a direction beside it. */
function signedAmount(row: Row, columns: Columns): string {
	const debit = cellAt(row, columns, 'debit')
	const credit = cellAt(row, columns, 'credit')
	const isNothing = (text: string) => text === '' || /^[0.]+$/.test(text.replaceAll(',', ''))
	if (columns.has('debit') || columns.has('credit')) {
		if (isNothing(debit) === isNothing(credit) && !(isNothing(debit) && columns.has('amount')))
			throw new StatementFault('amount', row.line, { found: [debit, credit].filter(Boolean).join(' / ') })
		if (!isNothing(debit)) return negated(amountIn(debit, row.line))
		if (!isNothing(credit)) return amountIn(credit, row.line)
	}
	const amount = amountIn(cellAt(row, columns, 'amount'), row.line)
	if (!columns.has('direction')) return amount
	const direction = cellAt(row, columns, 'direction')
	if (/^(借|支|付|往|d|dr|debit|dbit|out|-)/i.test(direction)) return negated(amount)
	if (/^(贷|收|来|c|cr|credit|crdt|in|\+)/i.test(direction)) return amount
	throw new StatementFault('direction', row.line, { found: direction })
}

const negated = (amount: string) => (amount.startsWith('-') ? amount.slice(1) : `-${amount}`)
const less = (balance: string, amount: string) => decimalText(decimalUnits(balance) - decimalUnits(amount))

function amountIn(text: string, line: number): string {
	const plain = text
		.replace(/^[¥￥]\s*/, '')
		.replace(/^−/, '-')
		.replace(/^([+-]?)(\d{1,3}(?:,\d{3})+)/, (_, sign: string, whole: string) => sign + whole.replaceAll(',', ''))
	const amount = plain.replace(/^\+/, '')
	try {
		decimalUnits(amount)
		return amount
	} catch {
		throw new StatementFault('amount', line, { found: text })
	}
}

function dayIn(text: string, line: number): LocalDate {
	const match = /^(\d{4})\s*[-/.年]?\s*(\d{1,2})\s*[-/.月]?\s*(\d{1,2})(?!\d)/.exec(
		text.replace(/^(\d{4})(\d{2})(\d{2})/, '$1-$2-$3'),
	)
	try {
		return parseDay(match ? `${match[1]}-${match[2]!.padStart(2, '0')}-${match[3]!.padStart(2, '0')}` : text)
	} catch {
		throw new StatementFault('date', line, { found: text })
	}
}

const currencyNames: Record<string, string> = {
	'': 'CNY',
	人民币: 'CNY',
	人民币元: 'CNY',
	RMB: 'CNY',
	美元: 'USD',
	欧元: 'EUR',
	港币: 'HKD',
}
const currencyOf = (text: string) => currencyNames[text] ?? text.toUpperCase()

function accountOf(rows: Row[], columns: Columns, headAt: number): string | null {
	const accounts = new Map<string, number>()
	for (const row of rows.slice(headAt + 1)) {
		const account = cellAt(row, columns, 'account').replace(/\s/g, '')
		if (account && cellAt(row, columns, 'date')) accounts.set(account, accounts.get(account) ?? row.line)
	}
	const [first, second] = [...accounts]
	if (second) throw new StatementFault('account', second[1], { found: second[0] })
	return first ? first[0] : null
}

/** Oldest first; where a running balance is given it must hold from row to row, in one direction or the other. */
function inOrder(rows: Movement[]): Movement[] {
	const forward = brokenRow(rows)
	if (forward === null) return isNewestFirst(rows) ? [...rows].reverse() : rows
	const reversed = [...rows].reverse()
	if (brokenRow(reversed) === null) return reversed
	throw new StatementFault('running_balance', forward.line, { found: forward.balance ?? '' })
}

const isNewestFirst = (rows: Movement[]) =>
	rows.length > 1 && rows.some((r) => r.balance === null) && rows[0]!.bookedOn > rows.at(-1)!.bookedOn

function brokenRow(rows: Movement[]): Movement | null {
	for (let i = 1; i < rows.length; i++) {
		const [before, row] = [rows[i - 1]!, rows[i]!]
		if (before.balance === null || row.balance === null) continue
		if (decimalUnits(before.balance) + decimalUnits(row.amount) !== decimalUnits(row.balance)) return row
	}
	return null
}
