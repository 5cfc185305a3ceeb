import { setImmediate as breathe } from 'node:timers/promises'
import type { Context } from '#app/domain/context.server.ts'
import { system } from '#app/domain/identity/actor.ts'
import { callBooks } from '#app/domain/ledger/call-books.server.ts'
import { DomainError } from '#app/lib/errors.ts'
import type { Prisma, StatementFile } from '#app/platform/.server/prisma/client.ts'
import { failpoint } from '#app/platform/failpoint.server.ts'
import { matchTaken } from './match-next-statement.server.ts'
import { clearStaged, ReadingLeft, readStatementFile } from './read-statement-file.server.ts'
import type { FileRefusal, StatementFileState } from './statement-file.ts'

/** Seconds without a beat after which another worker takes a file over, and how often it is tried in all. */
const silentSeconds = 30
const mostAttempts = 3
const beatMilliseconds = 500

/** Works on the next bank file that waits to be read or accepted; answers whether there was one. */
export async function workNextStatementFile(ctx: Context, isStopping: () => boolean = () => false): Promise<boolean> {
	const [next] = await ctx.db.$queryRaw<{ id: bigint }[]>`
		SELECT id FROM statement_file WHERE state IN ('queued', 'reading', 'accepting')
			AND (state = 'queued' OR beat_at IS NULL OR beat_at < now() - make_interval(secs => ${silentSeconds}))
		ORDER BY id LIMIT 1`
	if (!next) return false
	return workStatementFile(ctx, next.id, { isStopping })
}

/**
 * Reads a file that waits, or accepts one that was read; a camt.053 is accepted as soon as it is read, a table waits for
 * a person to look at it. What is taken is matched at once, unless asked not to. False when it waits for nobody, or
 * somebody else has it.
 */
export async function workStatementFile(
	ctx: Context,
	id: bigint,
	{ isStopping = () => false, matches = true }: { isStopping?: () => boolean; matches?: boolean } = {},
): Promise<boolean> {
	const file = await takeInHand(ctx, id)
	if (!file) return false
	if (file.attempts > mostAttempts) {
		await quarantine(ctx, file, { code: 'statement.given_up', details: { n: mostAttempts } })
		return true
	}
	try {
		if (file.state === 'accepting' || (await read(ctx, file, isStopping))) await accept(ctx, file, matches)
	} catch (error) {
		if (!(error instanceof ReadingLeft)) throw error
	}
	return true
}

async function takeInHand(ctx: Context, id: bigint): Promise<StatementFile | null> {
	const [taken] = await ctx.db.$queryRaw<{ id: bigint }[]>`
		UPDATE statement_file SET state = CASE state WHEN 'queued' THEN 'reading' ELSE state END, attempts = attempts + 1, beat_at = now()
		WHERE id = (SELECT id FROM statement_file WHERE id = ${id} AND (state = 'queued' OR (state IN ('reading', 'accepting')
			AND (beat_at IS NULL OR beat_at < now() - make_interval(secs => ${silentSeconds})))) FOR UPDATE SKIP LOCKED)
		RETURNING id`
	return taken ? ctx.db.statementFile.findUnique({ where: { id: taken.id } }) : null
}

/** Whether the file goes on to be accepted. */
async function read(ctx: Context, file: StatementFile, isStopping: () => boolean): Promise<boolean> {
	const { id, attempts } = file
	const mine = { id, attempts, state: 'reading' satisfies StatementFileState }
	let last = performance.now()
	const { reading, fault } = await readStatementFile(ctx, file, async (doneBytes, lines) => {
		await breathe()
		if (isStopping()) {
			await ctx.db.statementFile.updateMany({ where: mine, data: { state: 'queued', attempts: attempts - 1 } })
			throw new ReadingLeft()
		}
		if (performance.now() - last < beatMilliseconds) return
		last = performance.now()
		failpoint('statement.reading')
		const { count } = await ctx.db.statementFile.updateMany({
			where: mine,
			data: { doneBytes, lines, beatAt: new Date() },
		})
		if (count === 0) throw new ReadingLeft()
	})
	if (fault) {
		const { code, line, values } = fault
		await quarantine(ctx, file, { code: 'statement.refused', details: { ...values, line, fault: code } })
		return false
	}
	const isReady = file.kind === 'camt'
	const { count } = await ctx.db.statementFile.updateMany({
		where: mine,
		data: {
			state: isReady ? 'accepting' : 'preview',
			reading: reading as unknown as Prisma.InputJsonObject,
			lines: reading.statements.reduce((sum, one) => sum + one.entries, 0),
			doneBytes: file.sizeBytes,
			attempts: 0,
			...(isReady ? { acceptedById: file.uploadedById } : {}),
			beatAt: isReady ? new Date() : null,
		},
	})
	return isReady && count === 1
}

async function accept(ctx: Context, file: StatementFile, matches: boolean): Promise<void> {
	try {
		const own: Context = { db: ctx.db, actor: system, now: ctx.now }
		const { statements } = await callBooks<{ statements: string[] }>(own, 'take_statement_file', { fileId: file.id })
		await clearStaged(ctx, file.id)
		const taken = await ctx.db.statement.findMany({
			where: { number: { in: statements } },
			select: { id: true },
			orderBy: { id: 'asc' },
		})
		if (matches) for (const { id } of taken) await matchTaken(own, id)
		else await ctx.db.matchRun.deleteMany({ where: { statementId: { in: taken.map(({ id }) => id) } } })
	} catch (error) {
		if (!(error instanceof DomainError) || !error.code.startsWith('statement.')) throw error
		await quarantine(ctx, file, { code: error.code, details: error.details as FileRefusal['details'] })
	}
}

/** Keeps a refused file with its sentence; its staging rows go. */
async function quarantine(ctx: Context, { id }: StatementFile, refusal: FileRefusal): Promise<void> {
	await ctx.db.statementFile.updateMany({
		where: { id, state: { in: ['reading', 'accepting'] } },
		data: { state: 'quarantined', refusal, endedAt: ctx.now },
	})
	await clearStaged(ctx, id)
}
