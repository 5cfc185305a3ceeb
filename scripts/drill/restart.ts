import { type ChildProcess, spawn } from 'node:child_process'
import fs from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import type { ServerFile } from '#scripts/db/cluster.ts'
import { freePort } from '#scripts/db/postgres-server.ts'
import { withClient } from '#scripts/db/roles.ts'
import { CannotRun, say } from '#scripts/lib/command-line.ts'
import type { Exercise } from '#scripts/lib/dispatch.ts'
import { isAlive, readJson, waitUntil } from '#scripts/lib/processes.ts'
import { root } from '#scripts/lib/root.ts'

type Run = { child: ChildProcess; seconds: number; exitCode: Promise<number>; output: () => string; port: number }

/** Starts the product on a data folder as a person would; resolves when it serves, or has ended. */
async function start(dataDir: string, env: Record<string, string> = {}): Promise<Run> {
	const port = await freePort()
	const began = Date.now()
	let output = ''
	const child = spawn(process.execPath, ['scripts/start.mjs'], {
		cwd: root,
		env: { ...process.env, DATABASE_URL: '', DATA_DIR: dataDir, PORT: String(port), ...env },
		stdio: ['ignore', 'pipe', 'pipe'],
	})
	for (const stream of [child.stdout, child.stderr])
		stream.on('data', (chunk) => {
			output += String(chunk)
		})
	let hasEnded = false
	const exitCode = new Promise<number>((resolve) =>
		child.once('exit', (code) => {
			hasEnded = true
			resolve(code ?? 1)
		}),
	)
	const isUp = () =>
		fetch(`http://127.0.0.1:${env.PORT ?? port}/healthz`).then(
			(answer) => answer.ok,
			() => false,
		)
	const served = await waitUntil(
		async () => hasEnded || output.includes('Ctrl-C stops') || (!env.PORT && (await isUp())),
		600_000,
		50,
	)
	if (!served) throw new CannotRun('The product did not start within ten minutes.')
	return { child, seconds: (Date.now() - began) / 1000, exitCode, output: () => output, port }
}

/** Processes that have the data folder's name on their command line or in their environment. */
function leftBehind(dataDir: string): number {
	if (process.platform !== 'linux') return 0
	const mine = (pid: string) => {
		try {
			const text = fs.readFileSync(`/proc/${pid}/cmdline`, 'utf8') + fs.readFileSync(`/proc/${pid}/environ`, 'utf8')
			return text.includes(dataDir) && isAlive(Number(pid))
		} catch {
			return false
		}
	}
	return fs.readdirSync('/proc').filter((pid) => /^\d+$/.test(pid) && mine(pid)).length
}

const stop = async (run: Run, signal: NodeJS.Signals = 'SIGINT') => {
	run.child.kill(signal)
	return run.exitCode
}

const exercise: Exercise = {
	says: 'start, Ctrl-C, kill -9, start again: nothing is left running and no data is lost',
	database: false,
	async run() {
		const dataDir = fs.mkdtempSync(path.join(os.tmpdir(), 'voucher-restart-'))
		fs.chmodSync(dataDir, 0o755)
		const failures: string[] = []
		const expect = (what: string, holds: boolean, detail = '') => {
			say(`${holds ? '✓' : '✗'} ${what}${detail && ` (${detail})`}`)
			if (!holds) failures.push(what)
		}
		const seconds: Record<string, number> = {}
		try {
			const first = await start(dataDir)
			seconds.first = first.seconds
			const health = (await (await fetch(`http://127.0.0.1:${first.port}/healthz`)).json()) as { status: string }
			expect('the first start serves', health.status === 'ok', `${first.seconds.toFixed(1)} s`)
			const second = await start(dataDir)
			expect(
				'a second one beside it is refused',
				(await second.exitCode) === 2 && second.output().includes('already runs'),
			)
			expect('Ctrl-C ends in order', (await stop(first)) === 0)
			expect(
				'nothing is left running',
				await waitUntil(() => leftBehind(dataDir) === 0, 2_000),
				`${leftBehind(dataDir)} processes`,
			)

			const again = await start(dataDir)
			seconds.again = again.seconds
			expect('started again within 5 s', again.seconds <= 5, `${again.seconds.toFixed(1)} s`)
			expect('and nothing had to be recovered', !again.output().includes('Recovered'))
			const server = readJson<ServerFile>(path.join(dataDir, 'server.json'))!
			const url = `postgresql://voucher_owner:${server.ownerPassword}@127.0.0.1:${server.port}/voucher`
			const count = () =>
				withClient(
					url,
					async (client) => (await client.query('SELECT count(*) AS n FROM organisation')).rows[0].n as string,
				)
			const before = await count()
			await stop(again, 'SIGKILL')
			const recovered = await start(dataDir)
			expect(
				'killed, it recovers and says so',
				recovered.output().includes('Recovered'),
				`${recovered.seconds.toFixed(1)} s`,
			)
			expect('with the data still there', before === (await count()), `${before} organisations`)

			process.kill(readJson<ServerFile>(path.join(dataDir, 'server.json'))!.pid, 'SIGKILL')
			await stop(recovered, 'SIGKILL')
			const repaired = await start(dataDir)
			expect('killed with its database, it recovers and says so', repaired.output().includes('had not been shut down'))
			await withClient(url, (client) =>
				client.query(
					`INSERT INTO _prisma_migrations (id, checksum, finished_at, migration_name) VALUES ('drill', '', now(), '99991231000000_later')`,
				),
			)
			await stop(repaired)
			const newer = await start(dataDir)
			expect(
				'a newer schema is refused in one sentence',
				(await newer.exitCode) === 2 && newer.output().includes('newer schema than the code'),
			)
			expect(
				'nothing is left running',
				await waitUntil(() => leftBehind(dataDir) === 0, 2_000),
				`${leftBehind(dataDir)} processes`,
			)
		} finally {
			fs.rmSync(dataDir, { recursive: true, force: true })
		}
		return { ok: failures.length === 0, answer: { seconds, failures } }
	},
}
export default exercise
