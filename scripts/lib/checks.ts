import { spawnSync } from 'node:child_process'
import path from 'node:path'
import { say } from './command-line.ts'
import { root } from './root.ts'
import type { Results } from './test-results.ts'

/** What `npm run check` asks of the code. Each is one test. */
const checks: readonly { name: string; command: string[] }[] = [
	{
		name: 'format and lint',
		command: ['node_modules/@biomejs/biome/bin/biome', 'ci', '--colors=off', '--max-diagnostics=200'],
	},
	{
		name: 'types',
		command: [
			'node_modules/typescript/bin/tsc',
			'--noEmit',
			'--incremental',
			'--tsBuildInfoFile',
			'.cache/types.json',
			'-p',
			'.',
		],
	},
	{ name: 'dead code', command: ['node_modules/knip/bin/knip.js', '--no-progress'] },
	{ name: 'duplicates', command: ['node_modules/jscpd/run-jscpd.js', '--config', '.jscpd.json'] },
]

/** Runs the checks one after the other; what a failing one printed is shown. */
export function runChecks(): Results {
	const results: Results = { passed: 0, failed: [], skipped: [] }
	for (const { name, command } of checks) {
		const started = Date.now()
		const result = spawnSync(process.execPath, [path.join(root, command[0]!), ...command.slice(1)], {
			cwd: root,
			encoding: 'utf8',
			maxBuffer: 64 * 1024 * 1024,
		})
		const seconds = ((Date.now() - started) / 1000).toFixed(1)
		if (result.status === 0) {
			results.passed++
			say(`  ✓ ${name} (${seconds} s)`)
			continue
		}
		results.failed.push(`check: ${name}`)
		say(`  ✗ ${name} (${seconds} s)\n${`${result.stdout}${result.stderr}`.trim().slice(0, 20_000)}\n`)
	}
	return results
}
