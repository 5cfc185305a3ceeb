import { type Context, transact } from '#app/domain/context.server.ts'
import { authorize, memberOf } from '#app/domain/identity/policy.ts'
import { type ColumnChoice, columnChoice } from '#app/lib/column-choice.ts'
import { DomainError } from '#app/lib/errors.ts'
import { contentPieces } from '#app/platform/storage.server.ts'
import { findImport } from './find-import.server.ts'
import { columnOf, headerOf, type ImportField } from './import-columns.ts'
import { importSignature, noDefaults } from './import-mapping.ts'
import type { RowFault } from './import-row.ts'
import { firstImportRows, type ImportRow } from './import-rows.server.ts'
import { joinWhole } from './join-whole.server.ts'
import type { ImportRefusal, ImportState, KnownMapping } from './listing-import.ts'

const filesShown = 30

/** The provider's files of listings, newest first. */
export async function listImports(ctx: Context) {
	const providerId = memberOf(ctx.actor).organisationId
	authorize(ctx.actor, 'listing.edit', { providerId })
	const rows = await ctx.db.listingImport.findMany({
		where: { providerId, state: { not: 'dropped' } },
		orderBy: { id: 'desc' },
		take: filesShown,
		select: {
			number: true,
			name: true,
			state: true,
			rows: true,
			bad: true,
			created: true,
			changed: true,
			uploadedAt: true,
		},
	})
	return rows.map((row) => ({ ...row, state: row.state as ImportState }))
}

export const verdicts = ['bad', 'warned', 'good'] as const
export type ImportVerdict = (typeof verdicts)[number]
export type StagedRow = {
	n: number
	fileLine: number
	ownNumber: string | null
	name: string
	faults: RowFault[]
	isKnown: boolean
	/** code in the national classification of instruments */
	instrumentClass: string | null
}

const rowsShown = 50

type View = { head: number | null; isMapping: boolean; verdict: ImportVerdict | null; page: number }

/** A file of listings wherever it stands: its columns to be named, how far it is, its rows with their verdicts, or why it is refused. */
export async function getImport(ctx: Context, number: string, view: View) {
	const file = await findImport(ctx, number)
	const mayMap = ['mapping', 'preview', 'refused'].includes(file.state)
	const verdict = view.verdict ?? (file.bad > 0 ? 'bad' : file.warned > 0 ? 'warned' : 'good')
	const hasRows = file.state === 'preview' || (file.state === 'taken' && file.bad > 0)
	const [columns, staged, known] = await Promise.all([
		mayMap && (view.isMapping || file.state === 'mapping') ? choiceOf(file.sha256, view.head, file.mapping) : null,
		hasRows ? rowsOf(ctx, file, file.state === 'taken' ? 'bad' : verdict, view.page) : [],
		file.state === 'preview' ? countKnown(ctx, file) : 0,
	])
	return {
		number: file.number,
		name: file.name,
		state: file.state,
		sizeBytes: Number(file.sizeBytes),
		doneBytes: Number(file.doneBytes),
		rows: file.rows,
		good: file.good,
		warned: file.warned,
		bad: file.bad,
		created: file.created,
		changed: file.changed,
		unchanged: file.unchanged,
		into: file.intoState,
		uploadedAt: file.uploadedAt,
		refusal: file.refusal as ImportRefusal | null,
		defaults: file.mapping?.defaults ?? noDefaults,
		columns,
		verdict,
		page: view.page,
		pageSize: rowsShown,
		staged,
		known,
	}
}
export type ImportPage = Awaited<ReturnType<typeof getImport>>

async function rowsOf(
	ctx: Context,
	{ id, providerId }: { id: bigint; providerId: bigint },
	verdict: ImportVerdict,
	page: number,
): Promise<StagedRow[]> {
	return ctx.db.$queryRaw<StagedRow[]>`
		SELECT s.n, s.file_line AS "fileLine", s.own_number AS "ownNumber", s.name, s.faults, l.id IS NOT NULL AS "isKnown",
			s.content ->> 'instrumentClass' AS "instrumentClass"
		FROM staged_listing s LEFT JOIN listing l ON l.provider_id = ${providerId} AND l.own_number = s.own_number
		WHERE s.import_id = ${id} AND s.verdict = ${verdict} ORDER BY s.n LIMIT ${rowsShown} OFFSET ${(page - 1) * rowsShown}`
}

async function countKnown(ctx: Context, { id, providerId }: { id: bigint; providerId: bigint }): Promise<number> {
	return transact(ctx, async (tx) => {
		await joinWhole(tx)
		const [row] = await tx.db.$queryRaw<{ n: number }[]>`
			SELECT count(*)::int AS n FROM staged_listing s JOIN listing l ON l.provider_id = ${providerId} AND l.own_number = s.own_number
			WHERE s.import_id = ${id} AND s.verdict <> 'bad'`
		return row!.n
	})
}

async function choiceOf(
	sha256: string,
	headLine: number | null,
	mapping: KnownMapping | null,
): Promise<ColumnChoice<ImportField> | null> {
	let rows: ImportRow[]
	try {
		rows = await firstImportRows(() => contentPieces(sha256))
	} catch (error) {
		if (error instanceof DomainError) return null // why: a file that is no table has no columns to name
		throw error
	}
	const isMapped = (cells: readonly string[]) => mapping !== null && importSignature(cells) === mapping.signature
	return columnChoice(rows, {
		headLine,
		isHead: (cells) => isMapped(cells) || headerOf(cells) !== null,
		fieldOf: (cells) => {
			const columns = isMapped(cells) ? mapping!.columns : guessed(cells)
			const byPlace = new Map(Object.entries(columns).map(([field, at]) => [at, field as ImportField]))
			return (at) => byPlace.get(at) ?? ''
		},
	})
}

/** What each column seems to hold by its own name. */
function guessed(cells: readonly string[]): Partial<Record<ImportField, number>> {
	const whole = headerOf(cells)
	if (whole) return whole.columns
	const columns: Partial<Record<ImportField, number>> = {}
	cells.forEach((cell, i) => {
		const field = columnOf(cell)
		if (field && field !== 'not_taken') columns[field] ??= i
	})
	return columns
}

/** The rows of a file that were not good enough, as they came, with what is wrong with each; header first. */
export async function* badRows(ctx: Context, number: string): AsyncGenerator<{ cells: string[]; faults: RowFault[] }> {
	const file = await findImport(ctx, number)
	yield { cells: file.mapping?.header ?? [], faults: [] }
	for (let after = 0; ; ) {
		const rows = await ctx.db.stagedListing.findMany({
			where: { importId: file.id, verdict: 'bad', n: { gt: after } },
			orderBy: { n: 'asc' },
			take: 1_000,
			select: { n: true, cells: true, faults: true },
		})
		for (const row of rows) yield { cells: row.cells as string[], faults: row.faults as RowFault[] }
		if (rows.length < 1_000) return
		after = rows.at(-1)!.n
	}
}
