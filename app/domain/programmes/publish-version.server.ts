import { announce, record } from '#app/domain/audit/audit.server.ts'
import { type Context, transact } from '#app/domain/context.server.ts'
import { authorize, memberOf } from '#app/domain/identity/policy.ts'
import { orRefusal } from '#app/domain/ledger/database-refusals.server.ts'
import { DomainError } from '#app/lib/errors.ts'
import { step } from '#app/lib/machine.ts'
import { type VersionState, versionMachine } from './programme.ts'
import { readDocument } from './programme-document.ts'
import { findVersion } from './version-row.server.ts'

/**
 * Publishes a submitted version: from now on it never changes, and rounds may open it. By another officer than the one
 * who wrote it, who states the hash of the document that was read. Throws access.other_person, state.changed_meanwhile.
 */
export async function publishVersion(
	ctx: Context,
	{ number, versionNo, documentHash }: { number: string; versionNo: number; documentHash: string },
): Promise<void> {
	const version = await findVersion(ctx, number, versionNo)
	authorize(ctx.actor, 'programme.publish', {
		authorityId: version.programme.authorityId,
		doneBy: [version.createdById],
	})
	const state = step(versionMachine, 'publish', version.state as VersionState)
	if (version.documentHash !== documentHash) throw new DomainError('state.changed_meanwhile')
	const { name } = readDocument(version.document)
	await orRefusal(
		transact(ctx, async (tx) => {
			const { count } = await tx.db.programmeVersion.updateMany({
				where: { id: version.id, state: version.state, documentHash },
				data: { state, publishedById: memberOf(tx.actor).accountId, publishedAt: tx.now },
			})
			if (count === 0) throw new DomainError('state.changed_meanwhile')
			await tx.db.programme.update({ where: { id: version.programmeId }, data: { name: name.zh, nameEn: name.en } })
			await record(tx, 'programme.published', number, { versionNo, documentHash })
			await announce(tx, 'programme.published', { programmeId: version.programmeId, versionId: version.id })
		}),
	)
}
