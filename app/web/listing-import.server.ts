import type { Context } from '#app/domain/context.server.ts'
import { findImport } from '#app/domain/imports/find-import.server.ts'
import type { RowFault } from '#app/domain/imports/import-row.ts'
import type { ImportRefusal } from '#app/domain/imports/listing-import.ts'
import { workImport } from '#app/domain/imports/work-import.server.ts'
import { DomainError, type RefusalCode } from '#app/lib/errors.ts'
import type { Locale } from '#app/lib/i18n.ts'
import { redirectWith } from './flash.server.ts'
import { paths } from './paths.ts'
import { refusalSentence } from './refusals.server.ts'
import { textOf } from './texts.server.ts'

/** A file smaller than this is worked on while the person waits; a larger one is the worker's. */
const atOnceBytes = 256 << 10

/** Where a provider's file goes next: to its page, with a small one done already. */
export async function goOnWithImport(ctx: Context, number: string, flash: string) {
	const file = await findImport(ctx, number)
	if (file.sizeBytes <= atOnceBytes) await workImport(ctx, file.id)
	return redirectWith(paths.importFile(number), 'ok', flash)
}

/** Why a file was not read, as a sentence. */
export const importRefusalSentence = (locale: Locale, { code, details }: ImportRefusal) =>
	refusalSentence(locale, new DomainError(code as RefusalCode, details))

/** What is wrong with a row, as a sentence. */
export const faultSentence = (locale: Locale, { code, field, found }: RowFault) =>
	textOf(locale, `imports.fault_${code}`, { field: textOf(locale, `imports.field_${field}`), found })
