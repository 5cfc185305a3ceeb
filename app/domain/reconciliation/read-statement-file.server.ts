import { createHash } from 'node:crypto'
import type { Context } from '#app/domain/context.server.ts'
import { decimalText, decimalUnits } from '#app/lib/decimal.ts'
import type { StatementFile } from '#app/platform/.server/prisma/client.ts'
import { contentPieces } from '#app/platform/storage.server.ts'
import type { StatementLineDraft, StatementRefusal } from './statement.ts'
import type { FileReading } from './statement-file.ts'
import type { TableMapping } from './statement-table.ts'
import { type StreamedFile, streamStatement } from './stream-statement.server.ts'

/** Lines held before they are written: what of a file is ever in memory at once. */
const stagedAtOnce = 1_000
const leftOutMax = 1_000

/** Thrown out of a reading that is not to go on: another worker has it, or this one stops. */
export class ReadingLeft extends Error {}

/** Told now and then how far a reading is; throws ReadingLeft to end it. */
type ReadingBeat = (doneBytes: number, lines: number) => Promise<void>

/** Reads a bank's file into its staging rows, piece by piece, and answers what it comes to, or its fault. */
export async function readStatementFile(
	ctx: Context,
	file: StatementFile,
	beat: ReadingBeat,
): Promise<{ reading: FileReading; fault?: undefined } | { reading?: undefined; fault: StatementRefusal }> {
	await clearStaged(ctx, file.id)
	const waiting: (StatementLineDraft & { statementNo: number })[] = []
	let done = 0
	let lines = 0
	const write = async () => {
		await stage(ctx, file.id, waiting, lines)
		lines += waiting.length
		waiting.length = 0
	}
	const open = async function* () {
		done = 0
		for await (const piece of contentPieces(file.sha256)) {
			yield piece
			done += piece.length
		}
	}
	const answer = await streamStatement(
		open,
		{
			take: (line, statementNo) => void waiting.push({ ...line, statementNo }),
			rest: async () => {
				if (waiting.length >= stagedAtOnce) await write()
				await beat(done, lines)
			},
		},
		{
			accountNo: file.accountNo ?? '',
			opening: file.opening,
			closing: file.closing,
			mapping: file.mapping as TableMapping | null,
			receiptsFrom: file.isReceipts ? '0' : null,
		},
	)
	if (answer.fault) return { fault: answer.fault }
	await write()
	const other = answer.file.statements.find((one) => file.accountNo && one.accountNo !== file.accountNo)
	if (other) return { fault: { code: 'other_account', line: other.line, values: { found: other.accountNo } } }
	return { reading: readingOf(answer.file) }
}

/** Staging rows of a file that was decided, or is read anew, go. */
export const clearStaged = (ctx: Context, fileId: bigint) =>
	ctx.db.$executeRaw`DELETE FROM staged_line WHERE file_id = ${fileId}`

const readingOf = ({ format, version, isNewestFirst, statements, booked, leftOut }: StreamedFile): FileReading => ({
	format,
	version,
	isNewestFirst,
	leftOut: leftOut.slice(0, leftOutMax),
	statements: statements.map((one, i) => ({
		line: one.line,
		statementId: one.statementId,
		accountNo: one.accountNo,
		currency: one.currency,
		opening: one.opening,
		closing: one.closing,
		openingOn: one.openingOn,
		closingOn: one.closingOn,
		entries: booked[i]!.entries,
		credit: decimalText(booked[i]!.creditUnits),
		debit: decimalText(booked[i]!.debitUnits),
	})),
})

async function stage(
	ctx: Context,
	fileId: bigint,
	lines: readonly (StatementLineDraft & { statementNo: number })[],
	before: number,
): Promise<void> {
	for (let at = 0; at < lines.length; at += stagedAtOnce) {
		const rows = lines.slice(at, at + stagedAtOnce).map((line, i) => ({
			statement_no: line.statementNo,
			n: before + at + i + 1,
			file_line: line.line,
			base_reference: line.bankReference ?? fingerprint(line),
			booked_on: line.bookedOn,
			amount: line.amount,
			amount_fen: line.amountFen?.toString() ?? null,
			currency: line.currency,
			counterparty_name: line.counterpartyName,
			counterparty_account: line.counterpartyAccount,
			counterparty_bank: line.counterpartyBank,
			end_to_end_id: line.endToEndId,
			remittance: line.remittance,
			return_code: line.returnCode,
		}))
		await ctx.db.$executeRaw`
			INSERT INTO staged_line (file_id, statement_no, n, file_line, base_reference, booked_on, amount, amount_fen, currency,
				counterparty_name, counterparty_account, counterparty_bank, end_to_end_id, remittance, return_code)
			SELECT ${fileId}, r.* FROM jsonb_to_recordset(${JSON.stringify(rows)}::jsonb) AS r (statement_no int, n int, file_line int,
				base_reference text, booked_on date, amount text, amount_fen bigint, currency text, counterparty_name text,
				counterparty_account text, counterparty_bank text, end_to_end_id text, remittance text, return_code text)`
	}
}

/** What a line without a bank reference is known by: amount, party and references; on its account and day the n-th such line. */
function fingerprint(line: StatementLineDraft): string {
	const said = [
		decimalText(decimalUnits(line.amount)),
		line.counterpartyAccount,
		line.counterpartyName,
		line.endToEndId,
		line.remittance,
	]
	return `~${createHash('sha256').update(JSON.stringify(said)).digest('hex').slice(0, 20)}`
}
