import { signatureOf } from '#app/lib/column-names.ts'
import { decimalText, decimalUnits } from '#app/lib/decimal.ts'
import type { LocalDate } from '#app/lib/time.ts'
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
} from './statement.ts'
import { amountIn, currencyOf, dayIn, less, negated } from './statement-cells.ts'
import { type CsvField, headerOf, isTotalsRow, keyedValues } from './statement-columns.ts'

/** A row of a bank's table; `line` is its line in the file, or its row in the sheet. */
export type TableRow = { line: number; cells: readonly string[] }

/** Which columns hold what, as a person said it for headers like this one. */
export type TableMapping = { signature: string; columns: Partial<Record<CsvField, number[]>> }

/** What a person adds to a table that does not say it itself. Balances are decimals in yuan. */
export type TableExtra = {
	accountNo?: string
	opening?: string | null
	closing?: string | null
	mapping?: TableMapping | null
	/** a list of receipts has no balances: it begins at this one */
	receiptsFrom?: string | null
}

type Movement = StatementLineDraft & { balance: string | null }
type Columns = ReadonlyMap<CsvField, readonly number[]>
type Edge = Pick<Movement, 'line' | 'bookedOn' | 'amount' | 'balance' | 'currency'>

const leftOutMax = 1000

/**
 * Reads a bank's table row by row, a CSV or a sheet, and holds none of its movements: each is handed to `take` in the
 * order of the file. Columns are known by their names, or by a mapping. Only at the end it is known which way the rows
 * run: see `isNewestFirst` of what `end` answers. Throws StatementFault.
 */
export class TableReader {
	readonly leftOut: LeftOut[] = []
	private readonly take: (line: StatementLineDraft) => void
	private readonly extra: TableExtra
	private firstLine = 0
	private head: { line: number; columns: Columns } | null = null
	private readonly said: Said = { opening: null, closing: null, account: null, currency: '' }
	private account: string | null = null
	private first: Edge | null = null
	private last: Edge | null = null
	private readonly booked = nothingBooked()
	/** the first row whose balance does not follow, read downwards, and read upwards */
	private broken: { down: Edge | null; up: Edge | null } = { down: null, up: null }
	private hasRowWithoutBalance = false

	constructor(take: (line: StatementLineDraft) => void, extra: TableExtra = {}) {
		this.take = take
		this.extra = extra
	}

	row(row: TableRow): void {
		if (this.firstLine === 0) this.firstLine = row.line
		if (!this.head) {
			const columns = this.columnsOf(row)
			if (columns) this.begin(row, columns)
			else this.hear(row, true)
			return
		}
		if (this.hear(row, false)) return
		const reason = noMovement(row, this.head.columns)
		if (reason) this.leave({ line: row.line, path: '', reason })
		else this.move(row, this.head.columns)
	}

	end(): { statement: Omit<StatementDraft, 'lines'>; booked: Booked; isNewestFirst: boolean } {
		const { head, said, extra } = this
		if (!head) throw new StatementFault('columns', this.firstLine || 1)
		if (!this.first || !this.last) throw new StatementFault('no_statement', head.line)
		const isNewestFirst = this.direction()
		const [first, last] = isNewestFirst ? [this.last, this.first] : [this.first, this.last]
		const currency = first.currency
		if (said.currency && currencyOf(said.currency) !== currency && !head.columns.has('currency'))
			throw new StatementFault('currency', head.line, { found: currency, expected: currencyOf(said.currency) })
		const receiptsFrom = extra.receiptsFrom ?? null
		const opening =
			said.opening ?? extra.opening ?? (first.balance ? less(first.balance, first.amount) : null) ?? receiptsFrom
		const closing =
			said.closing ??
			extra.closing ??
			last.balance ??
			(receiptsFrom === null || opening === null ? null : this.after(opening))
		if (opening === null || closing === null)
			throw new StatementFault('balance', head.line, { missing: opening === null ? 'OPBD' : 'CLBD' })
		const accountNo = this.account ?? accountText(said.account ?? extra.accountNo ?? '')
		if (!accountNo) throw new StatementFault('account', head.line)
		const statement = {
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
		}
		proveStatement(statement, this.booked)
		return { statement, booked: this.booked, isNewestFirst }
	}

	private after(opening: string): string {
		return decimalText(decimalUnits(opening) + this.booked.creditUnits - this.booked.debitUnits)
	}

	private columnsOf({ cells }: TableRow): Columns | null {
		const { mapping } = this.extra
		if (!mapping) return headerOf(cells)
		if (signatureOf(cells) !== mapping.signature) return null
		return new Map(Object.entries(mapping.columns) as [CsvField, number[]][])
	}

	private begin(row: TableRow, columns: Columns): void {
		this.head = { line: row.line, columns }
		const used = new Set([...columns.values()].flat())
		row.cells.forEach((name, i) => {
			if (name !== '' && !used.has(i)) this.leave({ line: row.line, path: name, reason: 'column_not_used' })
		})
	}

	private leave(what: LeftOut): void {
		if (this.leftOut.length < leftOutMax) this.leftOut.push(what)
	}

	/** Balances, account and currency said in rows of their own; whether the row was one of these. */
	private hear(row: TableRow, isAboveHead: boolean): boolean {
		const pairs = keyedValues(row.cells, isAboveHead)
		for (const { key, value } of pairs) {
			if (key === 'account') this.said.account = value
			else if (key === 'currency') this.said.currency = value
			else {
				const amount = amountIn(value, row.line)
				const before = this.said[key]
				if (before !== null && decimalUnits(before) !== decimalUnits(amount))
					throw new StatementFault('balance_twice', row.line, { type: key })
				this.said[key] = amount
			}
		}
		return pairs.length > 0
	}

	private move(row: TableRow, columns: Columns): void {
		this.hearAccount(row, columns)
		const { balance, ...line } = movementOf(row, columns, this.said.currency)
		const edge: Edge = {
			line: line.line,
			bookedOn: line.bookedOn,
			amount: line.amount,
			balance,
			currency: line.currency,
		}
		if (this.first && this.first.currency !== edge.currency)
			throw new StatementFault('currency', edge.line, { found: edge.currency, expected: this.first.currency })
		this.hasRowWithoutBalance ||= balance === null
		if (this.last) this.compare(this.last, edge)
		this.first ??= edge
		this.last = edge
		book(this.booked, decimalUnits(line.amount))
		this.take(line)
	}

	private hearAccount(row: TableRow, columns: Columns): void {
		const account = accountText(cellAt(row, columns, 'account'))
		if (!account || cellAt(row, columns, 'date') === '') return
		if (this.account !== null && this.account !== account)
			throw new StatementFault('account', row.line, { found: account })
		this.account = account
	}

	private compare(before: Edge, row: Edge): void {
		if (before.balance === null || row.balance === null) return
		const [above, below] = [decimalUnits(before.balance), decimalUnits(row.balance)]
		if (above + decimalUnits(row.amount) !== below) this.broken.down ??= row
		if (below + decimalUnits(before.amount) !== above) this.broken.up ??= before
	}

	/** Whether the rows run from the newest to the oldest; a running balance must hold one way or the other. */
	private direction(): boolean {
		const { down, up } = this.broken
		if (!down) return this.hasRowWithoutBalance && this.first!.bookedOn > this.last!.bookedOn
		if (!up) return true
		throw new StatementFault('running_balance', down.line, { found: down.balance ?? '' })
	}
}

type Said = { opening: string | null; closing: string | null; account: string | null; currency: string }

/**
 * Why a row of the table is no movement: it is empty, sums up others, or has neither day nor amount. A row that has an
 * amount but no day is one all the same, and refused for its day: it must not go missing.
 */
function noMovement(row: TableRow, columns: Columns): 'empty_row' | 'totals_row' | null {
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

const cellAt = (row: TableRow, columns: Columns, field: CsvField) =>
	(columns.get(field) ?? [])
		.map((i) => row.cells[i] ?? '')
		.filter((cell) => cell !== '')
		.join(' ')

function movementOf(row: TableRow, columns: Columns, currencySaid: string): Movement {
	const cell = (field: CsvField) => cellAt(row, columns, field)
	const currency = currencyOf(cell('currency') || currencySaid)
	const amount = signedAmount(row, columns)
	// why: some banks name both sides of a payment instead of the other one
	const other = amount.startsWith('-') ? 'payee' : 'payer'
	return {
		line: row.line,
		bankReference: cell('reference') || null,
		bookedOn: dayIn(cell('date'), row.line) satisfies LocalDate,
		amount,
		amountFen: fenOf(amount, currency),
		currency,
		counterpartyName: (cell('counterparty') || cell(other)).slice(0, 400) || null,
		counterpartyAccount: accountText(cell('counterpartyAccount') || cell(`${other}Account`)) || null,
		counterpartyBank: cell('counterpartyBank').slice(0, 200) || null,
		endToEndId: cell('endToEndId') || null,
		remittance: cell('remittance').slice(0, 2000),
		returnCode: cell('returnCode') || null,
		balance: cell('balance') ? amountIn(cell('balance'), row.line) : null,
	}
}

/** Debit and credit columns, or one amount with a sign or a direction beside it. */
function signedAmount(row: TableRow, columns: Columns): string {
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
