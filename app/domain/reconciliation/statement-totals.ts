import { decimalText } from '#app/lib/decimal.ts'
import { encodingsOf } from '#app/lib/file-text.ts'
import { XmlReader } from '#app/lib/xml.ts'
import { Camt053Reader, faultOf } from './camt053.ts'
import { looksLikeXml } from './read-statement.ts'
import { type Booked, type LeftOut, type StatementDraft, StatementFault, type StatementRefusal } from './statement.ts'
import { bookedLines, readStatementCsv } from './statement-csv.ts'

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

/** A CSV is held whole; longer ones are no bank's export of a day or a month. */
const csvBytesMax = 64 << 20

type Chunks = AsyncIterable<Uint8Array>

/**
 * Reads a statement file of any size, chunk by chunk, and holds nothing of it but its totals. The same rules as
 * `readStatement`: opening + lines = closing for each statement, and one fault refuses the whole. `open` gives the file from
 * its beginning: once for each encoding it may be in.
 */
export async function statementTotals(open: () => Chunks): Promise<TotalsReading> {
	const start = await startOf(open())
	return looksLikeXml(start) ? camtTotals(open, encodingsOf(start)) : csvTotals(open())
}

async function camtTotals(open: () => Chunks, encodings: readonly string[]): Promise<TotalsReading> {
	for (const encoding of encodings) {
		const reader = new Camt053Reader(() => {})
		const seen = () => ({ format: reader.version && `camt.053.001.${reader.version}`, version: reader.version })
		try {
			const xml = new XmlReader(reader)
			for await (const text of textOf(open(), encoding)) xml.write(text)
			xml.end()
			if (reader.statements.length === 0) throw new StatementFault('no_statement', 1)
			const statements = reader.statements.map((statement, i) => totalsOf(statement, reader.booked[i]!))
			return { totals: { ...seen(), statements, leftOut: reader.leftOut } }
		} catch (error) {
			if (!(error instanceof WrongEncoding)) return { fault: faultOf(error), ...seen() }
		}
	}
	return { fault: { code: 'encoding', line: 1, values: {} }, format: '', version: '' }
}

async function csvTotals(chunks: Chunks): Promise<TotalsReading> {
	const parts: Uint8Array[] = []
	let length = 0
	for await (const chunk of chunks) {
		parts.push(chunk)
		length += chunk.length
		if (length > csvBytesMax) return { fault: { code: 'too_large', line: 1, values: {} }, format: 'csv', version: '' }
	}
	const { file, fault } = readStatementCsv(Buffer.concat(parts))
	if (fault) return { fault, format: 'csv', version: '' }
	const statements = file.statements.map((statement) => totalsOf(statement, bookedLines(statement)))
	return { totals: { format: 'csv', version: '', statements, leftOut: file.leftOut } }
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

/** Enough of a file's beginning to tell its format and encoding. */
async function startOf(chunks: Chunks): Promise<Uint8Array> {
	const parts: Uint8Array[] = []
	for await (const chunk of chunks) {
		parts.push(chunk)
		if (parts.reduce((sum, part) => sum + part.length, 0) >= 200) break
	}
	return Buffer.concat(parts)
}

class WrongEncoding extends Error {}

async function* textOf(chunks: Chunks, encoding: string): AsyncGenerator<string> {
	const decode = decoderOf(encoding)
	for await (const chunk of chunks) yield decode(chunk)
	yield decode()
}

function decoderOf(encoding: string): (chunk?: Uint8Array) => string {
	try {
		const decoder = new TextDecoder(encoding, { fatal: true })
		return (chunk) => {
			try {
				return decoder.decode(chunk, { stream: chunk !== undefined })
			} catch {
				throw new WrongEncoding() // a byte the encoding does not have
			}
		}
	} catch {
		throw new WrongEncoding() // an encoding nobody knows
	}
}
