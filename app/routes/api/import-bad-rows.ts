import { Readable } from 'node:stream'
import { createReadableStreamFromReadable, type LoaderFunctionArgs } from '@remix-run/node'
import { findImport } from '#app/domain/imports/find-import.server.ts'
import { badRows } from '#app/domain/imports/imports.server.ts'
import { csvLine } from '#app/lib/csv-line.ts'
import type { Locale } from '#app/lib/i18n.ts'
import { faultSentence } from '#app/web/listing-import.server.ts'
import { refusalResponse } from '#app/web/loader.server.ts'
import { domainContext } from '#app/web/request-context.server.ts'
import { textOf } from '#app/web/texts.server.ts'

/** The rows of a file that were not taken, as they came, with what is wrong with each: to be corrected and uploaded again. */
export async function loader({ request, params, context }: LoaderFunctionArgs) {
	const ctx = await domainContext(request, context)
	try {
		const { number } = await findImport(ctx, params.number ?? '')
		const lines = linesOf(badRows(ctx, number), context.locale)
		return new Response(createReadableStreamFromReadable(Readable.from(lines)), {
			headers: {
				'Content-Type': 'text/csv; charset=utf-8',
				'Content-Disposition': `attachment; filename="${number}-bad-rows.csv"`,
				'Cache-Control': 'private, no-store',
			},
		})
	} catch (error) {
		throw refusalResponse(error, request, context.locale)
	}
}

async function* linesOf(rows: ReturnType<typeof badRows>, locale: Locale) {
	let width = 0
	for await (const { cells, faults } of rows) {
		const isHead = width === 0
		width ||= cells.length
		const own = Array.from({ length: width }, (_, i) => cells[i] ?? '')
		const said = isHead
			? textOf(locale, 'imports.problem')
			: faults.map((fault) => faultSentence(locale, fault)).join(' ')
		yield `${isHead ? '\uFEFF' : ''}${csvLine([...own, said])}`
	}
}
