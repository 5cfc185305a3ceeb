import { record } from '#app/domain/audit/audit.server.ts'
import { type Context, transact } from '#app/domain/context.server.ts'
import { authorize } from '#app/domain/identity/policy.ts'
import { DomainError } from '#app/lib/errors.ts'
import { step } from '#app/lib/machine.ts'
import { type VersionEvent, type VersionState, versionMachine } from './programme.ts'
import { findVersion } from './version-row.server.ts'

type Which = { number: string; versionNo: number }

/** Hands a draft over for publication by a second officer. Throws state.not_allowed. */
export const submitVersion = (ctx: Context, which: Which) => move(ctx, which, 'submit')

/** Takes a submitted version back to be worked on. Throws state.not_allowed. */
export const returnVersion = (ctx: Context, which: Which) => move(ctx, which, 'return')

async function move(ctx: Context, { number, versionNo }: Which, event: VersionEvent): Promise<void> {
	const version = await findVersion(ctx, number, versionNo)
	authorize(ctx.actor, 'programme.edit', { authorityId: version.programme.authorityId })
	const state = step(versionMachine, event, version.state as VersionState)
	await transact(ctx, async (tx) => {
		const { count } = await tx.db.programmeVersion.updateMany({
			where: { id: version.id, state: version.state, documentHash: version.documentHash },
			data: { state },
		})
		if (count === 0) throw new DomainError('state.changed_meanwhile')
		await record(tx, `programme.version_${state}`, number, { versionNo })
	})
}
