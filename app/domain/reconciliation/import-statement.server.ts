import type { Context } from '#app/domain/context.server.ts'
import { KeptFile } from '#app/domain/files/kept-file.ts'
import { DomainError, type RefusalCode } from '#app/lib/errors.ts'
import { keepPieces } from '#app/platform/storage.server.ts'
import { acceptStatementFile } from './decide-statement-file.server.ts'
import { findStatementFile } from './find-statement-file.server.ts'
import { type FileRefusal, statementBytesMax } from './statement-file.ts'
import { uploadStatement } from './upload-statement.server.ts'
import { workStatementFile } from './work-statement-file.server.ts'

/**
 * Takes a bank's file whole or not at all, at once without a look at what was read and without matching, and answers the numbers of its
 * statements. A refused file stays in quarantine; its refusal is thrown: statement.refused (with line and fault),
 * statement.already_imported or statement.gap.
 */
export async function importStatement(
	ctx: Context,
	input: { file: File; accountNo: string; opening: string | null; closing: string | null },
): Promise<string[]> {
	const content = await keepPieces(pieces(input.file), statementBytesMax)
	const number = await uploadStatement(ctx, { ...input, file: new KeptFile(input.file.name, input.file.type, content) })
	const read = await findStatementFile(ctx, number)
	await workStatementFile(ctx, read.id, { matches: false })
	if ((await findStatementFile(ctx, number)).state === 'preview') {
		await acceptStatementFile(ctx, { number })
		await workStatementFile(ctx, read.id, { matches: false })
	}
	const file = await findStatementFile(ctx, number)
	if (file.state === 'taken') return file.statementNumbers
	const { code, details } = (file.refusal ?? { code: 'statement.not_waiting', details: {} }) as FileRefusal
	throw new DomainError(code as RefusalCode, details)
}

async function* pieces(file: File): AsyncGenerator<Uint8Array> {
	yield new Uint8Array(await file.arrayBuffer())
}
