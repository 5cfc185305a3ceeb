/** `npm test`: check, unit, integration and browser tests, one after the other; the last line is the count. What the browser tests stand on is made meanwhile. */
import { spawn } from 'node:child_process'
import fs from 'node:fs'
import path from 'node:path'
import { noBrowserSentence, obtainBrowser } from './lib/browser.ts'
import { runChecks } from './lib/checks.ts'
import { CannotRun, say } from './lib/command-line.ts'
import { ensureBuild, ensureClient } from './lib/generated.ts'
import { root } from './lib/root.ts'
import { listedTests, playwrightResults, type Results, vitestResults } from './lib/test-results.ts'

const reports = path.join(root, '.cache/test-reports')
const reportOf = (part: string) => path.join(reports, `${part}.json`)

/** Runs a tool of the project in its own output; resolves when it has ended, however. */
function runTool(words: string[], env: Record<string, string> = {}): Promise<void> {
	const child = spawn(process.execPath, words, { cwd: root, env: { ...process.env, ...env }, stdio: ['ignore', 2, 2] })
	return new Promise((resolve) => child.once('exit', () => resolve()))
}

async function runVitest(project: 'unit' | 'integration'): Promise<Results> {
	await runTool([
		'node_modules/vitest/vitest.mjs',
		'run',
		'--config',
		'tests/vitest.config.ts',
		'--project',
		project,
		'--reporter=default',
		'--reporter=scripts/lib/json-reporter.ts',
		`--outputFile.json=${reportOf(project)}`,
	])
	return vitestResults(reportOf(project), project)
}

const playwright = ['node_modules/@playwright/test/cli.js', 'test', '--config', 'tests/playwright.config.ts']

/** The names of the browser tests, without running them. */
async function listBrowser(): Promise<string[]> {
	await runTool([...playwright, '--list', '--reporter=json'], { PLAYWRIGHT_JSON_OUTPUT_FILE: reportOf('browser') })
	const names = listedTests(reportOf('browser'))
	return names.length > 0 ? names : ['browser: the tests could not be listed']
}

async function runBrowser(): Promise<Results> {
	if (process.env.SKIP_BROWSER === '1')
		return { passed: 0, failed: [], skipped: (await listBrowser()).map((name) => `${name} (SKIP_BROWSER=1)`) }
	try {
		const browser = await obtainBrowser()
		if (!browser) throw new CannotRun(noBrowserSentence)
		await prepared
		await ensureBuild()
		const env = { PLAYWRIGHT_JSON_OUTPUT_FILE: reportOf('browser'), CHROMIUM_PATH: browser }
		await runTool([...playwright, '--reporter=list,json'], env)
		return playwrightResults(reportOf('browser'))
	} catch (error) {
		if (!(error instanceof CannotRun)) throw error
		say(error.message)
		return { passed: 0, failed: await listBrowser(), skipped: [] }
	}
}

/** The pages and the demo of the browser tests being made. What does not succeed is said, and tried again by who needs it. */
let prepared: Promise<void> | undefined

const parts: readonly [string, () => Results | Promise<Results>][] = [
	['check', runChecks],
	['unit', () => runVitest('unit')],
	['integration', () => runVitest('integration')],
	['browser', runBrowser],
]

fs.rmSync(reports, { recursive: true, force: true })
fs.mkdirSync(reports, { recursive: true })
const all: Results = { passed: 0, failed: [], skipped: [] }
try {
	await ensureClient()
	prepared = process.env.SKIP_BROWSER === '1' ? undefined : runTool(['--import', 'tsx', 'tests/fixtures/prepare.ts'])
	for (const [name, run] of parts) {
		say(`\n— ${name}`)
		const started = Date.now()
		const { passed, failed, skipped } = await run()
		say(
			`— ${name}: ${passed} passed, ${failed.length} failed, ${skipped.length} skipped in ${Math.round((Date.now() - started) / 1000)} s`,
		)
		for (const test of skipped) say(`  skipped: ${test}`)
		all.passed += passed
		all.failed.push(...failed)
		all.skipped.push(...skipped)
	}
} catch (error) {
	say(
		error instanceof CannotRun ? error.message : `This failed: ${error instanceof Error ? error.stack : String(error)}`,
	)
	all.failed.push('the tests could not be run to their end')
}
for (const name of all.failed) console.log(`failed: ${name}`)
for (const name of all.skipped) console.log(`skipped: ${name}`)
console.log(`${all.passed} passed, ${all.failed.length} failed, ${all.skipped.length} skipped`)
process.exitCode = all.failed.length > 0 ? 1 : 0
