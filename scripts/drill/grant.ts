import { type ChildProcess, spawn } from 'node:child_process'
import { setTimeout as pause } from 'node:timers/promises'
import { workOn } from '#scripts/db/database.ts'
import { applyMigrations } from '#scripts/db/migrations.ts'
import { ensureDatabase, ensureRoles } from '#scripts/db/roles.ts'
import { countOption, say } from '#scripts/lib/command-line.ts'
import type { Exercise } from '#scripts/lib/dispatch.ts'
import { root } from '#scripts/lib/root.ts'
import type { Answer, Attempt } from './lib/grant-app.ts'
import { audit, type Ledger } from './lib/grant-audit.ts'
import { buildCity, type DrillCity } from './lib/grant-city.ts'
import { killAndRestart } from './lib/restart-server.ts'
import { type ScratchServer, withScratchServer } from './lib/scratch-server.ts'

/** Processes of the application, and requests that wait in each. */
const processes = 2
const waiting = 500
/** Funds attempted at the same time; when they have run out the next ones are. */
const atOnce = 4

/** Numbers that look random and are the same for the same seed (mulberry32). */
function randomOf(seed: number): () => number {
	let state = seed
	return () => {
		state = (state + 0x6d2b79f5) | 0
		let t = Math.imul(state ^ (state >>> 15), 1 | state)
		t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t
		return ((t ^ (t >>> 14)) >>> 0) / 4_294_967_296
	}
}

/** The clients of the drill: they know what they asked for and what they were told, and ask again when told nothing. */
class Crowd {
	readonly ledger: Ledger = { told: [], retried: new Set(), outages: [] }
	private readonly isAnswered: Uint8Array
	answered = 0
	private readonly again: Attempt[] = []
	private readonly open = new Map<ChildProcess, Map<number, Attempt>>()
	private next = 0
	private life = 0
	private isOver = false
	constructor(
		private readonly city: DrillCity,
		private readonly total: number,
		private readonly random: () => number,
	) {
		this.isAnswered = new Uint8Array(total)
	}

	start(): void {
		const child = spawn(
			process.execPath,
			['--import', 'tsx', 'scripts/drill/lib/grant-app.ts', JSON.stringify(this.city)],
			{
				cwd: root,
				env: { ...process.env, NODE_ENV: 'production', LOG_LEVEL: 'silent' },
				stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
			},
		)
		const life = ++this.life
		const mine = new Map<number, Attempt>()
		this.open.set(child, mine)
		child.on('message', (answers) => {
			for (const answer of answers as Answer[]) this.hear(mine, answer, life)
			this.feed(child, mine)
		})
		// not its exit: what it had still said must be heard first
		child.once('disconnect', () => {
			this.open.delete(child)
			for (const attempt of mine.values()) this.askAgain(attempt)
			if (!this.isOver) this.start()
		})
	}

	private hear(mine: Map<number, Attempt>, answer: Answer, life: number): void {
		const attempt = mine.get(answer.attempt)
		if (!attempt) return
		mine.delete(answer.attempt)
		if (answer.error !== undefined) {
			this.askAgain(attempt)
			return
		}
		if (answer.voucher !== undefined)
			this.ledger.told.push({ attempt, voucher: answer.voucher, arrived: BigInt(answer.arrived), life })
		if (this.isAnswered[answer.attempt] === 0) this.answered++
		this.isAnswered[answer.attempt] = 1
	}

	/** Nobody knows what became of it: it is asked again with the same key. */
	private askAgain(attempt: Attempt): void {
		this.again.push(attempt)
		this.ledger.retried.add(attempt[0])
	}

	private feed(child: ChildProcess, mine: Map<number, Attempt>): void {
		const list: Attempt[] = []
		while (mine.size < waiting) {
			const attempt = this.again.pop() ?? this.fresh()
			if (!attempt) break
			mine.set(attempt[0], attempt)
			list.push(attempt)
		}
		if (list.length > 0 && child.connected) child.send(list, () => {})
	}

	private fresh(): Attempt | null {
		if (this.next >= this.total) return null
		const n = this.next++
		const wave = Math.floor((n * this.city.funds.length) / atOnce / this.total)
		const fund = Math.min(this.city.funds.length - 1, wave * atOnce + Math.floor(this.random() * atOnce))
		return [n, fund, Math.floor(this.random() * this.city.enterprises)]
	}

	killOne(): void {
		const all = [...this.open.keys()]
		all[Math.floor(this.random() * all.length)]?.kill('SIGKILL')
	}

	async end(): Promise<void> {
		this.isOver = true
		for (const child of this.open.keys()) child.kill('SIGTERM')
		while (this.open.size > 0) await pause(50)
	}
}

/** When each kill comes, as a share of all attempts: most of them while the funds still give. */
function killTimes(kills: number, waves: number, random: () => number): number[] {
	return Array.from({ length: kills }, (_, i) => ((i % waves) + random() * (i % 5 === 4 ? 1 : 0.2)) / waves).sort(
		(a, b) => a - b,
	)
}

async function drill(dataDir: string, server: ScratchServer, attempts: number, kills: number, seed: number) {
	await ensureRoles(server.now)
	const urls = await ensureDatabase(server.now, 'voucher')
	await applyMigrations(urls.ownerUrl)
	workOn(urls)
	const random = randomOf(seed)
	const funds = atOnce * 5
	const vouchers = Math.max(20, Math.round(attempts / 10 / funds))
	const city = await buildCity(urls.ownerUrl, funds, vouchers)
	say(`${funds} funds worth about ${vouchers} vouchers each, ${city.enterprises} applications to each; seed ${seed}`)
	const crowd = new Crowd(city, attempts, random)
	const times = killTimes(kills, funds / atOnce, random)
	const done = { app: 0, postgres: 0 }
	const began = Date.now()
	for (let i = 0; i < processes; i++) crowd.start()
	let shown = 0
	while (crowd.answered < attempts) {
		await pause(20)
		if (times.length > 0 && crowd.answered >= times[0]! * attempts) {
			times.shift()
			await pause(random() * 50)
			if ((done.app + done.postgres) % 2 === 0) {
				done.app++
				crowd.killOne()
			} else {
				done.postgres++
				const from = process.hrtime.bigint()
				server.now = await killAndRestart(dataDir)
				crowd.ledger.outages.push({ from, to: process.hrtime.bigint() })
			}
			say(
				`kill ${done.app + done.postgres} (${done.app} of the application, ${done.postgres} of PostgreSQL) after ${crowd.answered} answers`,
			)
		}
		if (crowd.answered - shown >= attempts / 20) {
			shown = crowd.answered
			say(`${shown} of ${attempts} answered in ${Math.round((Date.now() - began) / 1000)} s`)
		}
	}
	await crowd.end()
	const seconds = (Date.now() - began) / 1000
	const found = await audit(urls.ownerUrl, city, crowd.ledger)
	const isRight = [
		found.overIssueFen,
		found.lostAcks,
		found.duplicateGrants,
		found.inversionsBeyondBatch,
		found.differences,
		found.unasked,
	].every((n) => Number(n) === 0)
	return {
		ok: isRight && done.app + done.postgres === kills,
		answer: {
			name: 'grant',
			seed,
			attempts,
			kills: done.app + done.postgres,
			killsOfApplication: done.app,
			killsOfPostgres: done.postgres,
			...found,
			retried: crowd.ledger.retried.size,
			seconds: Math.round(seconds),
			attemptsPerSecond: Math.round(attempts / seconds),
			processes,
			waiting: processes * waiting,
		},
	}
}

const exercise: Exercise = {
	says: 'grants from funds that run out while the application and PostgreSQL are killed: nothing is lost, nothing given twice',
	options: ['attempts', 'kills', 'seed'],
	database: false,
	run: (line) =>
		withScratchServer('grant', (dataDir, server) =>
			drill(
				dataDir,
				server,
				countOption(line, 'attempts', 20_000),
				countOption(line, 'kills', 3),
				countOption(line, 'seed', Date.now() % 1_000_000),
			),
		),
}
export default exercise
