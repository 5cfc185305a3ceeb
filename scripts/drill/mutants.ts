import { CannotRun, countOption, say } from '#scripts/lib/command-line.ts'
import type { Exercise } from '#scripts/lib/dispatch.ts'
import { ensureClient } from '#scripts/lib/generated.ts'
import { runVitest } from '#scripts/lib/run-vitest.ts'
import { moneyGuards } from './lib/money-guards.ts'

/** The money suite, quickest first: most guards fall in the first file, or in their section's own. */
const suite = [
	'tests/integration/money-guards.test.ts',
	'tests/integration/books-life.test.ts',
	'tests/integration/grant-queue.test.ts',
	'tests/integration/order-queue.test.ts',
	'tests/integration/books-race.test.ts',
	'tests/integration/books-model.test.ts',
]
/** Seconds one guard's suite may take on a machine of its own. */
const usual = 90
/** Lives of a fund the model plays for one guard. */
const lives = '8'

/** Whether the suite noticed, and by which test. A suite that could not run has noticed nothing. */
async function notice(
	guard: string,
	lookFirst: readonly string[],
	limit: number,
): Promise<{ by: string | null; seconds: number }> {
	let seconds = 0
	for (const words of [lookFirst, suite]) {
		const env = { MONEY_GUARD: guard, MODEL_RUNS: lives, MODEL_SEED: '1' }
		const run = await runVitest(['--bail=1', ...words], env, limit)
		seconds += run.seconds
		if (run.output.includes('guard not found'))
			throw new CannotRun(
				`The guard "${guard}" is not in the schema as it is described in scripts/drill/lib/money-guards.ts.`,
				1,
			)
		if (run.isLate) continue // nobody knows what it would have found
		const noticed = run.failed.filter((name) => !/could not be run|did not load|gives no reason/.test(name))
		if (run.passed + noticed.length === 0)
			throw new CannotRun(`The money suite could not be run without "${guard}":\n${run.output.slice(-2_000)}`)
		if (noticed.length > 0) return { by: noticed[0]!.replace(/^tests\/integration\//, ''), seconds }
	}
	return { by: null, seconds }
}

const exercise: Exercise = {
	says: 'takes the guards of the books away one by one: the money suite must notice each',
	options: ['only', 'from'],
	database: false,
	async run(line) {
		await ensureClient()
		const only = line.options.only ?? ''
		const guards = moneyGuards.filter(({ name, section }) => name.includes(only) || section === only)
		const from = countOption(line, 'from', 1)
		if (guards.length === 0) throw new CannotRun(`No guard is named like "${line.options.only}".`)
		const whole = await runVitest(suite, { MODEL_RUNS: lives, MODEL_SEED: '1' }, usual * 6)
		if (whole.failed.length > 0 || whole.passed === 0)
			throw new CannotRun(`The money suite fails with all guards in place:\n${whole.output.slice(-4_000)}`, 1)
		say(`with all guards: ${whole.passed} tests pass in ${whole.seconds.toFixed(0)} s`)
		const limit = Math.max(usual, whole.seconds * 2.5) // a machine busy with other work takes its time
		const survivors: string[] = []
		let slowest = 0
		for (const [i, { name, lookFirst }] of guards.entries()) {
			if (i + 1 < from) continue
			const { by, seconds } = await notice(name, lookFirst, limit)
			slowest = Math.max(slowest, seconds)
			if (by === null) survivors.push(name)
			say(
				`${i + 1}/${guards.length} ${by === null ? '✗ not noticed' : '✓'} ${name} (${seconds.toFixed(0)} s${by === null ? '' : `, ${by}`})`,
			)
		}
		const total = guards.length - from + 1
		const killed = total - survivors.length
		return {
			ok: survivors.length === 0,
			answer: {
				name: 'mutants',
				killed,
				total,
				survivors,
				suiteSeconds: Math.round(whole.seconds),
				slowestSeconds: Math.round(slowest),
			},
		}
	},
}
export default exercise
