import { createHash, randomUUID } from 'node:crypto'
import fs from 'node:fs'
import path from 'node:path'
import type pg from 'pg'
import { CannotRun } from '#scripts/lib/command-line.ts'
import { root } from '#scripts/lib/root.ts'
import { withClient } from './roles.ts'

export type Migration = { name: string; sql: string; checksum: string }
type AppliedMigration = { name: string; checksum: string }

/** The lock Prisma's own tool takes too, so that the two never work at once. */
const lockKey = 72_707_369

const codeFolder = path.join(root, 'prisma/migrations')

/** The migrations of the code, in the order they are applied. */
export function codeMigrations(folder = codeFolder): Migration[] {
	const names = fs.readdirSync(folder).filter((name) => fs.existsSync(path.join(folder, name, 'migration.sql')))
	return names.sort().map((name) => {
		const sql = fs.readFileSync(path.join(folder, name, 'migration.sql'), 'utf8')
		return { name, sql, checksum: createHash('sha256').update(sql).digest('hex') }
	})
}

async function appliedMigrations(client: pg.Client): Promise<AppliedMigration[]> {
	const { rows } = await client.query<AppliedMigration>(
		`SELECT migration_name AS name, checksum FROM _prisma_migrations
		WHERE finished_at IS NOT NULL AND rolled_back_at IS NULL ORDER BY migration_name`,
	)
	return rows
}

/** Refuses a database whose schema is not one this code can bring up to date; answers with what is left to apply. */
function pendingOf(code: Migration[], applied: AppliedMigration[]): Migration[] {
	const known = new Map(code.map((migration) => [migration.name, migration]))
	for (const { name, checksum } of applied) {
		const migration = known.get(name)
		if (!migration)
			throw new CannotRun(
				`The database has a newer schema than the code: it knows the migration ${name}, this code does not. Run the newer code.`,
			)
		if (migration.checksum !== checksum)
			throw new CannotRun(
				`The migration ${name} was changed after it had been applied: put its file back as it was and write a further migration.`,
			)
	}
	const names = new Set(applied.map(({ name }) => name))
	return code.filter(({ name }) => !names.has(name))
}

/**
 * Brings a database to the code's schema: migrations in name order, each in one transaction with its row in Prisma's
 * table, under one advisory lock. Returns the names applied. Run with the owner's URL.
 */
export function applyMigrations(ownerUrl: string, folder = codeFolder): Promise<string[]> {
	return withClient(ownerUrl, async (client) => {
		await client.query('SELECT pg_advisory_lock($1)', [lockKey])
		await client.query(`SET client_min_messages = warning`)
		const { rowCount } = await client.query(
			`SELECT FROM pg_tables WHERE schemaname = 'public' AND tablename = '_prisma_migrations'`,
		)
		if (rowCount === 0) await client.query(migrationsTable)
		await client.query('GRANT SELECT ON _prisma_migrations TO voucher_app')
		const pending = pendingOf(codeMigrations(folder), await appliedMigrations(client))
		for (const migration of pending) await applyOne(client, migration)
		return pending.map(({ name }) => name)
	})
}

async function applyOne(client: pg.Client, { name, sql, checksum }: Migration): Promise<void> {
	await client.query('BEGIN')
	try {
		await client.query(sql)
		await client.query(
			`INSERT INTO _prisma_migrations (id, checksum, finished_at, migration_name, started_at, applied_steps_count)
			VALUES ($1, $2, clock_timestamp(), $3, transaction_timestamp(), 1)`,
			[randomUUID(), checksum, name],
		)
		await client.query('COMMIT')
	} catch (error) {
		await client.query('ROLLBACK').catch(() => {})
		const { message, position, code } = error as pg.DatabaseError
		const line = position ? ` (line ${sql.slice(0, Number(position)).split('\n').length})` : ''
		throw new CannotRun(
			`The migration ${name} was not applied, the database is as before: ${message}${line}${code ? ` [${code}]` : ''}.`,
		)
	}
}

/** Throws one sentence unless the database has exactly the code's migrations; answers with the last one's name. */
export function checkSchema(url: string, folder = codeFolder): Promise<string> {
	return withClient(url, async (client) => {
		const { rowCount } = await client.query(
			`SELECT FROM pg_tables WHERE schemaname = 'public' AND tablename = '_prisma_migrations'`,
		)
		const code = codeMigrations(folder)
		const pending = rowCount === 0 ? code : pendingOf(code, await appliedMigrations(client))
		if (pending.length > 0)
			throw new CannotRun(`The database lacks the migration ${pending[0]!.name}: run npm run db:migrate first.`)
		return code.at(-1)?.name ?? ''
	})
}

/** As Prisma makes it, so that its command line reads it too. */
const migrationsTable = `CREATE TABLE _prisma_migrations (
	id varchar(36) PRIMARY KEY,
	checksum varchar(64) NOT NULL,
	finished_at timestamptz,
	migration_name varchar(255) NOT NULL,
	logs text,
	rolled_back_at timestamptz,
	started_at timestamptz NOT NULL DEFAULT now(),
	applied_steps_count integer NOT NULL DEFAULT 0
)`
