import type { Context } from '#app/domain/context.server.ts'
import { DomainError } from '#app/lib/errors.ts'
import { type ProgrammeDocument, readDocument } from './programme-document.ts'

const kept = new Map<bigint, ProgrammeDocument>()
const keptAtMost = 500

/**
 * The document of a programme version. Published versions never change, so they are kept by id; drafts are read anew.
 * Throws not_found.
 */
export async function documentOf(ctx: Context, versionId: bigint): Promise<ProgrammeDocument> {
	const known = kept.get(versionId)
	if (known) return known
	const reading = underWay.get(versionId)
	if (reading) {
		await reading.catch(() => {}) // whoever began it is told; a draft is read anew below
		return kept.get(versionId) ?? readVersion(ctx, versionId)
	}
	const read = readVersion(ctx, versionId).finally(() => underWay.delete(versionId))
	underWay.set(versionId, read)
	return read
}

/** Documents being read: all who come while a process is new wait for one reading. */
const underWay = new Map<bigint, Promise<ProgrammeDocument>>()

async function readVersion(ctx: Context, versionId: bigint): Promise<ProgrammeDocument> {
	const version = await ctx.db.programmeVersion.findUnique({ where: { id: versionId } })
	if (!version) throw new DomainError('not_found', { versionId })
	const document = readDocument(version.document)
	if (version.state !== 'published' && version.state !== 'withdrawn') return document
	if (kept.size >= keptAtMost) kept.clear()
	kept.set(versionId, document)
	return document
}

/** The documents of several versions by version id, reading only those not kept. Throws not_found. */
export async function documentsOf(
	ctx: Context,
	versionIds: readonly bigint[],
): Promise<Map<bigint, ProgrammeDocument>> {
	const missing = [...new Set(versionIds)].filter((id) => !kept.has(id))
	if (missing.length > 1) {
		const versions = await ctx.db.programmeVersion.findMany({
			where: { id: { in: missing }, state: { in: ['published', 'withdrawn'] } },
		})
		if (kept.size + versions.length > keptAtMost) kept.clear()
		for (const version of versions) kept.set(version.id, readDocument(version.document))
	}
	const found = new Map<bigint, ProgrammeDocument>()
	for (const id of new Set(versionIds)) found.set(id, await documentOf(ctx, id))
	return found
}

/** The newest published version of a programme by its public number. Throws not_found. */
export async function publishedVersionOf(ctx: Context, programmeNumber: string) {
	const version = await ctx.db.programmeVersion.findFirst({
		where: { programme: { number: programmeNumber }, state: 'published' },
		orderBy: { versionNo: 'desc' },
		include: { programme: true },
	})
	if (!version) throw new DomainError('not_found', { number: programmeNumber })
	return { version, programme: version.programme, document: await documentOf(ctx, version.id) }
}
