import { allCategories, categoryPath, isLeaf } from '#app/domain/catalogue/categories.server.ts'
import { ask, type Context } from '#app/domain/context.server.ts'
import { DomainError } from '#app/lib/errors.ts'
import { contentPieces } from '#app/platform/storage.server.ts'
import { importSignature } from './import-mapping.ts'
import { type CategoryWords, categoryWord, isBad, type JudgedRow, judgeRow } from './import-row.ts'
import { type ImportRow, importRows } from './import-rows.server.ts'
import { importRowsMax, type KnownMapping } from './listing-import.ts'

/**
 * Rows held before they are written: what of a file is ever in memory at once. So few that they are gone before the garbage
 * collector takes them for something that lasts: a thousand were, and half a gigabyte of them waited to be cleared away.
 */
const stagedAtOnce = 100
const rowsBetweenBeats = 500

export type ImportFigures = { doneBytes: number; rows: number; good: number; warned: number; bad: number }
type Verdict = 'good' | 'warned' | 'bad'
type Staged = JudgedRow & { n: number; line: number; verdict: Verdict; cells: string[] | null }

/** Judges every row of a file and stages it; `beat` is told now and then how far it is and may throw to end it. Answers the figures. */
export async function readImport(
	ctx: Context,
	{ id, sha256, mapping }: { id: bigint; sha256: string; mapping: KnownMapping },
	beat: (figures: ImportFigures) => Promise<void>,
): Promise<ImportFigures> {
	await ctx.db.$executeRaw`DELETE FROM staged_listing WHERE import_id = ${id}`
	const known = { categories: await categoryWords(ctx), seen: new Set<string>() }
	const figures: ImportFigures = { doneBytes: 0, rows: 0, good: 0, warned: 0, bad: 0 }
	const waiting: Staged[] = []
	const write = async () => {
		await stage(ctx, id, waiting)
		waiting.length = 0
	}
	const open = async function* () {
		figures.doneBytes = 0
		for await (const piece of contentPieces(sha256)) {
			yield piece
			figures.doneBytes += piece.length
		}
	}
	for await (const row of importRows(open)) {
		if (row.line <= mapping.head || isBlankOrHeader(row, mapping)) continue
		const judged = judgeRow(row.cells, row.formulas, mapping, known)
		const verdict: Verdict = judged.faults.some(isBad) ? 'bad' : judged.faults.length > 0 ? 'warned' : 'good'
		if (++figures.rows > importRowsMax) throw new DomainError('import.too_many_rows', { n: importRowsMax })
		figures[verdict]++
		waiting.push({ ...judged, n: figures.rows, line: row.line, verdict, cells: verdict === 'bad' ? row.cells : null })
		if (waiting.length >= stagedAtOnce) await write()
		if (figures.rows % rowsBetweenBeats === 0) await beat(figures)
	}
	await write()
	if (figures.rows === 0) throw new DomainError('import.no_rows')
	return figures
}

const isBlankOrHeader = ({ cells }: ImportRow, { signature }: KnownMapping) =>
	cells.every((cell) => cell === '') || importSignature(cells) === signature

/** Every leaf by its id, its names and its whole path. A name two leaves share is nobody's. */
async function categoryWords(ctx: Context): Promise<CategoryWords> {
	const all = await allCategories(ctx)
	const words = new Map<string, string>()
	for (const { id, name, nameEn } of all.values()) {
		if (!isLeaf(all, id)) continue
		const path = categoryPath(all, id)
		for (const word of [name, nameEn]) words.set(categoryWord(word), words.has(categoryWord(word)) ? '' : id)
		words.set(categoryWord(path.map((one) => one.name).join(' / ')), id)
		words.set(categoryWord(path.map((one) => one.nameEn).join(' / ')), id)
		words.set(categoryWord(id), id)
	}
	return words
}

async function stage(ctx: Context, importId: bigint, rows: readonly Staged[]): Promise<void> {
	if (rows.length === 0) return
	const written = JSON.stringify(
		rows.map(({ n, line, ownNumber, name, verdict, faults, cells, content }) => ({
			n,
			file_line: line,
			own_number: ownNumber,
			name,
			verdict,
			faults,
			cells,
			content: verdict === 'bad' ? null : content,
		})),
	).replaceAll('\\u0000', '')
	await ask(ctx, stageRows, [importId.toString(), written])
}

const stageRows = {
	name: 'stage_import_rows',
	text: `INSERT INTO staged_listing (import_id, n, file_line, own_number, name, verdict, faults, cells, content)
		SELECT $1::bigint, r.n, r.file_line, r.own_number, r.name, r.verdict, r.faults, r.cells, r.content FROM jsonb_to_recordset($2::jsonb)
			AS r (n int, file_line int, own_number text, name text, verdict text, faults jsonb, cells jsonb, content jsonb)`,
}
