import { spawn, spawnSync } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import fs from 'node:fs'
import net from 'node:net'
import path from 'node:path'
import pg from 'pg'
import { CannotRun, say } from '#scripts/lib/command-line.ts'
import {
	isAlive,
	isSame,
	markOf,
	type ProcessMark,
	readJson,
	waitUntil,
	withLock,
	writePrivate,
} from '#scripts/lib/processes.ts'
import { databaseUser, placeBinaries, placeCluster, type RunAs } from './binaries.ts'

/** What DATA_DIR/server.json keeps about the embedded server. Readable by its owner only. */
export type ServerFile = {
	port: number
	pid: number
	folder: string
	superPassword: string
	ownerPassword: string
	appPassword: string
}

export type ClusterOptions = {
	/** for throw-away test data: commits need not survive a power cut */
	isThrowAway?: boolean
}
export type Cluster = { server: ServerFile; superUrl: (database: string) => string; leave: () => Promise<void> }

const majorVersion = '18'

/**
 * Joins the PostgreSQL server of a data folder, starting it when it does not run. Any number of processes may join;
 * the last one to leave stops it. A server left running by a killed process is used again, and that is said.
 */
export async function joinCluster(dataDir: string, options: ClusterOptions = {}): Promise<Cluster> {
	// Others may pass through to what they own; every file of ours in it is closed to them.
	fs.mkdirSync(dataDir, { recursive: true, mode: 0o711 })
	const usersFolder = path.join(dataDir, 'users')
	const mine = path.join(usersFolder, String(process.pid))
	const lock = path.join(dataDir, 'server.lock')
	const server = await withLock(lock, 60_000, async () => {
		fs.mkdirSync(usersFolder, { recursive: true, mode: 0o700 })
		const hadUsers = liveUsers(usersFolder) > 0
		const found = await ensureRunning(dataDir, options, hadUsers)
		writePrivate(mine, JSON.stringify(markOf(process.pid)))
		return found
	})
	const leave = () =>
		withLock(lock, 60_000, async () => {
			fs.rmSync(mine, { force: true })
			if (liveUsers(usersFolder) === 0) await stopServer(server.folder)
		})
	return { server, superUrl: (database) => superUrlOf(server, database), leave }
}

/** The superuser's way into a database of an embedded server. */
export const superUrlOf = (server: ServerFile, database: string) =>
	`postgresql://postgres:${server.superPassword}@127.0.0.1:${server.port}/${database}`

/** How many live processes have joined; the entries of dead ones are swept away. */
function liveUsers(folder: string): number {
	let alive = 0
	for (const name of fs.readdirSync(folder)) {
		const mark = readJson<ProcessMark>(path.join(folder, name))
		if (mark && isSame(mark)) alive++
		else fs.rmSync(path.join(folder, name), { force: true })
	}
	return alive
}

async function ensureRunning(dataDir: string, options: ClusterOptions, hadUsers: boolean): Promise<ServerFile> {
	const user = databaseUser()
	const folder = placeCluster(dataDir, user)
	const file = path.join(dataDir, 'server.json')
	let server = readJson<ServerFile>(file)
	if (!fs.existsSync(path.join(folder, 'PG_VERSION'))) {
		server = newServerFile(folder)
		writePrivate(file, JSON.stringify(server))
		await initialise(placeBinaries(dataDir, user), folder, server, user)
	}
	if (!server)
		throw new CannotRun(
			`${file} with the database's passwords is missing: put it back from a backup, or move ${folder} away to begin anew.`,
		)
	const postmaster = readPostmaster(folder)
	if (postmaster && isAlive(postmaster.pid)) {
		const running = { ...server, folder, pid: postmaster.pid, port: postmaster.port }
		if (await isOurs(running)) {
			if (!hadUsers) say('Recovered: the database of a killed process was still running and is used again.')
			return remember(file, running)
		}
	}
	if (postmaster && !isAlive(postmaster.pid))
		say('Recovered: the database had not been shut down; it repairs itself from its log.')
	return remember(file, await startServer(dataDir, folder, { ...server, folder }, user, options))
}

function remember(file: string, server: ServerFile): ServerFile {
	writePrivate(file, JSON.stringify(server))
	return server
}

const newPassword = () => randomBytes(24).toString('base64url')
const newServerFile = (folder: string): ServerFile => ({
	port: 0,
	pid: 0,
	folder,
	superPassword: newPassword(),
	ownerPassword: newPassword(),
	appPassword: newPassword(),
})

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
async function initialise(native: string, folder: string, server: ServerFile, user: RunAs): Promise<void> {
	const draft = `${folder}.new`
	const passwordFile = `${folder}.password`
	fs.writeFileSync(passwordFile, server.superPassword, { mode: 0o600 })
	if (user) fs.chownSync(passwordFile, user.uid, user.gid)
	try {
		let output = ''
		for (const locale of ['C.UTF-8', 'en_US.UTF-8']) {
			fs.rmSync(draft, { recursive: true, force: true })
			fs.mkdirSync(draft, { mode: 0o700 })
			if (user) fs.chownSync(draft, user.uid, user.gid)
			const result = spawnSync(
				program(native, 'initdb'),
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
			if (result.status === 0) return fs.renameSync(draft, folder)
			output = (result.stderr || result.error?.message || '').trim()
		}
		throw new CannotRun(`The database could not be made in ${folder}: ${output.split('\n').at(-1)}`)
	} finally {
		fs.rmSync(passwordFile, { force: true })
		fs.rmSync(draft, { recursive: true, force: true })
	}
}

/** What PostgreSQL wrote into its own lock file; null when there is none. We only ever read it. */
function readPostmaster(folder: string): { pid: number; port: number; isReady: boolean } | null {
	try {
		const lines = fs.readFileSync(path.join(folder, 'postmaster.pid'), 'utf8').split('\n')
		return { pid: Number(lines[0]), port: Number(lines[3]), isReady: lines[7]?.trim() === 'ready' }
	} catch (error) {
		if ((error as NodeJS.ErrnoException).code === 'ENOENT') return null
		throw new CannotRun(`The database's folder ${folder} belongs to another user: run as that user, or set DATA_DIR.`)
	}
}

/** Whether the server on that port takes our password and works in our folder. */
async function isOurs(server: ServerFile): Promise<boolean> {
	const client = new pg.Client({
		host: '127.0.0.1',
		port: server.port,
		user: 'postgres',
		password: server.superPassword,
		database: 'postgres',
		connectionTimeoutMillis: 3_000,
	})
	try {
		await client.connect()
		const { rows } = await client.query<{ data_directory: string }>('SHOW data_directory')
		return fs.realpathSync(rows[0]!.data_directory) === fs.realpathSync(server.folder)
	} catch {
		return false
	} finally {
		await client.end().catch(() => {})
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

async function startServer(
	dataDir: string,
	folder: string,
	server: ServerFile,
	user: RunAs,
	options: ClusterOptions,
): Promise<ServerFile> {
	const version = fs.readFileSync(path.join(folder, 'PG_VERSION'), 'utf8').trim()
	if (version !== majorVersion)
		throw new CannotRun(
			`The database in ${folder} is of PostgreSQL ${version}, this is ${majorVersion}: dump it with the old version, move the folder away and load it again.`,
		)
	const native = placeBinaries(dataDir, user)
	const logFile = path.join(dataDir, 'postgres.log')
	for (let attempt = 1; ; attempt++) {
		const port = await freePort(attempt === 1 ? server.port : 0)
		const logStart = fs.existsSync(logFile) ? fs.statSync(logFile).size : 0
		const log = fs.openSync(logFile, 'a', 0o600)
		const settings = {
			port,
			listen_addresses: '127.0.0.1',
			unix_socket_directories: '',
			max_connections: 120,
			shared_buffers: '128MB',
			dynamic_shared_memory_type: sharedMemoryType(),
			log_timezone: 'UTC',
			timezone: 'UTC',
			max_wal_size: '2GB',
			...(options.isThrowAway ? { fsync: 'off', synchronous_commit: 'off', full_page_writes: 'off' } : {}),
		}
		const child = spawn(
			program(native, 'postgres'),
			['-D', folder, ...Object.entries(settings).flatMap(([name, value]) => ['-c', `${name}=${value}`])],
			// Its own process group: Ctrl-C in the terminal must not reach it before those who still write to it.
			{ ...identity(user), cwd: '/', env: plainEnvironment(), detached: true, stdio: ['ignore', log, log] },
		)
		fs.closeSync(log)
		let isGone = false
		child.once('exit', () => (isGone = true))
		child.once('error', () => (isGone = true))
		child.unref()
		const isReady = () =>
			isGone || (readPostmaster(folder)?.pid === child.pid && readPostmaster(folder)?.isReady === true)
		await waitUntil(isReady, 120_000)
		if (!isGone && child.pid) return { ...server, port, pid: child.pid, folder }
		const output = fs.readFileSync(logFile, 'utf8').slice(logStart)
		if (attempt < 3 && /could not bind|Address already in use/.test(output)) continue
		const reason = /FATAL:\s+(.*)/.exec(output)?.[1] ?? output.trim().split('\n').at(-1)
		throw new CannotRun(`The database did not start: ${reason}. Its log is ${logFile}.`)
	}
}

/** Stops a server in order: ends sessions, writes everything, removes its own lock file. */
async function stopServer(folder: string): Promise<void> {
	const postmaster = readPostmaster(folder)
	if (!postmaster || !isAlive(postmaster.pid)) return
	process.kill(postmaster.pid, 'SIGINT')
	if (await waitUntil(() => !isAlive(postmaster.pid), 30_000)) return
	say('The database did not stop in 30 seconds and was stopped at once; it repairs itself at the next start.')
	process.kill(postmaster.pid, 'SIGQUIT')
	await waitUntil(() => !isAlive(postmaster.pid), 10_000)
}
