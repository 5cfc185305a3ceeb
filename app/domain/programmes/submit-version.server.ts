import { record } from '#app/domain/audit/audit.server.ts'
import { type Context, transact } from '#app/domain/context.server.ts'
import { authorize } from '#app/domain/identity/policy.ts'
import { DomainError } from '#app/lib/errors.ts'
import { step } from '#app/lib/machine.ts'
import { checkCases, readCases } from './draft-cases.ts'
import { judgeDraft } from './draft-row.server.ts'
import { type VersionEvent, type VersionState, versionMachine } from './programme.ts'
import type { JsonObject } from './schema-fields.ts'
import { findVersion, type VersionRow } from './version-row.server.ts'

type Which = { number: string; versionNo: number }

/**
 * Hands a draft over for publication by a second officer. Throws state.not_allowed, programme.draft_incomplete where it
 * has faults, programme.examples_differ where one of its worked examples does not come out.
 */
export const submitVersion = (ctx: Context, which: Which) => move(ctx, which, 'submit')

/** Takes a submitted version back to be worked on. Throws state.not_allowed. */
export const returnVersion = (ctx: Context, which: Which) => move(ctx, which, 'return')

async function move(ctx: Context, { number, versionNo }: Which, event: VersionEvent): Promise<void> {
	const version = await findVersion(ctx, number, versionNo)
	authorize(ctx.actor, 'programme.edit', { authorityId: version.programme.authorityId })
	const state = step(versionMachine, event, version.state as VersionState)
	if (event === 'submit') judgeFinished(version)
	await transact(ctx, async (tx) => {
		const { count } = await tx.db.programmeVersion.updateMany({
			where: { id: version.id, state: version.state, documentHash: version.documentHash },
			data: { state },
		})
		if (count === 0) throw new DomainError('state.changed_meanwhile')
		await record(tx, `programme.version_${state}`, number, { versionNo })
	})
}

function judgeFinished(version: VersionRow): void {
	const { document, faults } = judgeDraft(version.document as JsonObject)
	if (!document) throw new DomainError('programme.draft_incomplete', { n: faults.length })
	const failed = checkCases(document, readCases(version.cases)).filter(({ passed }) => !passed)
	if (failed.length > 0) throw new DomainError('programme.examples_differ', { n: failed.length, name: failed[0]!.name })
}
