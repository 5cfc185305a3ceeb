import { type OpenDatabase, openDatabase, workOn } from '#scripts/db/database.ts'
import { applyMigrations, checkSchema } from '#scripts/db/migrations.ts'
import { connectionSentence } from '#scripts/db/roles.ts'
import { CannotRun, say } from './command-line.ts'
import { ensureDemo } from './demo.ts'
import { ensureClient } from './generated.ts'
import { endConnections } from './product.ts'

export type LongProcess = {
	/** what the parent is told once the work has begun */
	ready: Record<string, unknown>
	/** finishes what is under way */
	stop: () => Promise<void>
}

/**
 * Runs a process that works until it is told to stop: by SIGTERM or SIGINT, or because its parent is gone. It refuses
 * a database whose schema is not the code's, finishes what is under way, and closes its connections before it ends.
 */
export async function runProcess(begin: (life: { isStopping: () => boolean }) => Promise<LongProcess>): Promise<void> {
	let isStopping = false
	let stop: () => Promise<void> = async () => {}
	const end = async (exitCode: number) => {
		if (isStopping) return
		isStopping = true
		await stop()
		process.exit(exitCode)
	}
	for (const signal of ['SIGTERM', 'SIGINT'] as const) process.on(signal, () => void end(0))
	process.once('disconnect', () => void end(0))
	process.on('unhandledRejection', (reason) => {
		say(`Unexpected: ${reason instanceof Error ? reason.stack : String(reason)}`)
		void end(1)
	})
	try {
		await ensureClient()
		const database = await openDatabase()
		stop = database.close
		await prepareSchema(database).catch((error: unknown) => {
			throw connectionSentence(error, database.url) ?? error
		})
		workOn(database)
		const work = await begin({ isStopping: () => isStopping })
		stop = async () => {
			await work.stop()
			await endConnections()
			await database.close()
		}
		process.send?.({ ready: work.ready })
	} catch (error) {
		say(
			error instanceof CannotRun
				? error.message
				: `This failed: ${error instanceof Error ? error.stack : String(error)}`,
		)
		await end(error instanceof CannotRun ? error.exitCode : 1)
	}
}

/** Run alone on the embedded database it brings it up to date; beside others, on a database of theirs, it only looks. */
async function prepareSchema(database: OpenDatabase): Promise<void> {
	if (database.recreate) {
		await applyMigrations(database.ownerUrl)
		await ensureDemo(database)
	} else await checkSchema(database.url)
}
