import { type OpenDatabase, openDatabase, workOn } from '#scripts/db/database.ts'
import { applyMigrations } from '#scripts/db/migrations.ts'
import { connectionSentence } from '#scripts/db/roles.ts'
import { ensureDemo } from './demo.ts'
import { ensureClient } from './generated.ts'

export type ProductNeeds = {
	/** load the small demo when the database is empty */
	demo: boolean
}

/** Ends the application's connections of this process, if anything opened them. */
export async function endConnections(): Promise<void> {
	const { __database } = globalThis as { __database?: { end: () => Promise<void> } }
	await __database?.end()
}

/**
 * What every script stands on: a generated client and a database with the code's schema (and the demo, when asked),
 * joined or started, given to `work` and left afterwards, also on Ctrl-C. Import app modules inside `work` only.
 */
export async function withProduct<T>(needs: ProductNeeds, work: (database: OpenDatabase) => Promise<T>): Promise<T> {
	await ensureClient()
	const database = await openDatabase()
	const leave = async () => {
		await endConnections()
		await database.close()
	}
	for (const signal of ['SIGINT', 'SIGTERM'] as const)
		process.once(signal, () => void leave().finally(() => process.exit(130)))
	try {
		await applyMigrations(database.ownerUrl)
		workOn(database)
		if (needs.demo) await ensureDemo(database)
		return await work(database)
	} catch (error) {
		throw connectionSentence(error, database.url) ?? error
	} finally {
		await leave()
	}
}
