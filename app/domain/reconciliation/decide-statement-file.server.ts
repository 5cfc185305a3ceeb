import { record } from '#app/domain/audit/audit.server.ts'
import { type Context, transact } from '#app/domain/context.server.ts'
import { authorize, memberOf } from '#app/domain/identity/policy.ts'
import { DomainError } from '#app/lib/errors.ts'
import { step } from '#app/lib/machine.ts'
import { Prisma } from '#app/platform/.server/prisma/client.ts'
import { findStatementFile } from './find-statement-file.server.ts'
import { clearStaged } from './read-statement-file.server.ts'
import { statementFileMachine } from './statement-file.ts'

type File = Awaited<ReturnType<typeof findStatementFile>>

/** A person who has looked at what was read of a table takes it; it is then accepted as any other. Answers its id. */
export const acceptStatementFile = (ctx: Context, input: { number: string }): Promise<bigint> =>
	decide(ctx, input.number, 'accept', () => ({
		acceptedById: memberOf(ctx.actor).accountId,
		attempts: 0,
		beatAt: null,
	}))

/** Reads a quarantined file again: what it lacked may be there by now (the statement before it, an account). */
export const retryStatementFile = (ctx: Context, input: { number: string }): Promise<bigint> =>
	decide(ctx, input.number, 'retry', () => ({
		refusal: Prisma.DbNull,
		reading: Prisma.DbNull,
		endedAt: null,
		attempts: 0,
		doneBytes: 0,
		lines: 0,
	}))

/** A file that is not wanted is put away; it stays with its content, and the same file may be imported again. */
export async function dropStatementFile(ctx: Context, input: { number: string }): Promise<void> {
	const id = await decide(ctx, input.number, 'drop', () => ({ refusal: Prisma.DbNull, endedAt: ctx.now }))
	await clearStaged(ctx, id)
}

/** One step a person takes with a file, recorded. Throws statement.not_waiting when somebody was faster. */
export async function decide(
	ctx: Context,
	number: string,
	act: keyof typeof statementFileMachine,
	change: (file: File) => Prisma.StatementFileUpdateManyMutationInput & { acceptedById?: bigint },
): Promise<bigint> {
	const file = await findStatementFile(ctx, number)
	authorize(ctx.actor, 'statement.import', { authorityId: file.authorityId })
	const state = step(statementFileMachine, act, file.state)
	return transact(ctx, async (tx) => {
		const { count } = await tx.db.statementFile.updateMany({
			where: { id: file.id, state: file.state, attempts: file.attempts },
			data: { ...change(file), state },
		})
		if (count === 0) throw new DomainError('statement.not_waiting')
		await record(tx, `statement_file.${act}`, number, { from: file.state })
		return file.id
	})
}
