import { spawn } from 'node:child_process'
import { createHash } from 'node:crypto'
import fs from 'node:fs'
import path from 'node:path'
import { CannotRun, say } from './command-line.ts'
import { withLock } from './processes.ts'
import { root } from './root.ts'

/** A hash over the names and contents of files and folders of the project; folders named in `skip` are left out. */
export function hashOf(places: readonly string[], skip: readonly string[] = []): string {
	const hash = createHash('sha256')
	const visit = (place: string) => {
		const file = path.join(root, place)
		if (skip.includes(place) || !fs.existsSync(file)) return
		if (fs.statSync(file).isDirectory()) {
			for (const name of fs.readdirSync(file).sort()) visit(path.posix.join(place, name))
			return
		}
		const content = fs.readFileSync(file)
		hash.update(`${place}\0${content.byteLength}\0`).update(content)
	}
	for (const place of places) visit(place)
	return hash.digest('hex')
}

type Generated = { what: string; stamp: string; hash: () => string; command: string[]; env: Record<string, string> }

const client: Generated = {
	what: 'Generating the database client',
	stamp: 'app/platform/.server/stamp',
	hash: () => hashOf(['prisma/schema', 'prisma/prisma.config.ts', 'node_modules/prisma/package.json']),
	command: ['node_modules/prisma/build/index.js', 'generate', '--config', 'prisma/prisma.config.ts'],
	// The engine named here is never run: it only keeps the tool from downloading one.
	env: { PRISMA_SCHEMA_ENGINE_BINARY: process.execPath, CHECKPOINT_DISABLE: '1', PRISMA_HIDE_UPDATE_MESSAGE: '1' },
}

const build: Generated = {
	what: 'Building the pages',
	stamp: 'build/stamp',
	hash: () =>
		hashOf(
			['app', 'search', 'public', 'prisma/schema', 'remix.config.js', 'package-lock.json'],
			['app/platform/.server'],
		),
	command: [
		'node_modules/@remix-run/dev/dist/cli.js',
		'vite:build',
		'--config',
		'remix.config.js',
		'--logLevel',
		'warn',
	],
	env: { NODE_ENV: 'production' },
}

/** Makes what is generated anew when what it is made from has changed since. */
async function ensure(generated: Generated): Promise<void> {
	const stamp = path.join(root, generated.stamp)
	const isFresh = () => fs.existsSync(stamp) && fs.readFileSync(stamp, 'utf8') === generated.hash()
	if (isFresh()) return
	const lock = path.join(root, '.cache', `${path.basename(path.dirname(stamp))}.lock`)
	await withLock(lock, 600_000, async () => {
		if (isFresh()) return
		say(`${generated.what} …`)
		const hash = generated.hash()
		fs.rmSync(stamp, { force: true })
		const { isDone, output } = await runQuietly(generated)
		if (!isDone) {
			say(output.trim())
			throw new CannotRun(`${generated.what} did not succeed; the message is above.`)
		}
		fs.mkdirSync(path.dirname(stamp), { recursive: true })
		fs.writeFileSync(stamp, hash)
	})
}

/** Runs a generator without showing what it prints. It does not outlive this process. */
function runQuietly({ command, env }: Generated): Promise<{ isDone: boolean; output: string }> {
	const child = spawn(process.execPath, command, {
		cwd: root,
		env: { ...process.env, ...env },
		stdio: ['ignore', 'pipe', 'pipe'],
	})
	let output = ''
	for (const stream of [child.stdout, child.stderr])
		stream.on('data', (chunk) => {
			output += String(chunk)
		})
	const end = () => void child.kill()
	process.once('exit', end)
	return new Promise((resolve) =>
		child.once('close', (code) => {
			process.off('exit', end)
			resolve({ isDone: code === 0, output })
		}),
	)
}

export const ensureClient = () => ensure(client)
export const ensureBuild = () => ensure(build)
