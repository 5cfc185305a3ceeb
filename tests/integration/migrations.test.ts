import fs from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { applyMigrations, checkSchema, codeMigrations } from '#scripts/db/migrations.ts'
import { withClient } from '#scripts/db/roles.ts'
import { database } from '#tests/fixtures/integration.ts'

const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'voucher-migrations-'))
const write = (name: string, sql: string) => {
	fs.mkdirSync(path.join(folder, name), { recursive: true })
	fs.writeFileSync(path.join(folder, name, 'migration.sql'), sql)
}
const ask = (sql: string) => withClient(database.ownerUrl, async (client) => (await client.query(sql)).rows)

beforeAll(async () => {
	for (const { name, sql } of codeMigrations()) write(name, sql)
	fs.writeFileSync(path.join(folder, 'notes.md'), 'no migration')
})
afterAll(() => fs.rmSync(folder, { recursive: true }))

describe('the migration runner', () => {
	test('has nothing to do where everything is applied', async () => {
		expect(await applyMigrations(database.ownerUrl, folder)).toEqual([])
		expect(await checkSchema(database.url, folder)).toBe(codeMigrations().at(-1)!.name)
	})

	test('applies what is new once, however many run at the same moment, and records it as Prisma does', async () => {
		write('99990101000001_first', 'CREATE TABLE drill_one (id int); CREATE TABLE drill_two (id int);')
		await expect(checkSchema(database.url, folder)).rejects.toThrow('lacks the migration 99990101000001_first')
		const applied = await Promise.all([1, 2, 3].map(() => applyMigrations(database.ownerUrl, folder)))
		expect(applied.flat()).toEqual(['99990101000001_first'])
		const rows =
			await ask(`SELECT length(id) AS id, length(checksum) AS checksum, applied_steps_count, logs, rolled_back_at
			FROM _prisma_migrations WHERE migration_name = '99990101000001_first'`)
		expect(rows).toEqual([{ id: 36, checksum: 64, applied_steps_count: 1, logs: null, rolled_back_at: null }])
	})

	test('a migration that fails half way leaves nothing behind, and says where', async () => {
		write('99990101000002_broken', 'CREATE TABLE drill_three (id int);\nSELECT 1 / 0;')
		await expect(applyMigrations(database.ownerUrl, folder)).rejects.toThrow(
			'The migration 99990101000002_broken was not applied, the database is as before: division by zero',
		)
		expect(await ask(`SELECT to_regclass('drill_three') AS found`)).toEqual([{ found: null }])
		fs.rmSync(path.join(folder, '99990101000002_broken'), { recursive: true })
	})

	test('a file changed after it was applied is refused', async () => {
		write('99990101000001_first', 'CREATE TABLE drill_one (id bigint);')
		await expect(applyMigrations(database.ownerUrl, folder)).rejects.toThrow('was changed after it had been applied')
	})

	test('a database that knows more than the code is refused', async () => {
		fs.rmSync(path.join(folder, '99990101000001_first'), { recursive: true })
		await expect(applyMigrations(database.ownerUrl, folder)).rejects.toThrow('newer schema than the code')
		await expect(checkSchema(database.url, folder)).rejects.toThrow('newer schema than the code')
	})
})
