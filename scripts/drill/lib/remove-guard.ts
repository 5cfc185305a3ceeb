import type pg from 'pg'
import type { MoneyGuard } from './money-guard.ts'

/** Takes one guard away from a database. Throws when it is not there as it is described. Run as the tables' owner. */
export async function removeGuard(client: pg.ClientBase, guard: MoneyGuard): Promise<void> {
	if ('function' in guard) {
		const { rows } = await client.query<{ text: string }>(
			`SELECT pg_get_functiondef(oid) AS text FROM pg_proc WHERE proname = $1 AND pronamespace = 'public'::regnamespace`,
			[guard.function],
		)
		const text = rows[0]?.text ?? ''
		if (!text.includes(guard.replace)) throw new Error(`guard not found: "${guard.name}" in ${guard.function}`)
		await client.query(text.replaceAll(guard.replace, guard.by))
		return
	}
	const quoted = (name: string) => client.escapeIdentifier(name)
	if ('constraint' in guard)
		await client.query(`ALTER TABLE ${quoted(guard.table)} DROP CONSTRAINT ${quoted(guard.constraint)} CASCADE`)
	else if ('index' in guard) await client.query(`DROP INDEX ${quoted(guard.index)}`)
	else await client.query(`DROP TRIGGER ${quoted(guard.trigger)} ON ${quoted(guard.table)}`)
}
