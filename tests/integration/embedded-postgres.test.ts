import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import fs from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import { afterAll, describe, expect, test } from 'vitest'
import { type Cluster, joinCluster, type ServerFile } from '#scripts/db/cluster.ts'
import { withClient } from '#scripts/db/roles.ts'
import { isAlive, readJson } from '#scripts/lib/processes.ts'
import { root } from '#scripts/lib/root.ts'

const dataDir = fs.mkdtempSync(path.join(os.tmpdir(), 'voucher-cluster-'))
fs.chmodSync(dataDir, 0o711)
const serverFile = () => readJson<ServerFile>(path.join(dataDir, 'server.json'))!
const ask = (cluster: Cluster, sql: string) =>
	withClient(cluster.superUrl('postgres'), async (client) => (await client.query<Record<string, string>>(sql)).rows[0]!)

/** A process that joins the server and stays until it is killed; `said` is what it printed. */
async function joinElsewhere(): Promise<{ child: ChildProcess; said: () => string }> {
	const program = `import('#scripts/db/cluster.ts').then(async ({ joinCluster }) => {
		await joinCluster(${JSON.stringify(dataDir)}, { isThrowAway: true }); console.log('joined'); setInterval(() => {}, 1000) })`
	const child = spawn(process.execPath, ['--import', 'tsx', '--input-type=module', '-e', program], { cwd: root })
	let said = ''
	child.stderr.on('data', (chunk) => {
		said += String(chunk)
	})
	await once(child.stdout, 'data')
	return { child, said: () => said }
}

async function killed(child: ChildProcess): Promise<void> {
	child.kill('SIGKILL')
	await once(child, 'exit')
}

afterAll(() => fs.rmSync(dataDir, { recursive: true, force: true }))

describe('the embedded server', () => {
	test('is UTF-8 with checksums, asks for a password, and listens on the loopback address only', async () => {
		const cluster = await joinCluster(dataDir, { isThrowAway: true })
		expect(await ask(cluster, 'SHOW server_encoding')).toEqual({ server_encoding: 'UTF8' })
		expect(await ask(cluster, 'SHOW data_checksums')).toEqual({ data_checksums: 'on' })
		expect(await ask(cluster, 'SHOW listen_addresses')).toEqual({ listen_addresses: '127.0.0.1' })
		expect(await ask(cluster, `SELECT lower('ÄÖ') AS l, '券' ~ '[[:alpha:]]' AS han`)).toEqual({ l: 'äö', han: true })
		const wrong = cluster.superUrl('postgres').replace(/:[^:@]+@/, ':wrong@')
		await expect(withClient(wrong, async () => {})).rejects.toMatchObject({ code: '28P01' })
		expect(fs.statSync(path.join(dataDir, 'server.json')).mode & 0o777).toBe(0o600)
		await cluster.leave()
		expect(isAlive(serverFile().pid)).toBe(false)
	})

	test('is shared: the last one to leave stops it', async () => {
		const [mine, other] = [await joinCluster(dataDir, { isThrowAway: true }), await joinElsewhere()]
		const { pid } = serverFile()
		await mine.leave()
		expect(isAlive(pid)).toBe(true)
		await killed(other.child)
		const again = await joinCluster(dataDir, { isThrowAway: true })
		expect(serverFile().pid).toBe(pid)
		await again.leave()
		expect(isAlive(pid)).toBe(false)
	})

	test('killed with its users, it is started again with its data, and that is said', async () => {
		const first = await joinElsewhere()
		const cluster = await joinCluster(dataDir, { isThrowAway: true })
		await ask(cluster, 'CREATE TABLE kept AS SELECT 7 AS n')
		await withClient(cluster.superUrl('postgres'), (client) => client.query('CHECKPOINT'))
		await killed(first.child)
		process.kill(serverFile().pid, 'SIGKILL')
		await cluster.leave()
		const second = await joinElsewhere()
		expect(second.said()).toContain('Recovered: the database had not been shut down')
		const again = await joinCluster(dataDir, { isThrowAway: true })
		expect(await ask(again, 'SELECT n::text FROM kept')).toEqual({ n: '7' })
		await killed(second.child)
		await again.leave()
	}, 120_000) // two servers and two recoveries, on a machine busy with other tests
})
