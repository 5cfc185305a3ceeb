/** `npm start`: everything on one machine, in one terminal. Ctrl-C stops it all, the database last. */
import fs from 'node:fs'
import net from 'node:net'
import path from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { env } from '#app/platform/env.server.ts'
import { type OpenDatabase, openDatabase } from './db/database.ts'
import { applyMigrations } from './db/migrations.ts'
import { connectionSentence } from './db/roles.ts'
import { type Child, startChild } from './lib/children.ts'
import { CannotRun, say } from './lib/command-line.ts'
import { compactLine } from './lib/compact-log.ts'
import { ensureDemo } from './lib/demo.ts'
import { ensureBuild, ensureClient } from './lib/generated.ts'
import { root } from './lib/root.ts'
import { sessionSecret } from './lib/session-secret.ts'
import { takeDataFolder, watchParent } from './lib/single-start.ts'
import { listenSentence } from './web/listen.ts'

const children = new Set<Child>()
/** What is undone on the way out, last first. */
const undo: (() => unknown)[] = []
let isStopping = false

async function stopAll(exitCode: number, sentence?: string): Promise<void> {
	if (isStopping) return
	isStopping = true
	if (sentence) say(sentence)
	await Promise.all([...children].map((child) => child.stop()))
	for (const step of undo.reverse()) await step()
	process.exit(exitCode)
}

for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => void stopAll(0, 'Stopping …'))
process.on('uncaughtException', (error) => void stopAll(1, `This failed: ${error.stack}`))
// Started by a person directly, it may outlive the shell (nohup); started by npm, it must not outlive npm.
if (process.env.npm_lifecycle_event) watchParent(() => void stopAll(0, 'Stopping, because npm is gone …'))

/** Refuses a taken port before anything else is done; what a killed start still holds is waited for. */
async function checkPort(): Promise<void> {
	if (env.PORT === 0) return
	for (let attempt = 1; ; attempt++) {
		const error = await new Promise<NodeJS.ErrnoException | null>((resolve) => {
			const probe = net.createServer().once('error', resolve)
			probe.listen(env.PORT, env.HOST, () => probe.close(() => resolve(null)))
		})
		if (!error) return
		if (error.code !== 'EADDRINUSE' || attempt === 8) throw listenSentence(error, env.PORT, env.HOST) ?? error
		await pause(250)
	}
}

async function prepareDatabase(): Promise<OpenDatabase> {
	const database = await openDatabase()
	undo.push(database.close)
	try {
		for (const name of await applyMigrations(database.ownerUrl)) say(`Applied ${name}.`)
		await ensureDemo(database)
	} catch (error) {
		throw connectionSentence(error, database.url) ?? error
	}
	return database
}

/** Starts the worker, and again when it should end, waiting a little longer each time. */
async function keepWorker(childEnv: Record<string, string>): Promise<void> {
	for (let failures = 0; !isStopping; failures++) {
		const worker = startChild('scripts/worker.ts', childEnv, (line) => say(compactLine(line)))
		children.add(worker)
		const began = Date.now()
		const code = await worker.ended
		children.delete(worker)
		if (isStopping) return
		if (Date.now() - began > 60_000) failures = 0
		const seconds = Math.min(30, 2 ** failures)
		say(`The worker ended (exit code ${code}) and is started again in ${seconds} s.`)
		await pause(seconds * 1000)
	}
}

async function greet(port: number): Promise<void> {
	const host = net.isIPv6(env.HOST) ? `[${env.HOST}]` : env.HOST
	say(`\nOpen ${env.APP_ORIGIN ?? `http://${host}:${port}`}\n`)
	if (fs.existsSync(path.join(root, 'prisma/seed/accounts.ts'))) {
		const { demoAccounts } = await import('#prisma/seed/accounts.ts')
		say('Demo accounts:')
		for (const { role, email, password, organisation } of demoAccounts)
			say(`  ${email.padEnd(34)} ${password.padEnd(16)} ${role} · ${organisation}`)
	}
	say('\nCtrl-C stops everything.')
}

try {
	undo.push(await takeDataFolder(env.DATA_DIR))
	await checkPort()
	await ensureClient()
	const database = await prepareDatabase()
	await ensureBuild()
	// The web and worker processes get the application's way in, never the owner's.
	const childEnv = {
		NODE_ENV: 'production',
		DATABASE_URL: database.url,
		DATABASE_OWNER_URL: '',
		SESSION_SECRET: env.SESSION_SECRET ?? sessionSecret(env.DATA_DIR),
	}
	if (!isStopping) {
		const server = startChild('scripts/server.ts', childEnv, (line) => say(compactLine(line)))
		children.add(server)
		void server.ended.then((code) =>
			stopAll(1, `The web process ended unexpectedly (exit code ${code}); its last words are above.`),
		)
		const { port } = await server.ready
		void keepWorker(childEnv)
		await greet(port as number)
	}
} catch (error) {
	if (!isStopping)
		await stopAll(
			2,
			error instanceof CannotRun
				? error.message
				: `This failed: ${error instanceof Error ? error.stack : String(error)}`,
		)
}
