import { record } from '#app/domain/audit/audit.server.ts'
import { type Context, transact } from '#app/domain/context.server.ts'
import { plainName } from '#app/domain/files/file.ts'
import { authorize, memberOf } from '#app/domain/identity/policy.ts'
import { nextNumber } from '#app/domain/numbers.server.ts'
import { checkQuestions } from '#app/domain/programmes/check-programme.server.ts'
import { judgeDraft } from '#app/domain/programmes/draft-row.server.ts'
import type { ProgrammeDocument } from '#app/domain/programmes/programme-document.ts'
import { documentOf } from '#app/domain/programmes/programmes.server.ts'
import type { JsonObject } from '#app/domain/programmes/schema-fields.ts'
import { findVersion, type VersionRow } from '#app/domain/programmes/version-row.server.ts'
import { DomainError } from '#app/lib/errors.ts'
import type { Locale } from '#app/lib/i18n.ts'
import type { Prisma } from '#app/platform/.server/prisma/client.ts'
import { keepContent } from '#app/platform/storage.server.ts'
import { type Column, columnsOf, type RowFault, readOrdersCsv } from './orders-csv.server.ts'
import { pastYears } from './past-orders.server.ts'
import { mostOrders, type SimulationInput } from './simulation.ts'

/** The versions a simulation of one version is about: it, and the newest other one that was published. */
export async function versionsToPlay(ctx: Context, number: string, versionNo: number) {
	const version = await findVersion(ctx, number, versionNo)
	authorize(ctx.actor, 'programme.view_desk', { authorityId: version.programme.authorityId })
	const base = await ctx.db.programmeVersion.findFirst({
		where: { programmeId: version.programmeId, state: 'published', id: { not: version.id } },
		orderBy: { versionNo: 'desc' },
		select: { id: true, versionNo: true },
	})
	const { document, faults } = judgeDraft(version.document as JsonObject)
	return { version, base, document: document ?? null, faults }
}

/** The columns of a file of orders for these versions. */
export async function orderColumns(
	ctx: Context,
	document: ProgrammeDocument,
	baseVersionId: bigint | null,
): Promise<Column[]> {
	const base = baseVersionId === null ? [] : [await documentOf(ctx, baseVersionId)]
	return columnsOf(await Promise.all([document, ...base].map((each) => checkQuestions(ctx, each))))
}

/**
 * Asks for a simulation; the worker plays it. A file is taken whole or not at all: then every fault comes back with its
 * line. Throws programme.draft_incomplete, simulation.no_orders, simulation.too_many.
 */
export async function startSimulation(
	ctx: Context,
	number: string,
	input: SimulationInput,
	locale: Locale,
): Promise<{ number: string } | { faults: RowFault[] }> {
	const { version, base, document, faults } = await versionsToPlay(ctx, number, input.version)
	authorize(ctx.actor, 'programme.edit', { authorityId: version.programme.authorityId })
	if (!document) throw new DomainError('programme.draft_incomplete', { n: faults.length })
	if (input.source !== 'file')
		return store(ctx, { version, base, input, locale, total: await countOrders(ctx, version, input) })
	const bytes = new Uint8Array(await input.file!.arrayBuffer())
	const read = await readOrdersCsv(bytes, await orderColumns(ctx, document, base?.id ?? null), input.year)
	if (read.faults) return { faults: read.faults }
	const file = { sha256: await keepContent(bytes), name: plainName(input.file!.name) }
	return store(ctx, { version, base, input, locale, total: read.rows.length, file })
}

async function countOrders(ctx: Context, { programmeId, programme }: VersionRow, { source, year }: SimulationInput) {
	const years = await pastYears(ctx, { programmeId, authorityId: programme.authorityId })
	const total =
		years[source === 'programme' ? 'programme' : 'authority'].find((known) => known.year === year)?.orders ?? 0
	if (total === 0) throw new DomainError('simulation.no_orders', { year })
	if (total > mostOrders) throw new DomainError('simulation.too_many', { most: mostOrders })
	return total
}

type Asked = {
	version: VersionRow
	base: { id: bigint } | null
	input: SimulationInput
	locale: Locale
	total: number
	file?: { sha256: string; name: string }
}

async function store(ctx: Context, { version, base, input, locale, total, file }: Asked): Promise<{ number: string }> {
	return transact(ctx, async (tx) => {
		const number = await nextNumber(tx, 'simulation')
		await tx.db.simulation.create({
			data: {
				number,
				authorityId: version.programme.authorityId,
				programmeId: version.programmeId,
				versionId: version.id,
				document: version.document as Prisma.InputJsonObject,
				documentHash: version.documentHash,
				baseVersionId: base?.id ?? null,
				source: input.source,
				year: input.year,
				budgetFen: input.budget,
				note: input.note,
				locale,
				fileSha256: file?.sha256 ?? null,
				fileName: file?.name ?? null,
				total,
				requestedById: memberOf(tx.actor).accountId,
				requestedAt: tx.now,
			},
		})
		await record(tx, 'simulation.asked', number, {
			programme: version.programme.number,
			versionNo: version.versionNo,
			total,
		})
		return { number }
	})
}
