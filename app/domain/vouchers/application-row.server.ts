import { announce, record } from '#app/domain/audit/audit.server.ts'
import { type Context, transact } from '#app/domain/context.server.ts'
import type { BooksArgs } from '#app/domain/ledger/call-books.server.ts'
import { orRefusal } from '#app/domain/ledger/database-refusals.server.ts'
import { DomainError } from '#app/lib/errors.ts'
import type { Prisma } from '#app/platform/.server/prisma/client.ts'
import type { ApplicationModel } from '#app/platform/.server/prisma/models/Application.ts'
import type { ApplicationState } from './application.ts'

export type ApplicationRow = Omit<ApplicationModel, 'state'> & {
	state: ApplicationState
	authorityId: bigint
	fundId: bigint
}

/** The application of a public number, with the authority and the fund of its round. Throws not_found. Authorise before using it. */
export async function findApplication(ctx: Context, number: string): Promise<ApplicationRow> {
	const application = await ctx.db.application.findUnique({ where: { number } })
	const round =
		application && (await ctx.db.round.findUnique({ where: { id: application.roundId }, include: { programme: true } }))
	if (!application || !round) throw new DomainError('not_found', { number })
	// why: the database checks the state's values (application_state)
	return {
		...application,
		state: application.state as ApplicationState,
		authorityId: round.programme.authorityId,
		fundId: round.fundId,
	}
}

/** A step of an application that moves no money: compare and swap, audit entry and outbox event in one transaction. */
export function changeApplication(
	ctx: Context,
	application: ApplicationRow,
	data: Prisma.ApplicationUpdateManyMutationInput,
	action: string,
	details: BooksArgs = {},
): Promise<void> {
	const work = transact(ctx, async (tx) => {
		const where = { id: application.id, state: application.state }
		const { count } = await tx.db.application.updateMany({ where, data })
		if (count !== 1) throw new DomainError('state.changed_meanwhile', { number: application.number })
		await record(tx, action, application.number, details)
		await announce(tx, action, { applicationId: application.id, number: application.number })
	})
	return orRefusal(work)
}
