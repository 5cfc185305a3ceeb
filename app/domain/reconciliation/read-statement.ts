import { readCamt053 } from './camt053.ts'
import type { StatementReading } from './statement.ts'
import { type CsvExtra, readStatementCsv } from './statement-csv.ts'

/** Reads a bank statement of any format we take; the file's first characters decide, not its name. */
export function readStatement(bytes: Uint8Array, extra: CsvExtra = {}): StatementReading {
	const start = [...bytes.subarray(0, 200)]
		.filter((b) => b !== 0)
		.map((b) => String.fromCharCode(b))
		.join('')
	return /^[^\w,;"']{0,8}</.test(start) ? readCamt053(bytes) : readStatementCsv(bytes, extra)
}
