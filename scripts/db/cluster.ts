import { randomBytes } from 'node:crypto'
import fs from 'node:fs'
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
import { databaseUser, placeBinaries, placeCluster } from './binaries.ts'
import { initialise, readPostmaster, startServer, stopServer } from './postgres-server.ts'

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
			if (liveUsers(usersFolder) === 0) await stopServer(server.folder, server.pid)
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
	let placed: string | undefined
	const native = () => (placed ??= placeBinaries(dataDir, user))
	const installation = { folder, native, user, logFile: path.join(dataDir, 'postgres.log') }
	const file = path.join(dataDir, 'server.json')
	let server = readJson<ServerFile>(file)
	if (!fs.existsSync(path.join(folder, 'PG_VERSION'))) {
		server = remember(file, newServerFile(folder))
		initialise(installation, server.superPassword)
	}
	if (!server)
		throw new CannotRun(
			`${file} with the database's passwords is missing: put it back from a backup, or move ${folder} away to begin anew.`,
		)
	const postmaster = readPostmaster(folder)
	if (postmaster && isAlive(postmaster.pid)) {
		await waitUntil(() => !isAlive(postmaster.pid) || readPostmaster(folder)?.isReady === true, 60_000)
		const running = { ...server, folder, pid: postmaster.pid, port: postmaster.port }
		if (await isOurs(running)) {
			if (!hadUsers) say('Recovered: the database of a killed process was still running and is used again.')
			return remember(file, running)
		}
	} else if (postmaster) say('Recovered: the database had not been shut down; it repairs itself from its log.')
	const started = await startServer(installation, server.port, options.isThrowAway ?? false)
	return remember(file, { ...server, folder, ...started })
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
