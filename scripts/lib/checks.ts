import { spawn } from 'node:child_process'
import path from 'node:path'
import { say } from './command-line.ts'
import { root } from './root.ts'
import type { Results } from './test-results.ts'

type Check = { name: string; command: string[] }

/** What `npm run check` asks of the code. Each is one test. */
const checks: readonly Check[] = [
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

/** Runs the checks side by side; what a failing one printed is shown. */
export async function runChecks(): Promise<Results> {
	const results: Results = { passed: 0, failed: [], skipped: [] }
	await Promise.all(
		checks.map(async (check) => {
			const started = Date.now()
			const { isGood, output } = await run(check)
			const seconds = ((Date.now() - started) / 1000).toFixed(1)
			if (isGood) {
				results.passed++
				say(`  ✓ ${check.name} (${seconds} s)`)
				return
			}
			results.failed.push(`check: ${check.name}`)
			say(`  ✗ ${check.name} (${seconds} s)\n${output.trim().slice(0, 20_000)}\n`)
		}),
	)
	return results
}

function run({ command }: Check): Promise<{ isGood: boolean; output: string }> {
	const child = spawn(process.execPath, [path.join(root, command[0]!), ...command.slice(1)], {
		cwd: root,
		stdio: ['ignore', 'pipe', 'pipe'],
	})
	const chunks: Buffer[] = []
	for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk: Buffer) => chunks.push(chunk))
	return new Promise((resolve) =>
		child.once('close', (code) => resolve({ isGood: code === 0, output: Buffer.concat(chunks).toString() })),
	)
}
