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
import { type CsvField, cellText, headerOf, isTotalsRow, keyedValues } from './statement-columns.ts'

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
	try {
		// why: ="0123" keeps a spreadsheet from eating zeros, but is no CSV
		const records = parse(text.replace(/(^|[,;\t])="([^"\r\n]*)"/gm, '$1"$2"'), {
			delimiter: delimiterOf(text.slice(0, 4000)),
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

/** The separator that makes a header; some banks end every cell with a tab, so that the most frequent may be none. */
function delimiterOf(start: string): string {
	const marks = [',', '\t', ';']
		.map((mark) => ({ mark, n: start.split(mark).length }))
		.sort((a, b) => b.n - a.n)
		.map(({ mark }) => mark)
	const lines = start.split(/\r?\n|\r/)
	const cellsOf = (line: string, mark: string) =>
		line.split(mark).map((cell) => cellText(cell.trim().replace(/^"(.*)"$/, '$1')))
	return marks.find((mark) => lines.some((line) => headerOf(cellsOf(line, mark)))) ?? marks[0]!
}

function draftOf(rows: Row[], extra: CsvExtra, leftOut: LeftOut[]): StatementDraft {
	const headAt = rows.findIndex((row) => headerOf(row.cells) !== null)
	const head = rows[headAt]
	if (!head) throw new StatementFault('columns', rows[0]?.line ?? 1)
	const columns = headerOf(head.cells)!
	const said = saidOutside(rows, headAt)
	const used = new Set([...columns.values()].flat())
	head.cells.forEach((name, i) => {
		if (name !== '' && !used.has(i)) leftOut.push({ line: head.line, path: name, reason: 'column_not_used' })
	})
	const movements: Movement[] = []
	for (const row of rows.slice(headAt + 1)) {
		if (keyedValues(row.cells, false).length > 0) continue
		const reason = noMovement(row, columns)
		if (reason) leftOut.push({ line: row.line, path: '', reason })
		else movements.push(movementOf(row, columns, said.currency))
	}
	const lines = inOrder(movements)
	const first = lines[0]
	const last = lines.at(-1)
	if (!first || !last) throw new StatementFault('no_statement', head.line)
	const opening = said.opening ?? extra.opening ?? (first.balance ? less(first.balance, first.amount) : null)
	const closing = said.closing ?? extra.closing ?? last.balance ?? null
	if (opening === null || closing === null)
		throw new StatementFault('balance', head.line, { missing: opening === null ? 'OPBD' : 'CLBD' })
	const accountNo = accountOf(rows, columns, headAt) ?? accountText(said.account ?? extra.accountNo ?? '')
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

type Said = { opening: string | null; closing: string | null; account: string | null; currency: string }

/** Balances, account and currency said in rows of their own. Throws StatementFault when one is said twice differently. */
function saidOutside(rows: Row[], headAt: number): Said {
	const said: Said = { opening: null, closing: null, account: null, currency: '' }
	for (const [i, row] of rows.entries()) {
		if (i === headAt) continue
		for (const { key, value } of keyedValues(row.cells, i < headAt)) {
			if (key === 'account') said.account = value
			else if (key === 'currency') said.currency = value
			else {
				const amount = amountIn(value, row.line)
				const before = said[key]
				if (before !== null && decimalUnits(before) !== decimalUnits(amount))
					throw new StatementFault('balance_twice', row.line, { type: key })
				said[key] = amount
			}
		}
	}
	return said
}

/**
 * Why a row of the table is no movement: it is empty, sums up others, or has neither day nor amount. A row that has an
 * amount but no day is one all the same, and refused for its day: it must not go missing.
 */
function noMovement(row: Row, columns: Columns): 'empty_row' | 'totals_row' | null {
	const date = cellAt(row, columns, 'date')
	if (isDigit(date)) return null
	if (isTotalsRow(row.cells)) return 'totals_row'
	const isFilled = (field: CsvField) => !isNothing(cellAt(row, columns, field))
	if (isFilled('debit') && isFilled('credit') && date === '') return 'totals_row'
	const amounts = ['debit', 'credit', 'amount', 'balance'] as const
	return amounts.some(isFilled) ? null : 'empty_row'
}

const isDigit = (text: string) => /^\d/.test(text.normalize('NFKC'))
const isNothing = (text: string) => /^[-–—]*$|^[0.]+$/.test(text.normalize('NFKC').replaceAll(',', ''))
const accountText = (text: string) => text.normalize('NFKC').replace(/\s/g, '')

type Columns = ReadonlyMap<CsvField, number[]>

const cellAt = (row: Row, columns: Columns, field: CsvField) =>
	(columns.get(field) ?? [])
		.map((i) => row.cells[i] ?? '')
		.filter((cell) => cell !== '')
		.join(' ')

function movementOf(row: Row, columns: Columns, currencySaid: string): Movement {
	const cell = (field: CsvField) => cellAt(row, columns, field)
	const currency = currencyOf(cell('currency') || currencySaid)
	const amount = signedAmount(row, columns)
	// why: some banks name both sides of a payment instead of the other one
	const other = amount.startsWith('-') ? 'payee' : 'payer'
	return {
		line: row.line,
		bankReference: cell('reference') || null,
		bookedOn: dayIn(cell('date'), row.line),
		amount,
		amountFen: fenOf(amount, currency),
		currency,
		counterpartyName: (cell('counterparty') || cell(other)).slice(0, 400) || null,
		counterpartyAccount: accountText(cell('counterpartyAccount') || cell(`${other}Account`)) || null,
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
		.normalize('NFKC')
		.replace(/^([-−+]?)¥\s*/, '$1')
		.replace(/元$/, '')
		.replace(/^−/, '-')
		.replace(/^\((.*)\)$|^([^-+].*)-$/, '-$1$2')
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
		text.normalize('NFKC').replace(/^(\d{4})(\d{2})(\d{2})(?:\d{6})?(?!\d)/, '$1-$2-$3'),
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
		const account = accountText(cellAt(row, columns, 'account'))
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
