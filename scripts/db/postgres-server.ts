import { spawn, spawnSync } from 'node:child_process'
import fs from 'node:fs'
import net from 'node:net'
import os from 'node:os'
import path from 'node:path'
import { CannotRun, say } from '#scripts/lib/command-line.ts'
import { isAlive, waitUntil } from '#scripts/lib/processes.ts'
import type { RunAs } from './binaries.ts'

/** A cluster on disk: its folder, the programs that work on it, whom they run as, and where the log goes. */
export type Installation = { folder: string; native: () => string; user: RunAs; logFile: string }

const majorVersion = '18'

/** PostgreSQL's programs get a small environment: no PG* variables of the person's shell, no dependence on LANG. */
const plainEnvironment = () =>
	({ PATH: process.env.PATH ?? '/usr/bin:/bin', TZ: 'UTC', LC_ALL: 'C' }) as unknown as NodeJS.ProcessEnv
const identity = (user: RunAs) => (user ? { uid: user.uid, gid: user.gid } : {})
const program = (native: string, name: string) =>
	path.join(native, 'bin', process.platform === 'win32' ? `${name}.exe` : name)

/**
 * Makes an empty cluster: UTF-8 with a locale in which Chinese letters are letters, checksums, password sign-in only.
 * It is made beside its place and moved there whole, so that a kill leaves nothing half made.
 */
export function initialise({ folder, native, user }: Installation, superPassword: string): void {
	const draft = `${folder}.new`
	const passwordFile = `${folder}.password`
	fs.writeFileSync(passwordFile, superPassword, { mode: 0o600 })
	if (user) fs.chownSync(passwordFile, user.uid, user.gid)
	try {
		let output = ''
		for (const locale of ['C.UTF-8', 'en_US.UTF-8']) {
			fs.rmSync(draft, { recursive: true, force: true })
			fs.mkdirSync(draft, { mode: 0o700 })
			if (user) fs.chownSync(draft, user.uid, user.gid)
			const result = spawnSync(
				program(native(), 'initdb'),
				[
					`--pgdata=${draft}`,
					'--username=postgres',
					`--pwfile=${passwordFile}`,
					'--auth=scram-sha-256',
					'--encoding=UTF8',
					`--locale=${locale}`,
					'--data-checksums',
				],
				{ ...identity(user), cwd: '/', env: plainEnvironment(), encoding: 'utf8' },
			)
			if (result.status === 0) {
				fs.renameSync(draft, folder)
				return
			}
			output = (result.stderr || result.error?.message || '').trim()
		}
		throw new CannotRun(`The database could not be made in ${folder}: ${output.split('\n').at(-1)}`)
	} finally {
		fs.rmSync(passwordFile, { force: true })
		fs.rmSync(draft, { recursive: true, force: true })
	}
}

/** What PostgreSQL wrote into its own lock file; null when there is none. We only ever read it. */
export function readPostmaster(folder: string): { pid: number; port: number; isReady: boolean } | null {
	try {
		const lines = fs.readFileSync(path.join(folder, 'postmaster.pid'), 'utf8').split('\n')
		return { pid: Number(lines[0]), port: Number(lines[3]), isReady: lines[7]?.trim() === 'ready' }
	} catch (error) {
		if ((error as NodeJS.ErrnoException).code === 'ENOENT') return null
		throw new CannotRun(`The database's folder ${folder} belongs to another user: run as that user, or set DATA_DIR.`)
	}
}

/** The port wanted when it is free, else any free one, on the loopback address. */
export function freePort(wanted = 0): Promise<number> {
	return new Promise((resolve, reject) => {
		const probe = net.createServer()
		probe.once('error', (error) => (wanted === 0 ? reject(error) : freePort().then(resolve, reject)))
		probe.listen(wanted, '127.0.0.1', () => {
			const { port } = probe.address() as net.AddressInfo
			probe.close(() => resolve(port))
		})
	})
}

/** Dynamic shared memory in files of the cluster where /dev/shm is missing or as small as containers make it. */
function sharedMemoryType(): string {
	try {
		const { bsize, blocks } = fs.statfsSync('/dev/shm')
		return process.platform !== 'linux' || bsize * blocks >= 256 * 1024 * 1024 ? 'posix' : 'mmap'
	} catch {
		return process.platform === 'linux' ? 'mmap' : 'posix'
	}
}

/** Starts a server on a free port of the loopback address, `wantedPort` if it is free, and waits until it answers. */
export async function startServer(
	{ folder, native, user, logFile }: Installation,
	wantedPort: number,
	isThrowAway: boolean,
): Promise<{ pid: number; port: number }> {
	const version = fs.readFileSync(path.join(folder, 'PG_VERSION'), 'utf8').trim()
	if (version !== majorVersion)
		throw new CannotRun(
			`The database in ${folder} is of PostgreSQL ${version}, this is ${majorVersion}: dump it with the old version, move the folder away and load it again.`,
		)
	let waits = 0
	for (let attempt = 1; ; attempt++) {
		const port = await freePort(attempt === 1 ? wantedPort : 0)
		const logStart = roomForLog(logFile)
		const settings = serverSettings(port, isThrowAway)
		const log = fs.openSync(logFile, 'a', 0o600)
		const child = spawn(
			program(native(), 'postgres'),
			['-D', folder, ...Object.entries(settings).flatMap(([name, value]) => ['-c', `${name}=${value}`])],
			// Its own process group: Ctrl-C in the terminal must not reach it before those who still write to it.
			{ ...identity(user), cwd: '/', env: plainEnvironment(), detached: true, stdio: ['ignore', log, log] },
		)
		fs.closeSync(log)
		let isGone = false
		for (const end of ['exit', 'error']) child.once(end, () => (isGone = true))
		child.unref()
		const isReady = () => {
			const postmaster = readPostmaster(folder)
			return postmaster?.pid === child.pid && postmaster?.isReady === true
		}
		const answered = await waitUntil(() => isGone || isReady(), 300_000)
		if (!answered)
			throw new CannotRun(`The database is still repairing itself from its log (${logFile}): try again later.`)
		if (!isGone && child.pid) return { pid: child.pid, port }
		const output = fs.readFileSync(logFile, 'utf8').slice(logStart)
		if (attempt < 3 && /could not bind|Address already in use/.test(output)) continue
		// A killed server that its parent has not buried yet still looks alive to PostgreSQL: give it a moment.
		const before = readPostmaster(folder)
		if (waits++ < 60 && /postmaster\.pid" already exists/.test(output) && before && !isAlive(before.pid)) {
			await new Promise((resolve) => setTimeout(resolve, 500))
			attempt--
			continue
		}
		const reason = /FATAL:\s+(.*)/.exec(output)?.[1] ?? output.trim().split('\n').at(-1)
		throw new CannotRun(`The database did not start: ${reason}. Its log is ${logFile}.`)
	}
}

/** What the server holds of its tables in memory: an eighth of the machine's, at most 2 GB. Taken only as it is filled. */
function sharedMegabytes(): number {
	const limit = process.constrainedMemory() // 0 or beyond the machine's own: none
	const memory = limit > 0 ? Math.min(limit, os.totalmem()) : os.totalmem()
	return Math.min(2_048, Math.max(128, Math.floor(memory / 8 / 1_048_576)))
}

const serverSettings = (port: number, isThrowAway: boolean) => ({
	port,
	listen_addresses: '127.0.0.1',
	unix_socket_directories: '',
	max_connections: 120,
	shared_buffers: `${isThrowAway ? 128 : sharedMegabytes()}MB`,
	dynamic_shared_memory_type: sharedMemoryType(),
	log_timezone: 'UTC',
	timezone: 'UTC',
	max_wal_size: '2GB',
	...(isThrowAway ? { fsync: 'off', synchronous_commit: 'off', full_page_writes: 'off' } : {}),
})

/** Where the log goes on from; a log grown beyond 20 MB is put aside first (one is kept). */
function roomForLog(logFile: string): number {
	if (!fs.existsSync(logFile)) return 0
	const { size } = fs.statSync(logFile)
	if (size <= 20_000_000) return size
	fs.renameSync(logFile, `${logFile}.old`)
	return 0
}

/** Stops the server of a cluster in order: ends sessions, writes everything, removes its own lock file. */
export async function stopServer(folder: string, pid: number): Promise<void> {
	// A lock file that names another process was left by a crash: that process is a stranger.
	if (readPostmaster(folder)?.pid !== pid || !isAlive(pid)) return
	process.kill(pid, 'SIGINT')
	if (await waitUntil(() => !isAlive(pid), 30_000)) return
	say('The database did not stop in 30 seconds and was stopped at once; it repairs itself at the next start.')
	process.kill(pid, 'SIGQUIT')
	await waitUntil(() => !isAlive(pid), 10_000)
}
