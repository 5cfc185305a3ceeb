import { spawn } from 'node:child_process'
import fs from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import { root } from './root.ts'
import { type Results, vitestResults } from './test-results.ts'

export type VitestRun = Results & { seconds: number; output: string; isLate: boolean }

/** Runs some test files in a process of their own, for at most `limit` seconds; what it printed goes to `onLine` too. */
export async function runVitest(
	words: readonly string[],
	env: Record<string, string>,
	limit: number,
	onLine: (line: string) => void = () => {},
): Promise<VitestRun> {
	const report = path.join(fs.mkdtempSync(path.join(os.tmpdir(), 'voucher-vitest-')), 'report.json')
	const began = Date.now()
	const child = spawn(
		process.execPath,
		[
			'node_modules/vitest/vitest.mjs',
			'run',
			'--config',
			'tests/vitest.config.ts',
			'--project',
			'integration',
			'--reporter=default',
			'--reporter=json',
			`--outputFile.json=${report}`,
			...words,
		],
		{ cwd: root, env: { ...process.env, ...env }, stdio: ['ignore', 'pipe', 'pipe'] },
	)
	let output = ''
	for (const stream of [child.stdout, child.stderr])
		stream.on('data', (chunk) => {
			output += String(chunk)
			for (const line of String(chunk).split('\n')) if (line.trim()) onLine(line)
		})
	let isLate = false
	const timer = setTimeout(() => {
		isLate = true
		child.kill('SIGTERM')
	}, limit * 1000)
	await new Promise((resolve) => child.once('exit', resolve))
	clearTimeout(timer)
	const results = vitestResults(report, 'integration')
	fs.rmSync(path.dirname(report), { recursive: true, force: true })
	return { ...results, seconds: (Date.now() - began) / 1000, output, isLate }
}
