import fs from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import { countOption, say } from '#scripts/lib/command-line.ts'
import type { Exercise } from '#scripts/lib/dispatch.ts'
import { ensureClient } from '#scripts/lib/generated.ts'
import { readJson } from '#scripts/lib/processes.ts'
import { runVitest } from '#scripts/lib/run-vitest.ts'

/** What the runs reached: `function accepted` or `function refusal.code`, and how often. */
type Report = { lives: number; tally: Record<string, number> }

const exercise: Exercise = {
	says: 'plays lives of a fund on paper and in the books, step by step, twice and at once: both must agree',
	options: ['runs', 'seed'],
	database: false,
	async run(line) {
		await ensureClient()
		const runs = countOption(line, 'runs', 1_000)
		const seed = countOption(line, 'seed', Date.now() % 2_147_483_647)
		const file = path.join(fs.mkdtempSync(path.join(os.tmpdir(), 'voucher-model-')), 'report.json')
		const env = { MODEL_RUNS: String(runs), MODEL_SEED: String(seed), MODEL_REPORT: file }
		const test = 'tests/integration/books-model.test.ts'
		const run = await runVitest([test], env, 600 + runs * 6, (text) => {
			if (text.includes('books-model:')) say(text)
		})
		const report = readJson<Report>(file)
		fs.rmSync(path.dirname(file), { recursive: true, force: true })
		if (!report) say(run.output.slice(-6_000))
		const sum = (isCounted: (said: string) => boolean) =>
			Object.entries(report?.tally ?? {}).reduce((all, [said, n]) => all + (isCounted(said) ? n : 0), 0)
		const isAccepted = (said: string) => said.endsWith(' accepted')
		return {
			ok: run.failed.length === 0 && report !== null && report.lives >= runs,
			answer: {
				name: 'model',
				seed,
				runs,
				lives: report?.lives ?? 0,
				differences: run.failed.length,
				calls: sum(() => true),
				accepted: sum(isAccepted),
				refused: sum((said) => !isAccepted(said)),
				outcomes: Object.keys(report?.tally ?? {}).length,
				seconds: Math.round(run.seconds),
			},
		}
	},
}
export default exercise
