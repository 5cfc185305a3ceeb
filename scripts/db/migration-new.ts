/**
 * Writes a migration: compares the schema folder with the copy kept at the last migration
 * (prisma/migrations/schema.snapshot.prisma) and prints the SQL between them into a new folder.
 * The engine asks for a reachable database (DATABASE_URL) but reads and writes nothing there. Constraints, functions and triggers are added to the file by hand.
 *
 *   tsx scripts/db/migration-new.ts NAME
 */
import fs from 'node:fs'
import { createRequire } from 'node:module'
import path from 'node:path'
import { PrismaPg } from '@prisma/adapter-pg'
import { bindMigrationAwareSqlAdapterFactory } from '@prisma/driver-adapter-utils'

const root = new URL('../../', import.meta.url).pathname
const snapshotFile = path.join(root, 'prisma/migrations/schema.snapshot.prisma')

function readSchema() {
	const folder = path.join(root, 'prisma/schema')
	const names = fs.readdirSync(folder).filter((f) => f.endsWith('.prisma'))
	return names.sort().map((f) => fs.readFileSync(path.join(folder, f), 'utf8')).join('\n')
}

async function openEngine(datamodel: string) {
	const require = createRequire(import.meta.url)
	const glue = require.resolve('@prisma/schema-engine-wasm/schema_engine_bg')
	// why: the package ships its WebAssembly glue without types
	const engine = (await import('@prisma/schema-engine-wasm/schema_engine_bg' as string)) as any
	const wasm = fs.readFileSync(glue.replace(/\.js$/, '.wasm'))
	const { instance } = await WebAssembly.instantiate(wasm, { './schema_engine_bg.js': engine })
	engine.__wbg_set_wasm(instance.exports)
	;(instance.exports as any).__wbindgen_start()
	const factory = bindMigrationAwareSqlAdapterFactory(new PrismaPg({ connectionString: process.env.DATABASE_URL ?? '' }))
	return engine.SchemaEngine.new({ datamodels: [['schema.prisma', datamodel]] }, () => {}, factory)
}

const name = process.argv[2]
if (!name || !/^[a-z0-9_]+$/.test(name)) {
	console.error('Use: tsx scripts/db/migration-new.ts NAME (lower-case letters, digits, _)')
	process.exit(2)
}
const after = readSchema()
const before = fs.existsSync(snapshotFile) ? fs.readFileSync(snapshotFile, 'utf8') : null
const engine = await openEngine(after)
const asSchema = (content: string) => ({ tag: 'schemaDatamodel', files: [{ path: 'schema.prisma', content }] })
const { stdout } = await engine.diff({
	from: before === null ? { tag: 'empty' } : asSchema(before),
	to: asSchema(after),
	script: true,
	exitCode: true,
	filters: { externalTables: [], externalEnums: [] },
	shadowDatabaseUrl: null,
})
const stamp = new Date().toISOString().replace(/\D/g, '').slice(0, 14)
const folder = path.join(root, 'prisma/migrations', `${stamp}_${name}`)
fs.mkdirSync(folder, { recursive: true })
fs.writeFileSync(path.join(folder, 'migration.sql'), stdout)
fs.writeFileSync(snapshotFile, after)
console.log(`Wrote ${path.relative(root, folder)}/migration.sql`)
