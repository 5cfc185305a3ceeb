import { record } from '#app/domain/audit/audit.server.ts'
import { allCategories, isLeaf } from '#app/domain/catalogue/categories.server.ts'
import type { ListingKind, PriceUnit } from '#app/domain/catalogue/listing.ts'
import { type Context, transact } from '#app/domain/context.server.ts'
import { memberOf } from '#app/domain/identity/policy.ts'
import { plainJson } from '#app/domain/ledger/call-books.server.ts'
import { DomainError } from '#app/lib/errors.ts'
import { step } from '#app/lib/machine.ts'
import { Prisma } from '#app/platform/.server/prisma/client.ts'
import { contentPieces } from '#app/platform/storage.server.ts'
import { type FoundImport, findImport } from './find-import.server.ts'
import { type ImportField, importFields, type Mapping } from './import-columns.ts'
import { importSignature, plainHeader } from './import-mapping.ts'
import { firstImportRows } from './import-rows.server.ts'
import { importMachine, type KnownMapping } from './listing-import.ts'

type MapInput = {
	number: string
	/** line of the row with the names of the columns */
	head: number
	/** what each column holds, by its place; '' is not used */
	columns: readonly string[]
	/** what holds for rows that do not say it themselves */
	kind: ListingKind | ''
	categoryId: string
	priceUnit: PriceUnit | ''
}

/**
 * A person says what the columns of a file hold and what all its rows have in common; it is remembered for the provider's
 * files with the same header, and this one is read that way. Refuses import.mapping_incomplete, import.mapping_twice,
 * import.defaults_missing.
 */
export async function mapImport(ctx: Context, input: MapInput): Promise<void> {
	const file = await findImport(ctx, input.number)
	const columns = columnsOf(input.columns)
	const { kind, categoryId, priceUnit } = input
	const lacksKind = columns.kind === undefined && kind === ''
	const lacksCategory = columns.category === undefined && categoryId === ''
	if (lacksKind || lacksCategory)
		throw new DomainError('import.defaults_missing', { field: lacksKind ? 'kind' : 'categoryId' })
	if (categoryId && !isLeaf(await allCategories(ctx), categoryId))
		throw new DomainError('input.invalid', { field: 'categoryId' })
	const rows = await firstImportRows(() => contentPieces(file.sha256))
	const head = rows.find((row) => row.line === input.head)
	if (!head) throw new DomainError('input.invalid', { field: 'head' })
	const mapping: KnownMapping = {
		signature: importSignature(head.cells),
		head: head.line,
		columns,
		defaults: { kind, categoryId, priceUnit },
		header: plainHeader(head.cells),
	}
	const { signature } = mapping
	const saved = { mapping: plainJson(mapping), savedById: memberOf(ctx.actor).accountId, savedAt: ctx.now }
	await decide(ctx, file, 'map', { ...afresh, mapping: plainJson(mapping) }, (tx) =>
		tx.db.listingMapping.upsert({
			where: { providerId_signature: { providerId: file.providerId, signature } },
			create: { providerId: file.providerId, signature, ...saved },
			update: saved,
		}),
	)
}

const afresh = {
	refusal: Prisma.DbNull,
	endedAt: null,
	attempts: 0,
	doneBytes: 0,
	rows: 0,
	good: 0,
	warned: 0,
	bad: 0,
}

function columnsOf(given: readonly string[]): Mapping['columns'] {
	const columns: Partial<Record<ImportField, number>> = {}
	given.forEach((name, i) => {
		const field = importFields.find((one) => one === name)
		if (!field) return
		if (columns[field] !== undefined) throw new DomainError('import.mapping_twice', { field: `column-${i}` })
		columns[field] = i
	})
	if (columns.name === undefined) throw new DomainError('import.mapping_incomplete')
	return columns
}

type AcceptInput = { number: string; scope: 'whole' | 'good'; into: 'draft' | 'in_review' }

/**
 * A person who has looked at the verdicts takes the file, whole or its good rows only, as drafts or for review at once. The
 * worker then takes it in one transaction. Refuses import.has_bad_rows (whole), import.nothing_good.
 */
export async function acceptImport(ctx: Context, { number, scope, into }: AcceptInput): Promise<void> {
	const file = await findImport(ctx, number)
	if (scope === 'whole' && file.bad > 0) throw new DomainError('import.has_bad_rows', { n: file.bad })
	if (file.good + file.warned === 0) throw new DomainError('import.nothing_good')
	await decide(ctx, file, 'accept', {
		onlyGood: scope === 'good',
		intoState: into,
		acceptedById: memberOf(ctx.actor).accountId,
		attempts: 0,
		beatAt: null,
	})
}

/** A file that is not wanted is put away with what was read of it. */
export async function dropImport(ctx: Context, number: string): Promise<void> {
	const file = await findImport(ctx, number)
	await decide(
		ctx,
		file,
		'drop',
		{ refusal: Prisma.DbNull, endedAt: ctx.now },
		(tx) => tx.db.$executeRaw`DELETE FROM staged_listing WHERE import_id = ${file.id}`,
	)
}

/** One step a person takes with a file, recorded. Throws import.not_waiting when somebody was faster. */
async function decide(
	ctx: Context,
	file: FoundImport,
	act: keyof typeof importMachine,
	data: Prisma.ListingImportUncheckedUpdateManyInput,
	within?: (tx: Context) => Promise<unknown>,
): Promise<void> {
	const state = step(importMachine, act, file.state)
	await transact(ctx, async (tx) => {
		const { count } = await tx.db.listingImport.updateMany({
			where: { id: file.id, state: file.state, attempts: file.attempts },
			data: { ...data, state },
		})
		if (count === 0) throw new DomainError('import.not_waiting')
		await within?.(tx)
		await record(tx, `listing_import.${act}`, file.number, { from: file.state })
	})
}
