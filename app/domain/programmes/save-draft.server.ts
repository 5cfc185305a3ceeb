import { createHash } from 'node:crypto'
import { record } from '#app/domain/audit/audit.server.ts'
import { type Context, transact } from '#app/domain/context.server.ts'
import { authorize, memberOf } from '#app/domain/identity/policy.ts'
import { type BooksValue, canonicalJson } from '#app/domain/ledger/call-books.server.ts'
import { orRefusal } from '#app/domain/ledger/database-refusals.server.ts'
import { nextNumber } from '#app/domain/numbers.server.ts'
import { DomainError } from '#app/lib/errors.ts'
import type { Prisma } from '#app/platform/.server/prisma/client.ts'
import { readDocumentText } from './document-faults.ts'
import type { DocumentFault } from './json-text.ts'
import type { ProgrammeDocument } from './programme-document.ts'

export type SavedDraft = { number: string; versionNo: number } | { faults: DocumentFault[] }

/**
 * Stores a document as the draft version of a programme: of a new one without `number`, else as its next version, or in
 * place of the draft being worked on. A document with faults is not stored; its faults come back. Throws
 * programme.id_taken, programme.other_id, programme.other_division, state.not_allowed while a version waits for publication.
 */
export async function saveDraft(
	ctx: Context,
	{ number, text }: { number?: string; text: string },
): Promise<SavedDraft> {
	const read = readDocumentText(text)
	if (read.faults) return { faults: read.faults }
	const { document } = read
	const json = read.json as Prisma.InputJsonObject
	const stored = {
		document: json,
		documentHash: hashOf(json as BooksValue),
		createdById: memberOf(ctx.actor).accountId,
	}
	return orRefusal(
		transact(ctx, async (tx) => {
			const programme = number === undefined ? await open(tx, document) : await existing(tx, number, document)
			const inWork = await tx.db.programmeVersion.findFirst({
				where: { programmeId: programme.id, state: { in: ['draft', 'submitted'] } },
			})
			if (inWork?.state === 'submitted') throw new DomainError('state.not_allowed', { state: 'submitted' })
			const last = await tx.db.programmeVersion.aggregate({
				where: { programmeId: programme.id },
				_max: { versionNo: true },
			})
			const versionNo = inWork?.versionNo ?? (last._max.versionNo ?? 0) + 1
			if (inWork) await tx.db.programmeVersion.update({ where: { id: inWork.id, state: 'draft' }, data: stored })
			else await tx.db.programmeVersion.create({ data: { ...stored, programmeId: programme.id, versionNo } })
			await record(tx, 'programme.draft_saved', programme.number, { versionNo, documentHash: stored.documentHash })
			return { number: programme.number, versionNo }
		}),
		{
			programme_version_in_work: 'state.changed_meanwhile',
			programme_version_programme_id_version_no_key: 'state.changed_meanwhile',
		},
	)
}

const hashOf = (json: BooksValue) => createHash('sha256').update(canonicalJson(json)).digest('hex')

async function open(tx: Context, document: ProgrammeDocument) {
	const member = memberOf(tx.actor)
	authorize(tx.actor, 'programme.edit', { authorityId: member.organisationId })
	if (!document.sample && document.division !== member.divisionCode)
		throw new DomainError('programme.other_division', { division: document.division })
	return tx.db.programme.create({
		data: {
			number: await nextNumber(tx, 'programme'),
			authorityId: member.organisationId,
			name: document.name.zh,
			nameEn: document.name.en,
			isSample: document.sample,
		},
	})
}

async function existing(tx: Context, number: string, document: ProgrammeDocument) {
	const programme = await tx.db.programme.findUnique({
		where: { number },
		include: { versions: { take: 1, orderBy: { versionNo: 'desc' }, select: { document: true } } },
	})
	if (!programme) throw new DomainError('not_found', { number })
	authorize(tx.actor, 'programme.edit', { authorityId: programme.authorityId })
	const before = programme.versions[0]?.document as { id?: string; division?: string } | undefined
	if (before && before.id !== document.id) throw new DomainError('programme.other_id', { expected: String(before.id) })
	if (before && before.division !== document.division)
		throw new DomainError('programme.other_division', { division: document.division })
	if (programme.isSample !== document.sample) throw new DomainError('programme.sample_not_open')
	return programme
}
