import { record } from '#app/domain/audit/audit.server.ts'
import { type Context, transact } from '#app/domain/context.server.ts'
import { mimeOf, plainName } from '#app/domain/files/file.ts'
import type { KeptFile } from '#app/domain/files/kept-file.ts'
import { recordFile } from '#app/domain/files/store-file.server.ts'
import { authorize, memberOf } from '#app/domain/identity/policy.ts'
import { databaseError } from '#app/domain/ledger/call-books.server.ts'
import { nextNumber } from '#app/domain/numbers.server.ts'
import { signatureOf } from '#app/lib/column-names.ts'
import { DomainError } from '#app/lib/errors.ts'
import { contentPieces } from '#app/platform/storage.server.ts'
import { StatementFault } from './statement.ts'
import { headerOf } from './statement-columns.ts'
import type { StatementFileState } from './statement-file.ts'
import type { TableMapping } from './statement-table.ts'
import { type FileKind, firstRows, kindOf } from './stream-statement.server.ts'

type UploadInput = { file: KeptFile; accountNo: string; opening: string | null; closing: string | null }

const mimes: Record<FileKind, string> = {
	camt: 'application/xml',
	csv: 'text/csv',
	sheet: 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet',
}
/** How many rows from the top may stand before the names of the columns. */
export const rowsLookedAt = 60

/**
 * Takes a bank's file in hand: it waits to be read, or, a table whose columns nobody knows yet, for a person to say what
 * they hold. Answers its number. Refuses file.type_refused, statement.old_sheet, and statement.already_imported for a
 * content that is in hand or taken.
 */
export async function uploadStatement(ctx: Context, input: UploadInput): Promise<string> {
	const { organisationId: authorityId, accountId } = memberOf(ctx.actor)
	authorize(ctx.actor, 'statement.import', { authorityId })
	const { file } = input
	refuseOtherKinds(file)
	await refuseTwice(ctx, authorityId, file.sha256)
	const kind = kindOf(file.start)
	const begun = kind === 'camt' ? unmapped : await knownColumns(ctx, authorityId, file)
	const name = plainName(file.name)
	try {
		return await transact(ctx, async (tx) => {
			const content = { name, mime: mimes[kind], sizeBytes: file.sizeBytes, sha256: file.sha256 }
			const { id: fileId } = await recordFile(tx, content, { purpose: 'statement', organisationId: authorityId })
			const number = await nextNumber(tx, 'statement_file')
			await tx.db.statementFile.create({
				data: {
					number,
					authorityId,
					fileId,
					name,
					sha256: file.sha256,
					sizeBytes: file.sizeBytes,
					kind,
					state: begun.state,
					accountNo: input.accountNo.replace(/\s/g, '') || begun.accountNo,
					isReceipts: begun.isReceipts,
					opening: input.opening,
					closing: input.closing,
					...(begun.mapping ? { mapping: begun.mapping } : {}),
					uploadedById: accountId,
					uploadedAt: tx.now,
				},
			})
			await record(tx, 'statement_file.uploaded', number, { name, sha256: file.sha256, sizeBytes: file.sizeBytes })
			return number
		})
	} catch (error) {
		if (databaseError(error).state === '23505' || isTaken(error)) await refuseTwice(ctx, authorityId, file.sha256)
		throw error
	}
}

const isTaken = (error: unknown) => (error as { code?: string }).code === 'P2002'

function refuseOtherKinds({ name, start }: KeptFile): void {
	const [a, b, c, d] = start
	if (a === 0xd0 && b === 0xcf && c === 0x11 && d === 0xe0)
		throw new DomainError('statement.old_sheet', { field: 'file' })
	const known = ['.pdf', '.png', '.jpg', '.webp'].some((extension) => mimeOf(`x${extension}`, start) !== null)
	if (known) throw new DomainError('file.type_refused', { name, field: 'file' })
}

async function refuseTwice(ctx: Context, authorityId: bigint, sha256: string): Promise<void> {
	const before = await ctx.db.statementFile.findFirst({
		where: { authorityId, sha256, state: { notIn: ['quarantined', 'dropped'] } },
		select: { number: true, statementNumbers: true },
	})
	const taken =
		before ??
		(await ctx.db.statement.findFirst({ where: { authorityId, fileSha256: sha256 }, select: { number: true } }))
	if (!taken) return
	const [number = taken.number] = before?.statementNumbers ?? []
	throw new DomainError('statement.already_imported', { number })
}

type Begun = {
	state: Extract<StatementFileState, 'mapping' | 'queued'>
	mapping: TableMapping | null
	isReceipts: boolean
	accountNo: string | null
}
const unmapped: Begun = { state: 'queued', mapping: null, isReceipts: false, accountNo: null }

/** Columns known by their names or by what a person said of a header like this one; else a person is asked. */
async function knownColumns(ctx: Context, authorityId: bigint, file: KeptFile): Promise<Begun> {
	let rows: Awaited<ReturnType<typeof firstRows>>
	try {
		rows = await firstRows(() => contentPieces(file.sha256), rowsLookedAt)
	} catch (error) {
		if (error instanceof StatementFault) return unmapped // why: the reading says what is wrong with it
		throw error
	}
	const saved = await ctx.db.statementMapping.findFirst({
		where: { authorityId, signature: { in: rows.map((row) => signatureOf(row.cells)) } },
		orderBy: { savedAt: 'desc' },
	})
	if (saved)
		return {
			state: 'queued',
			mapping: { signature: saved.signature, columns: saved.columns as TableMapping['columns'] },
			isReceipts: saved.isReceipts,
			accountNo: saved.accountNo,
		}
	const isKnown = rows.some((row) => headerOf(row.cells) !== null)
	const isTable = rows.some((row) => row.cells.filter((cell) => cell !== '').length >= 3)
	return isKnown || !isTable ? unmapped : { ...unmapped, state: 'mapping' }
}
