import { setTimeout as pause } from 'node:timers/promises'
import { approvedClaims, claimsFund } from '#scripts/bench/lib/approved-claims.ts'
import { bankLines, deskPerson } from '#scripts/bench/lib/settle-run.ts'
import { workOn } from '#scripts/db/database.ts'
import { applyMigrations } from '#scripts/db/migrations.ts'
import { dropDatabase, ensureDatabase, ensureRoles, withClient } from '#scripts/db/roles.ts'
import { type Child, startChild } from '#scripts/lib/children.ts'
import { CannotRun, countOption, say } from '#scripts/lib/command-line.ts'
import type { Exercise } from '#scripts/lib/dispatch.ts'
import { killAndRestart } from './lib/restart-server.ts'
import { type ScratchServer, withScratchServer } from './lib/scratch-server.ts'
import { auditBatch } from './lib/settle-audit.ts'

/** How far a step is when it is killed. */
const shares = [0.1, 0.5, 0.9]
type Victim = 'worker' | 'postgres'
const victims: readonly Victim[] = ['worker', 'postgres']
type Kill = { step: string; at: number }
/** A step may take so long after a kill before the drill gives up on it. */
const patienceMilliseconds = 900_000

const setName = 'settle_claims'
const passName = 'settle_pass'

/** One scratch server, the database of the pass under way, and the worker that is killed with it or without it. */
class Scene {
	readonly kills: Kill[] = []
	private worker: Child | null = null
	constructor(
		private readonly dataDir: string,
		private readonly server: ScratchServer,
		readonly victim: Victim,
	) {}

	get superUrl() {
		return this.server.now.superUrl(passName)
	}

	async database() {
		return { ...(await ensureDatabase(this.server.now, passName)), superUrl: this.superUrl }
	}

	async startWorker(): Promise<void> {
		const { url, ownerUrl } = await this.database()
		const env = { NODE_ENV: 'production', LOG_LEVEL: 'silent', DATABASE_URL: url, DATABASE_OWNER_URL: ownerUrl }
		this.worker = startChild('scripts/worker.ts', env, say)
		await this.worker.ready
	}

	async stopWorker(): Promise<void> {
		await this.worker?.stop()
		this.worker = null
	}

	/** The first number of a query. */
	async ask(sql: string, values: string[] = []): Promise<number> {
		return withClient(this.superUrl, async (client) => {
			const { rows } = await client.query<Record<string, string | null>>(sql, values)
			return Number(Object.values(rows[0] ?? {})[0] ?? 0)
		})
	}

	async kill(step: string, at: number): Promise<void> {
		this.kills.push({ step, at: Math.round(at * 1000) / 1000 })
		say(`  ${step}: ${this.victim} killed at ${Math.round(at * 100)} %`)
		if (this.victim === 'postgres') {
			this.server.now = await killAndRestart(this.dataDir)
			return
		}
		this.worker!.process.kill('SIGKILL')
		await this.worker!.ended
		await this.startWorker()
	}

	/** Lets a step go on until it is done, and kills at 10, 50 and 90 % of it, somewhere inside a chunk. */
	async watch(step: string, share: () => Promise<number>): Promise<void> {
		const due = [...shares]
		const until = Date.now() + patienceMilliseconds
		let chunkBegan = Date.now()
		let chunk = 200
		let last = -1
		for (;;) {
			const at = await share()
			if (at >= 1) break
			if (Date.now() > until) throw new CannotRun(`${step} stands at ${Math.round(at * 100)} %.`, 1)
			if (this.worker?.process.exitCode !== null) throw new CannotRun(`${step}: the worker ended by itself.`, 1)
			if (at > last) {
				if (last >= 0) chunk = Math.min(5_000, Date.now() - chunkBegan)
				chunkBegan = Date.now()
				last = at
				if (due.length > 0 && at >= due[0]!) {
					due.shift()
					await pause(Math.random() * chunk * 0.8)
					await this.kill(step, at)
					chunkBegan = Date.now()
				}
			}
			await pause(20)
		}
		if (due.length > 0) say(`  ${step} ended before it could be killed at ${due.map((d) => d * 100).join(', ')} %`)
	}
}

/** A command of a person whose server may die under it: asked again, with its key, until it is answered. */
async function untilAnswered<T>(work: () => Promise<T>): Promise<T> {
	for (let attempt = 1; ; attempt++) {
		try {
			return await work()
		} catch (error) {
			if (attempt === 40) throw error
			await pause(250)
		}
	}
}

/** One batch of the first source from lock to close, killed on the way. */
async function settleUnderKill(scene: Scene, claims: number) {
	const { createBatchByRule } = await import('#app/domain/settlement/create-batch-by-rule.server.ts')
	const { lockBatch } = await import('#app/domain/settlement/lock-batch.server.ts')
	const { approveBatch } = await import('#app/domain/settlement/approve-batch.server.ts')
	const { sendBatch } = await import('#app/domain/settlement/send-batch.server.ts')
	const { findBatch } = await import('#app/domain/settlement/find-batch.server.ts')
	const { parseDay } = await import('#app/lib/time.ts')
	const database = await scene.database()
	const settlement = await deskPerson(database, 'settlement', 'settlement_officer')
	const finance = await deskPerson(database, 'finance', 'finance')
	const number = await createBatchByRule(settlement(), {
		fund: claimsFund,
		source: 1,
		approvedThrough: parseDay('2026-11-30'),
		mode: '',
		division: '',
		withinFree: false,
	})
	const batchId = String((await findBatch(settlement(), number)).id)
	const running = (done: string) => () =>
		scene.ask(
			`SELECT CASE WHEN state = '${done}' THEN 1 ELSE coalesce((SELECT r.lines_done::float8 / r.lines_total FROM batch_run r WHERE r.batch_id = b.id), 0) END FROM batch b WHERE id = $1`,
			[batchId],
		)
	await lockBatch(settlement(), { number })
	await scene.watch('lock', running('locked'))

	const { contentHash } = await untilAnswered(() => findBatch(finance(), number))
	const approval = { number, approvalDocumentNo: '云科付〔2026〕90号', contentHash: contentHash! }
	const approve = () => approveBatch({ ...finance(), key: 'drill-approve' }, approval)
	if (scene.victim === 'postgres') {
		const approving = approve().catch(() => null)
		await pause(Math.random() * Math.min(300, claims / 400))
		await scene.kill('approve', 0)
		await approving
	}
	await untilAnswered(approve)

	await untilAnswered(() => sendBatch({ ...finance(), key: 'drill-send' }, { number }))
	await scene.watch('send', running('sent'))

	await withClient(scene.superUrl, async (client) => {
		await bankLines(client, number)
		await client.query(`INSERT INTO match_run (statement_id) SELECT id FROM statement WHERE number = $1`, [
			`DZ-B-${number}`,
		])
	})
	await scene.watch('settle', () =>
		scene.ask(
			`SELECT CASE WHEN EXISTS (SELECT FROM match_run) THEN least(0.999, count(*) FILTER (WHERE state = 'confirmed')::float8 / count(*)) ELSE 1 END FROM payment WHERE batch_id = $1`,
			[batchId],
		),
	)
	return batchId
}

/** Whether every step was killed at every share of it; chunks of few claims may be over before they are seen. */
const enough = (kills: readonly Kill[], claims: number) =>
	['lock', 'send', 'settle'].every(
		(step) => kills.filter((kill) => kill.step === step).length >= (claims < 100_000 ? 1 : shares.length),
	)

/** A pass on a fresh copy of the claims. */
async function pass(dataDir: string, server: ScratchServer, victim: Victim, claims: number) {
	say(`${claims.toLocaleString('en')} claims, ${victim} killed`)
	await dropDatabase(server.now, passName)
	await withClient(server.now.superUrl('postgres'), (client) =>
		client.query(`CREATE DATABASE ${passName} TEMPLATE ${setName} STRATEGY file_copy OWNER voucher_owner`),
	)
	const scene = new Scene(dataDir, server, victim)
	workOn(await scene.database())
	const began = Date.now()
	try {
		await scene.startWorker()
		const batchId = await settleUnderKill(scene, claims)
		await scene.stopWorker()
		const seconds = Math.round((Date.now() - began) / 1000)
		say(`  closed after ${seconds} s; auditing …`)
		return { kills: scene.kills, found: { ...(await auditBatch(scene.superUrl, batchId)), seconds } }
	} finally {
		await scene.stopWorker()
	}
}

const exercise: Exercise = {
	says: 'a batch of 100,000 claims while the worker, and then PostgreSQL, is killed at 10, 50 and 90 % of every step: no duplicate, no gap',
	options: ['claims', 'only'],
	database: false,
	async run(line) {
		const claims = countOption(line, 'claims', 100_000)
		const wanted = victims.filter((victim) => (line.options.only ?? victim) === victim)
		if (wanted.length === 0) throw new CannotRun(`--only takes ${victims.join(' or ')}.`)
		return withScratchServer('settle', async (dataDir, server) => {
			await ensureRoles(server.now)
			const set = { ...(await ensureDatabase(server.now, setName)), superUrl: server.now.superUrl(setName) }
			await applyMigrations(set.ownerUrl)
			await approvedClaims(claims).fill(set)
			// fewer claims go in smaller chunks, so that there is a middle to be killed in
			if (claims < 100_000)
				await withClient(set.superUrl, (client) =>
					client.query(
						`CREATE OR REPLACE FUNCTION chunk_lines() RETURNS int LANGUAGE sql IMMUTABLE AS 'SELECT ${Math.max(1, Math.round(claims / 20))}'`,
					),
				)
			const passes: Record<string, object> = {}
			let kills = 0
			let isRight = true
			const sums = { duplicates: 0, gaps: 0, driftFen: 0, differences: 0 }
			for (const victim of wanted) {
				const { kills: killed, found } = await pass(dataDir, server, victim, claims)
				kills += killed.length
				for (const key of Object.keys(sums) as (keyof typeof sums)[]) sums[key] += found[key]
				isRight &&= found.verified && enough(killed, claims)
				passes[victim] = { ...found, kills: killed }
			}
			return {
				ok: isRight && Object.values(sums).every((n) => n === 0),
				answer: { name: 'settle', claims, kills, ...sums, verified: sums.differences === 0, passes },
			}
		})
	},
}
export default exercise
