import { decimalText } from '#app/lib/decimal.ts'
import type { Chunks } from '#app/platform/read-text.server.ts'
import type { Booked, LeftOut, StatementDraft, StatementRefusal } from './statement.ts'
import { streamStatement } from './stream-statement.server.ts'

/** What a statement comes to: balances as sent, sums as decimals; `entries` as the bank counts them. */
export type StatementTotals = {
	id: string
	account: string
	currency: string
	opening: string
	closing: string
	entries: number
	credit: string
	debit: string
}
export type FileTotals = { format: string; version: string; statements: StatementTotals[]; leftOut: LeftOut[] }
/** A file read to its end, or the one fault that refuses it; `format` as far as it was seen. */
export type TotalsReading =
	| { totals: FileTotals; fault?: undefined }
	| { totals?: undefined; fault: StatementRefusal; format: string; version: string }

/** Reads a statement file of any size, piece by piece, and holds nothing of it but its totals. */
export async function statementTotals(open: () => Chunks): Promise<TotalsReading> {
	const { file, ...refused } = await streamStatement(open, { take: () => {} })
	if (!file) return refused as Extract<TotalsReading, { fault: StatementRefusal }>
	const { format, version, leftOut } = file
	const statements = file.statements.map((statement, i) => totalsOf(statement, file.booked[i]!))
	return { totals: { format, version, statements, leftOut } }
}

const totalsOf = (statement: Omit<StatementDraft, 'lines'>, booked: Booked): StatementTotals => ({
	id: statement.statementId,
	account: statement.accountNo,
	currency: statement.currency,
	opening: statement.opening,
	closing: statement.closing,
	entries: booked.entries,
	credit: decimalText(booked.creditUnits),
	debit: decimalText(booked.debitUnits),
})
