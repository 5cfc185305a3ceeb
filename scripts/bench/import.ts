import { execFileSync } from 'node:child_process'
import fs from 'node:fs'
import path from 'node:path'
import { performance } from 'node:perf_hooks'
import type { Context } from '#app/domain/context.server.ts'
import type { Member } from '#app/domain/identity/actor.ts'
import { seedCategories } from '#prisma/seed/catalogue/categories.server.ts'
import { seedDivisions } from '#prisma/seed/organisations.server.ts'
import { withClient } from '#scripts/db/roles.ts'
import { countOption, say } from '#scripts/lib/command-line.ts'
import type { Exercise } from '#scripts/lib/dispatch.ts'
import { root } from '#scripts/lib/root.ts'
import { type BenchDatabase, machine, withDataSet } from './lib/cluster.ts'
import { rounded } from './lib/figures.ts'
import { benchInOwnProcess } from './lib/own-process.ts'

const version = 1
/** Seconds and megabytes a file of 100,000 rows may take. */
const goal = { seconds: 60, peakRssMb: 500 }

/** The file of so many rows, written by another process: what writing takes is none of the import's memory. */
function writtenFile(rows: number, kind: 'csv' | 'xlsx'): string {
	const call = `import('#scripts/bench/lib/import-files.ts').then(async (m) => console.log(await m.importFile(${rows}, '${kind}')))`
	say(`A ${kind.toUpperCase()} with ${rows} rows …`)
	const said = execFileSync(process.execPath, ['--import', 'tsx', '-e', call], { cwd: root, encoding: 'utf8' })
	return said.trim()
}

async function fill(database: BenchDatabase): Promise<void> {
	await withClient(database.superUrl, async (client) => {
		await seedDivisions(client)
		await seedCategories(client)
		await client.query(
			`INSERT INTO organisation (number, credit_code, kind, name, division_code, status) VALUES ('JG-BENCH-1', '99990102MA00000017', 'provider', '演示机构', '990102', 'verified')`,
		)
		await client.query(`INSERT INTO account (email, name, password_hash) VALUES ('bench@example.com', '导入', '!')`)
	})
}

/** The provider's person at the database's clock. */
async function personOf(): Promise<Context> {
	const { prisma } = await import('#app/platform/db.server.ts')
	const organisation = await prisma.organisation.findUniqueOrThrow({ where: { number: 'JG-BENCH-1' } })
	const account = await prisma.account.findUniqueOrThrow({ where: { email: 'bench@example.com' } })
	const actor: Member = {
		type: 'member',
		accountId: account.id,
		name: account.name,
		organisationId: organisation.id,
		organisationName: organisation.name,
		organisationKind: 'provider',
		isVerified: true,
		divisionCode: organisation.divisionCode,
		roles: ['provider_admin'],
	}
	return { db: prisma, actor, now: new Date() }
}

/** A file's way in: kept, checked row by row, taken. */
async function importFile(ctx: Context, file: string) {
	const { KeptFile } = await import('#app/domain/files/kept-file.ts')
	const { keepPieces } = await import('#app/platform/storage.server.ts')
	const { uploadImport } = await import('#app/domain/imports/upload-import.server.ts')
	const { acceptImport } = await import('#app/domain/imports/decide-import.server.ts')
	const { workImport } = await import('#app/domain/imports/work-import.server.ts')
	const began = performance.now()
	const kept = await keepPieces(fs.createReadStream(file), 1 << 27)
	const number = await uploadImport(ctx, { file: new KeptFile(path.basename(file), '', kept) })
	const { id } = await ctx.db.listingImport.findUniqueOrThrow({ where: { number } })
	await workImport(ctx, id)
	const checked = performance.now()
	await acceptImport(ctx, { number, scope: 'good', into: 'draft' })
	await workImport(ctx, id)
	const taken = performance.now()
	const { state, rows, bad, created, changed, refusal } = await ctx.db.listingImport.findUniqueOrThrow({
		where: { number },
	})
	if (state !== 'taken') throw new Error(`the file was not taken: ${state} ${JSON.stringify(refusal)}`)
	const seconds = rounded((taken - began) / 1000, 1)
	const checkSeconds = rounded((checked - began) / 1000, 1)
	say(
		`${path.extname(file)}: ${rows} rows in ${seconds} s, of which checking ${checkSeconds} s; ${created} new, ${changed} changed, ${bad} bad`,
	)
	return { rows, bad, created, changed, seconds, checkSeconds }
}

type Kind = 'csv' | 'xlsx'
type OneFile = Awaited<ReturnType<typeof importFile>> & { peakRssMb: number }

/** One kind of file by this bench in a process of its own, so that its memory is its own. */
async function inOwnProcess(kind: Kind, rows: number): Promise<OneFile> {
	const words = ['import', '--json', '--kind', kind, '--rows', String(rows)]
	const sentence = 'A file could not be taken; the message is above.'
	return (await benchInOwnProcess<{ file: OneFile }>(words, sentence)).file
}

const exercise: Exercise = {
	says: "a provider's file of 100,000 listings, as CSV all new and as XLSX all changed, each in a process of its own: seconds and memory",
	options: ['rows', 'kind'],
	database: false,
	run: async (line) => {
		const rows = countOption(line, 'rows', 100_000)
		const dataSet = { name: 'listing_import', version, fill }
		const { kind } = line.options
		if (kind === 'csv' || kind === 'xlsx') {
			const written = writtenFile(rows, kind)
			// the sheet changes what the table brought in, when that was read before
			const file = await withDataSet(dataSet, kind === 'csv', async (): Promise<OneFile> => {
				const taken = await importFile(await personOf(), written)
				return { ...taken, peakRssMb: Math.round(process.resourceUsage().maxRSS / 1024) }
			})
			return { ok: true, answer: { name: 'import', file } }
		}
		const csv = await inOwnProcess('csv', rows)
		const xlsx = await inOwnProcess('xlsx', rows)
		const seconds = Math.max(csv.seconds, xlsx.seconds)
		const peakRssMb = Math.max(csv.peakRssMb, xlsx.peakRssMb)
		return {
			ok: seconds <= goal.seconds && peakRssMb < goal.peakRssMb,
			answer: { name: 'import', rows, seconds, peakRssMb, csv, xlsx, ...machine() },
		}
	},
}
export default exercise
