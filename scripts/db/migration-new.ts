/**
 * `npm run db:migration-new -- NAME`: writes a migration. It compares the schema folder with the copy kept at the last
 * migration (prisma/migrations/schema.snapshot.prisma) and puts the SQL between them into a new folder. The engine asks
 * for a reachable database but reads and writes nothing there. Constraints, functions and triggers are added by hand.
 */
import fs from 'node:fs'
import { createRequire } from 'node:module'
import path from 'node:path'
import { PrismaPg } from '@prisma/adapter-pg'
import { bindMigrationAwareSqlAdapterFactory } from '@prisma/driver-adapter-utils'
import { CannotRun, runScript } from '#scripts/lib/command-line.ts'
import { root } from '#scripts/lib/root.ts'
import { openDatabase } from './database.ts'

type Schema = { tag: 'empty' } | { tag: 'schemaDatamodel'; files: { path: string; content: string }[] }
type Engine = { diff: (input: Record<string, unknown>) => Promise<{ stdout: string }> }
/** The part we use of the package's WebAssembly glue, which comes without types. */
type Glue = {
	__wbg_set_wasm: (exports: WebAssembly.Exports) => void
	SchemaEngine: { new: (options: unknown, log: () => void, adapter: unknown) => Promise<Engine> }
}

const snapshotFile = path.join(root, 'prisma/migrations/schema.snapshot.prisma')

function readSchema(): string {
	const folder = path.join(root, 'prisma/schema')
	const names = fs.readdirSync(folder).filter((name) => name.endsWith('.prisma'))
	return names
		.sort()
		.map((name) => fs.readFileSync(path.join(folder, name), 'utf8'))
		.join('\n')
}

async function openEngine(datamodel: string, url: string): Promise<Engine> {
	const name = '@prisma/schema-engine-wasm/schema_engine_bg'
	const wasm = fs.readFileSync(
		createRequire(import.meta.url)
			.resolve(name)
			.replace(/\.js$/, '.wasm'),
	)
	const glue = (await import(name)) as Glue
	const { instance } = await WebAssembly.instantiate(wasm, { './schema_engine_bg.js': glue as never })
	glue.__wbg_set_wasm(instance.exports)
	const { __wbindgen_start } = instance.exports as { __wbindgen_start: () => void }
	__wbindgen_start()
	const adapter = bindMigrationAwareSqlAdapterFactory(new PrismaPg({ connectionString: url }))
	return glue.SchemaEngine.new({ datamodels: [['schema.prisma', datamodel]] }, () => {}, adapter)
}

const asSchema = (content: string): Schema => ({ tag: 'schemaDatamodel', files: [{ path: 'schema.prisma', content }] })

await runScript({}, async ({ words: [name] }) => {
	if (!name || !/^[a-z0-9_]+$/.test(name)) throw new CannotRun('Name the migration: lower-case letters, digits and _.')
	const after = readSchema()
	const before = fs.existsSync(snapshotFile) ? fs.readFileSync(snapshotFile, 'utf8') : null
	const database = await openDatabase()
	try {
		const engine = await openEngine(after, database.ownerUrl)
		const { stdout } = await engine.diff({
			from: before === null ? { tag: 'empty' } : asSchema(before),
			to: asSchema(after),
			script: true,
			exitCode: true,
			filters: { externalTables: [], externalEnums: [] },
			shadowDatabaseUrl: null,
		})
		const stamp = new Date().toISOString().replace(/\D/g, '').slice(0, 14)
		const folder = `prisma/migrations/${stamp}_${name}`
		fs.mkdirSync(path.join(root, folder), { recursive: true })
		fs.writeFileSync(path.join(root, folder, 'migration.sql'), stdout)
		fs.writeFileSync(snapshotFile, after)
		return { ok: true, answer: { folder }, text: `Wrote ${folder}/migration.sql` }
	} finally {
		await database.close()
	}
})
