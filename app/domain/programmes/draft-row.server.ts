import { createHash } from 'node:crypto'
import type { Context } from '#app/domain/context.server.ts'
import { authorize } from '#app/domain/identity/policy.ts'
import { type BooksValue, canonicalJson } from '#app/domain/ledger/call-books.server.ts'
import { DomainError } from '#app/lib/errors.ts'
import type { Prisma } from '#app/platform/.server/prisma/client.ts'
import { longestDocument, readDocumentText } from './document-faults.ts'
import type { DocumentFault } from './json-text.ts'
import type { ProgrammeDocument } from './programme-document.ts'
import type { Field, JsonObject } from './schema-fields.ts'

/** Fingerprint of a document, however its keys are ordered. */
export const documentHash = (json: unknown) =>
	createHash('sha256')
		.update(canonicalJson(json as BooksValue))
		.digest('hex')

/** Fingerprint of the parts of a document that a chapter holds: whether somebody else changed them meanwhile. */
export const partsHash = (fields: readonly Field[], document: JsonObject) =>
	documentHash(Object.fromEntries(fields.map(({ key }) => [key, document[key] ?? null]))).slice(0, 16)

export type DraftRow = {
	id: bigint
	versionNo: number
	document: JsonObject
	documentHash: string
	cases: unknown
	createdById: bigint
	programme: { id: bigint; number: string; name: string; nameEn: string | null; authorityId: bigint }
}

/**
 * The draft of a programme, for those who may write it. It may have faults. Throws not_found, access.denied,
 * state.not_allowed where there is no draft.
 */
export async function findDraft(ctx: Context, number: string): Promise<DraftRow> {
	const programme = await ctx.db.programme.findUnique({
		where: { number },
		include: { versions: { orderBy: { versionNo: 'desc' }, take: 1 } },
	})
	if (!programme) throw new DomainError('not_found', { number })
	authorize(ctx.actor, 'programme.edit', { authorityId: programme.authorityId })
	const [version] = programme.versions
	if (version?.state !== 'draft') throw new DomainError('state.not_allowed', { state: version?.state ?? 'none' })
	return { ...version, document: version.document as JsonObject, programme }
}

/** A stored document that may have faults: the document, or every fault found in it. */
export function judgeDraft(document: JsonObject): { document?: ProgrammeDocument; faults: DocumentFault[] } {
	const read = readDocumentText(JSON.stringify(document))
	return read.faults ? { faults: read.faults } : { document: read.document, faults: [] }
}

/**
 * Puts new content in place of what was read. Throws state.changed_meanwhile when the draft is no longer that, and
 * programme.invalid_document when it grew too large.
 */
export async function replaceDraft(
	tx: Context,
	draft: DraftRow,
	changes: { document?: JsonObject; cases?: Prisma.InputJsonArray },
	accountId: bigint,
): Promise<void> {
	const document = changes.document ?? draft.document
	if (JSON.stringify(document).length > longestDocument) throw new DomainError('programme.invalid_document')
	const { count } = await tx.db.programmeVersion.updateMany({
		where: { id: draft.id, state: 'draft', documentHash: draft.documentHash },
		data: {
			document: document as Prisma.InputJsonObject,
			documentHash: documentHash(document),
			createdById: accountId,
			...(changes.cases ? { cases: changes.cases } : {}),
		},
	})
	if (count === 0) throw new DomainError('state.changed_meanwhile')
}
