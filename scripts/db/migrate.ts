/** `npm run db:migrate`: brings the database of DATABASE_URL, else of DATA_DIR, to the code's schema. */
import { runScript } from '#scripts/lib/command-line.ts'
import { openDatabase } from './database.ts'
import { applyMigrations, codeMigrations } from './migrations.ts'
import { connectionSentence } from './roles.ts'

await runScript({}, async () => {
	const database = await openDatabase()
	try {
		const applied = await applyMigrations(database.ownerUrl)
		const schema = codeMigrations().at(-1)?.name ?? ''
		const text =
			applied.length === 0
				? `Nothing to apply; the schema is ${schema}.`
				: applied.map((name) => `Applied ${name}.`).join('\n')
		return { ok: true, answer: { applied, schema }, text }
	} catch (error) {
		throw connectionSentence(error, database.ownerUrl) ?? error
	} finally {
		await database.close()
	}
})
