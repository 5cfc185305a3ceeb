import { signatureOf } from '#app/lib/column-names.ts'
import { headerOf, type ImportDefaults, importColumnNames } from './import-columns.ts'
import type { KnownMapping } from './listing-import.ts'

type Row = { line: number; cells: readonly string[] }

const isProblem = (cell: string) => /^(?:问题|problem)$/i.test(cell.trim())

/** What a header row is known by; the column of problems in a file of bad rows does not count. */
export const importSignature = (cells: readonly string[]) => signatureOf(cells.filter((cell) => !isProblem(cell)))
/** A header without the column of problems. */
export const plainHeader = (cells: readonly string[]) => cells.filter((cell) => !isProblem(cell))

export const noDefaults: ImportDefaults = { kind: '', categoryId: '', priceUnit: '' }

/** How a file is read when its header says it all: every column is known, and each row names its kind and category. */
export function plainMapping(rows: readonly Row[]): KnownMapping | null {
	for (const row of rows) {
		const header = headerOf(row.cells)
		if (!header) continue
		const { columns, unknown } = header
		const isWhole = unknown === 0 && columns.kind !== undefined && columns.category !== undefined
		return isWhole
			? {
					signature: importSignature(row.cells),
					head: row.line,
					columns,
					defaults: noDefaults,
					header: plainHeader(row.cells),
				}
			: null
	}
	return null
}

/** The headers of the template, in one of the languages. */
export const templateHead = (locale: 'zh' | 'en'): string[] =>
	Object.values(importColumnNames).map((names) => {
		const name = names[locale === 'zh' ? 0 : 1]!
		return name.charAt(0).toUpperCase() + name.slice(1)
	})
