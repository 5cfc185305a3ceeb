import { readCamt053 } from './camt053.ts'
import type { StatementReading } from './statement.ts'
import { readStatementCsv } from './statement-csv.ts'
import type { TableExtra } from './statement-table.ts'

/** Reads a bank statement of any format we take; the file's first characters decide, not its name. */
export const readStatement = (bytes: Uint8Array, extra: TableExtra = {}): StatementReading =>
	looksLikeXml(bytes) ? readCamt053(bytes) : readStatementCsv(bytes, extra)

/** Whether a file that starts with these bytes is XML, in any encoding. */
export function looksLikeXml(start: Uint8Array): boolean {
	const text = [...start.subarray(0, 200)]
		.filter((byte) => byte !== 0)
		.map((byte) => String.fromCharCode(byte))
		.join('')
	return /^[^\w,;"']{0,8}</.test(text)
}
