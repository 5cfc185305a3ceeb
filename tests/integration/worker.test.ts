import { beforeEach, describe, expect, test, vi } from 'vitest'
import { pool } from '#app/platform/db.server.ts'
import { workOutbox } from '#scripts/worker/outbox.ts'
import { runDueTasks, type Task } from '#scripts/worker/tasks.ts'

type Event = { attempts: number; done: boolean; last_error: string | null; wait: number }

const handled: string[] = []
/** Fails the event this many times before it succeeds. */
const failures = new Map<string, number>()
vi.mock('#scripts/worker/handlers.ts', () => ({
	handlersOf: (topic: string) =>
		topic === 'drill.unheard'
			? []
			: [
					async (_ctx: unknown, { payload }: { payload: { name: string } }) => {
						const left = failures.get(payload.name) ?? 0
						failures.set(payload.name, left - 1)
						await new Promise((resolve) => setTimeout(resolve, 5))
						if (left > 0) throw new Error('the other side is away')
						handled.push(payload.name)
					},
				],
}))

const put = (name: string, topic = 'drill.done') =>
	pool.query('INSERT INTO outbox_event (topic, payload) VALUES ($1, $2)', [topic, { name }])
const events = async () =>
	(
		await pool.query<Event>(
			`SELECT attempts, done_at IS NOT NULL AS done, last_error, extract(epoch FROM not_before - now())::float8 AS wait FROM outbox_event ORDER BY id`,
		)
	).rows
const soon = () => pool.query('UPDATE outbox_event SET not_before = now()')

beforeEach(async () => {
	await pool.query(`UPDATE outbox_event SET topic = 'drill.unheard', done_at = now()`)
	handled.length = 0
	failures.clear()
})

describe('the outbox', () => {
	test('an event is handled once, by however many workers', async () => {
		for (let n = 10; n < 50; n++) await put(`e${n}`)
		let taken = 1
		while (taken > 0) taken = (await Promise.all([workOutbox(), workOutbox(), workOutbox()])).reduce((a, b) => a + b)
		expect(handled.toSorted()).toEqual(Array.from({ length: 40 }, (_, n) => `e${n + 10}`))
		expect(await workOutbox()).toBe(0)
	})

	test('what fails is tried again later, later each time, and holds nobody else up', async () => {
		failures.set('slow', 2)
		await put('slow')
		await put('quick')
		await workOutbox()
		expect(handled).toEqual(['quick'])
		const first = (await events()).filter((event) => !event.done)
		expect(first).toMatchObject([{ attempts: 1, last_error: 'Error: the other side is away' }])
		expect(await workOutbox()).toBe(0)
		await soon()
		await workOutbox()
		const second = (await events()).filter((event) => !event.done)
		expect(second[0]!.wait).toBeGreaterThan(first[0]!.wait)
		await soon()
		await workOutbox()
		expect(handled).toEqual(['quick', 'slow'])
	})

	test('an event nobody waits for is done with', async () => {
		await put('nobody', 'drill.unheard')
		await workOutbox()
		expect((await events()).at(-1)).toMatchObject({ done: true, attempts: 1 })
	})
})

describe('periodic tasks', () => {
	test('two workers run a due task once, and again only when its time has come', async () => {
		let runs = 0
		const task: Task = {
			name: 'drill',
			everySeconds: 60,
			run: async () => {
				runs++
				await new Promise((resolve) => setTimeout(resolve, 50))
			},
		}
		const done = await Promise.all([runDueTasks([task]), runDueTasks([task]), runDueTasks([task])])
		expect(done.flat()).toEqual(['drill'])
		expect(runs).toBe(1)
		await pool.query(`UPDATE worker_task SET started_at = now() - interval '61 seconds' WHERE name = 'drill'`)
		await runDueTasks([task])
		expect(runs).toBe(2)
	})

	test('a task that fails leaves its error and does not stop the others', async () => {
		const fails: Task = { name: 'fails', everySeconds: 1, run: () => Promise.reject(new Error('no paper')) }
		const works: Task = { name: 'works', everySeconds: 1, run: () => Promise.resolve() }
		expect(await runDueTasks([fails, works])).toEqual(['fails', 'works'])
		const { rows } = await pool.query(
			`SELECT last_error, done_at IS NOT NULL AS done FROM worker_task WHERE name = 'fails'`,
		)
		expect(rows).toEqual([{ last_error: 'Error: no paper', done: true }])
	})
})
