import { readCamt053 } from './camt053.ts'
import type { StatementReading } from './statement.ts'
import { type CsvExtra, readStatementCsv } from './statement-csv.ts'

/** Reads a bank statement of any format we take; the file's first characters decide, not its name. */
export const readStatement = (bytes: Uint8Array, extra: CsvExtra = {}): StatementReading =>
	looksLikeXml(bytes) ? readCamt053(bytes) : readStatementCsv(bytes, extra)

/** Whether a file that starts with these bytes is XML, in any encoding. */
export function looksLikeXml(start: Uint8Array): boolean {
	const text = [...start.subarray(0, 200)]
		.filter((byte) => byte !== 0)
		.map((byte) => String.fromCharCode(byte))
		.join('')
	return /^[^\w,;"']{0,8}</.test(text)
}
