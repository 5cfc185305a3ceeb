import { record } from '#app/domain/audit/audit.server.ts'
import { type Context, transact } from '#app/domain/context.server.ts'
import { authorize, memberOf } from '#app/domain/identity/policy.ts'
import { orRefusal } from '#app/domain/ledger/database-refusals.server.ts'
import { nextNumber } from '#app/domain/numbers.server.ts'
import { DomainError } from '#app/lib/errors.ts'
import type { Prisma } from '#app/platform/.server/prisma/client.ts'
import { documentHash } from './draft-row.server.ts'
import type { BeginInput } from './programme.ts'
import { documentFormat, programmeDocument } from './programme-document.ts'
import { publishedVersionOf } from './programmes.server.ts'
import { emptyOf, fieldOf, type JsonObject } from './schema-fields.ts'

/**
 * Begins a programme as a draft to be written in the editor: from nothing, or with the rules of a published one.
 * Answers its number. Throws programme.id_taken.
 */
export async function beginProgramme(ctx: Context, input: BeginInput): Promise<{ number: string }> {
	const member = memberOf(ctx.actor)
	authorize(ctx.actor, 'programme.edit', { authorityId: member.organisationId })
	const origin = input.copyOf ? (await publishedVersionOf(ctx, input.copyOf)).version : null
	const document: JsonObject = {
		...((origin?.document ?? emptyOf(fieldOf(programmeDocument, 'programme'))) as JsonObject),
		format: documentFormat,
		id: input.id,
		name: { zh: input.nameZh, en: input.nameEn },
		division: member.divisionCode,
		sample: false,
	}
	return orRefusal(
		transact(ctx, async (tx) => {
			const number = await nextNumber(tx, 'programme')
			const programme = await tx.db.programme.create({
				data: { number, authorityId: member.organisationId, name: input.nameZh, nameEn: input.nameEn },
			})
			await tx.db.programmeVersion.create({
				data: {
					programmeId: programme.id,
					versionNo: 1,
					document: document as Prisma.InputJsonObject,
					documentHash: documentHash(document),
					cases: (origin?.cases ?? []) as Prisma.InputJsonArray,
					createdById: member.accountId,
				},
			})
			await record(tx, 'programme.begun', number, { id: input.id, ...(input.copyOf ? { copyOf: input.copyOf } : {}) })
			return { number }
		}),
		{},
	)
}

/**
 * Begins the next version of a programme as a copy of its newest one, worked examples included. Where a draft is being
 * worked on already, that one is it. Throws state.not_allowed while a version waits for publication.
 */
export async function beginVersion(ctx: Context, number: string): Promise<{ versionNo: number }> {
	const programme = await ctx.db.programme.findUnique({
		where: { number },
		include: { versions: { orderBy: { versionNo: 'desc' }, take: 1 } },
	})
	const last = programme?.versions[0]
	if (!programme || !last) throw new DomainError('not_found', { number })
	authorize(ctx.actor, 'programme.edit', { authorityId: programme.authorityId })
	if (last.state === 'submitted') throw new DomainError('state.not_allowed', { state: 'submitted' })
	if (last.state === 'draft') return { versionNo: last.versionNo }
	const versionNo = last.versionNo + 1
	await orRefusal(
		transact(ctx, async (tx) => {
			await tx.db.programmeVersion.create({
				data: {
					programmeId: programme.id,
					versionNo,
					document: last.document as Prisma.InputJsonObject,
					documentHash: last.documentHash,
					cases: last.cases as Prisma.InputJsonArray,
					createdById: memberOf(tx.actor).accountId,
				},
			})
			await record(tx, 'programme.version_begun', number, { versionNo })
		}),
		{
			programme_version_in_work: 'state.changed_meanwhile',
			programme_version_programme_id_version_no_key: 'state.changed_meanwhile',
		},
	)
	return { versionNo }
}
