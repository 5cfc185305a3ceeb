import type { Context } from '#app/domain/context.server.ts'
import { findStatementFile } from '#app/domain/reconciliation/find-statement-file.server.ts'
import { atOnceBytes, type FileRefusal } from '#app/domain/reconciliation/statement-file.ts'
import { countLines } from '#app/domain/reconciliation/statements.server.ts'
import { workStatementFile } from '#app/domain/reconciliation/work-statement-file.server.ts'
import { DomainError, type RefusalCode } from '#app/lib/errors.ts'
import type { Locale } from '#app/lib/i18n.ts'
import { redirectWith } from './flash.server.ts'
import { paths } from './paths.ts'
import { refusalSentence } from './refusals.server.ts'
import { textOf } from './texts.server.ts'

/** Where a bank's file goes next: a small one is worked on while the person waits, a large one is the worker's. */
export async function goOnWith(ctx: Context, number: string, flash: string) {
	const file = await findStatementFile(ctx, number)
	if (file.sizeBytes <= atOnceBytes) await workStatementFile(ctx, file.id)
	const { state, statementNumbers } = await findStatementFile(ctx, number)
	const page = paths.deskStatementFile(number)
	if (state === 'quarantined') return redirectWith(page, 'stop', 'statementFile.quarantine_title')
	if (state !== 'taken') return redirectWith(page, 'ok', flash)
	const lines = await Promise.all(statementNumbers.map((one) => countLines(ctx, one)))
	const left = lines.reduce((sum, one) => sum + one.waiting, 0)
	const matched = lines.reduce((sum, one) => sum + one.matched, 0)
	const to = statementNumbers.length === 1 ? paths.deskStatement(statementNumbers[0]!) : paths.deskStatements
	return redirectWith(to, 'ok', 'statementFile.taken_flash', { number: statementNumbers.join(' '), matched, left })
}

/** The sentence of a file in quarantine. */
export function quarantineSentence(locale: Locale, { code, details }: FileRefusal): string {
	const fault = details.fault
	const why = fault ? { why: textOf(locale, `reconciliation.fault_${fault}`, details) } : {}
	return refusalSentence(locale, new DomainError(code as RefusalCode, { ...details, ...why }))
}
