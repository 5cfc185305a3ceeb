import type { Context } from '#app/domain/context.server.ts'
import { maskAccount } from '#app/domain/identity/payee-account.ts'
import { authorize, can, memberOf } from '#app/domain/identity/policy.ts'
import { type ColumnChoice, columnChoice } from '#app/lib/column-choice.ts'
import { signatureOf } from '#app/lib/column-names.ts'
import { DomainError } from '#app/lib/errors.ts'
import { contentPieces } from '#app/platform/storage.server.ts'
import { findStatementFile } from './find-statement-file.server.ts'
import { StatementFault } from './statement.ts'
import { type CsvField, headerOf } from './statement-columns.ts'
import type { FileReading, FileRefusal, StatementFileState } from './statement-file.ts'
import type { TableMapping, TableRow } from './statement-table.ts'
import { firstRows } from './stream-statement.server.ts'
import { rowsLookedAt } from './upload-statement.server.ts'

type StatementFileRow = {
	number: string
	name: string
	state: StatementFileState
	refusal: FileRefusal | null
	uploadedAt: Date
}

/** The files of the actor's authority that are in hand or in quarantine, newest first. */
export async function listStatementFiles(ctx: Context): Promise<StatementFileRow[]> {
	const authorityId = memberOf(ctx.actor).organisationId
	authorize(ctx.actor, 'statement.view', { authorityId })
	const rows = await ctx.db.statementFile.findMany({
		where: { authorityId, state: { notIn: ['taken', 'dropped'] } },
		orderBy: { id: 'desc' },
		take: 50,
		select: { number: true, name: true, state: true, refusal: true, uploadedAt: true },
	})
	return rows as StatementFileRow[]
}

/** A bank's file wherever it stands: its columns to be named, how far its reading is, what was read, or why it is refused. */
export async function getStatementFile(ctx: Context, number: string, headLine: number | null, isMapping: boolean) {
	const file = await findStatementFile(ctx, number)
	const { authorityId } = file
	const mayImport = can(ctx.actor, 'statement.import', { authorityId })
	const isTable = file.kind !== 'camt'
	const mayMap = mayImport && isTable && ['mapping', 'preview', 'quarantined'].includes(file.state)
	const [uploader, mapping, accounts, preview] = await Promise.all([
		ctx.db.account.findUnique({ where: { id: file.uploadedById }, select: { name: true } }),
		mayMap && (isMapping || file.state === 'mapping')
			? choiceOf(file.sha256, headLine, file.mapping as TableMapping | null)
			: null,
		mayMap ? payerAccounts(ctx, authorityId) : [],
		file.state === 'preview' ? previewOf(ctx, file.id, file.reading as FileReading) : null,
	])
	return {
		number: file.number,
		name: file.name,
		kind: file.kind,
		state: file.state,
		sizeBytes: Number(file.sizeBytes),
		doneBytes: Number(file.doneBytes),
		lines: file.lines,
		beatAt: file.beatAt,
		uploadedAt: file.uploadedAt,
		uploadedBy: uploader?.name ?? '',
		refusal: file.refusal as FileRefusal | null,
		statements: file.statementNumbers,
		accountNo: file.accountNo ?? '',
		opening: file.opening,
		closing: file.closing,
		isReceipts: file.isReceipts,
		columns: mapping,
		accounts,
		preview,
		mayImport,
		mayMap,
	}
}
export type StatementFilePage = Awaited<ReturnType<typeof getStatementFile>>

/** The columns below a header row with some of what they hold and what each seems to be; null when there is no table. */
async function choiceOf(
	sha256: string,
	headLine: number | null,
	mapping: TableMapping | null,
): Promise<ColumnChoice<CsvField> | null> {
	let rows: TableRow[]
	try {
		rows = await firstRows(() => contentPieces(sha256), rowsLookedAt)
	} catch (error) {
		if (error instanceof StatementFault) return null // why: a file that is no table has no columns to name
		throw error
	}
	const isMapped = (cells: readonly string[]) => mapping !== null && signatureOf(cells) === mapping.signature
	const mapped = rows.find((row) => isMapped(row.cells))
	return columnChoice(rows, {
		headLine: headLine ?? mapped?.line ?? null,
		isHead: (cells) => headerOf(cells) !== null,
		fieldOf: (cells) => {
			const columns = Object.entries(isMapped(cells) ? mapping!.columns : guessed(cells)) as [CsvField, number[]][]
			return (at) => columns.find(([, places]) => places.includes(at))?.[0] ?? ''
		},
	})
}

/** What columns seem to hold when not enough of their names are known for a header: each name by itself. */
function guessed(cells: readonly string[]): Partial<Record<CsvField, number[]>> {
	const whole = headerOf(cells)
	if (whole) return Object.fromEntries(whole)
	const guesses: Partial<Record<CsvField, number[]>> = {}
	cells.forEach((cell, i) => {
		// why: a header needs a date and an amount; lent to one name, it shows what that name alone is known as
		const alone = headerOf([cell, '日期', '金额'])
		const field = [...(alone ?? [])].find(([, at]) => at[0] === 0)?.[0]
		if (field && (field === 'remittance' || !guesses[field])) guesses[field] = [...(guesses[field] ?? []), i]
	})
	return guesses
}

async function payerAccounts(ctx: Context, authorityId: bigint) {
	const rows = await ctx.db.$queryRaw<{ accountNo: string; bankName: string; payerProfile: string }[]>`
		SELECT DISTINCT ON (s.account_no) s.account_no AS "accountNo", s.bank_name AS "bankName", s.payer_profile AS "payerProfile"
		FROM funding_source s JOIN fund f ON f.id = s.fund_id WHERE f.authority_id = ${authorityId} ORDER BY s.account_no, s.fund_id DESC`
	return rows.map((row) => ({ ...row, shown: maskAccount(row.accountNo) }))
}

const previewLines = 50
type PreviewHead = FileReading['statements'][number] & {
	shownAccount: string
	isOurs: boolean
	known: number
	lastNumber: string | null
	lastClosing: string | null
	follows: boolean
}

/** What acceptance would take and pass over, and whether it follows on what is there. */
async function previewOf(ctx: Context, fileId: bigint, reading: FileReading) {
	const rows = await ctx.db.$queryRaw<
		{
			no: number
			known: number
			isOurs: boolean
			lastNumber: string | null
			lastClosing: string | null
			follows: boolean
		}[]
	>`
		SELECT (h.no - 1)::int AS no, coalesce(k.known, 0)::int AS known, EXISTS (SELECT FROM funding_source s JOIN fund u ON u.id = s.fund_id
				WHERE u.authority_id = f.authority_id AND s.account_no = h.head ->> 'accountNo') AS "isOurs",
			t.number AS "lastNumber", t.closing AS "lastClosing",
			f.is_receipts OR t.closing IS NULL OR t.closing::numeric = (h.head ->> 'opening')::numeric + coalesce(k.passed, 0) AS follows
		FROM statement_file f CROSS JOIN jsonb_array_elements(f.reading -> 'statements') WITH ORDINALITY h(head, no)
		LEFT JOIN (SELECT statement_no, count(*) AS known, sum(amount::numeric) AS passed FROM staged_names(${fileId}) WHERE is_known GROUP BY 1) k ON k.statement_no = h.no - 1
		LEFT JOIN LATERAL (SELECT number, closing FROM statement s WHERE s.account_no = h.head ->> 'accountNo' ORDER BY s.id DESC LIMIT 1) t ON true
		WHERE f.id = ${fileId} ORDER BY h.no`
	const lines = await ctx.db.stagedLine.findMany({
		where: { fileId },
		orderBy: [{ statementNo: 'asc' }, { n: reading.isNewestFirst ? 'desc' : 'asc' }],
		take: previewLines,
	})
	return {
		leftOut: reading.leftOut,
		heads: reading.statements.map((head, i): PreviewHead => {
			const { no: _, ...said } = rows[i]!
			return { ...head, ...said, shownAccount: maskAccount(head.accountNo) }
		}),
		lines: lines.map((line) => ({
			...line,
			counterpartyAccount: line.counterpartyAccount && maskAccount(line.counterpartyAccount),
		})),
	}
}

/** A bank's file as it came, in pieces. Throws not_found. */
export async function statementFileContent(ctx: Context, number: string) {
	const file = await findStatementFile(ctx, number)
	if (!can(ctx.actor, 'statement.import', { authorityId: file.authorityId })) throw new DomainError('access.denied')
	return { name: file.name, sizeBytes: file.sizeBytes, sha256: file.sha256, pieces: contentPieces(file.sha256) }
}
