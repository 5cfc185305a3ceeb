import { readJson } from './processes.ts'

/** What a part of the tests came to; `skipped` and `failed` name each test, skips with their reason. */
export type Results = { passed: number; failed: string[]; skipped: string[] }

type VitestReport = {
	testResults: {
		name: string
		status: string
		assertionResults: { fullName: string; status: string; meta?: { skipReason?: string } }[]
	}[]
}

/** A test that skips itself has to say why; one that does not counts as failed, so that none falls silent unseen. */
function noteSkip(results: Results, name: string, reason: string | undefined): void {
	if (reason) results.skipped.push(`${name} (${reason})`)
	else results.failed.push(`${name} (skipped, and gives no reason)`)
}

/** Counts a vitest JSON report. A file that could not even be loaded is one failure; no report at all too. */
export function vitestResults(file: string, part: string): Results {
	const report = readJson<VitestReport>(file)
	if (!report) return { passed: 0, failed: [`${part}: the tests could not be run`], skipped: [] }
	const results: Results = { passed: 0, failed: [], skipped: [] }
	for (const { name, status, assertionResults } of report.testResults) {
		const place = name.replace(/^.*\/tests\//, 'tests/')
		const failedBefore = results.failed.length
		for (const test of assertionResults) {
			if (test.status === 'passed') results.passed++
			else if (test.status === 'failed') results.failed.push(`${place}: ${test.fullName}`)
			else noteSkip(results, `${place}: ${test.fullName}`, test.meta?.skipReason)
		}
		if (status === 'failed' && results.failed.length === failedBefore) results.failed.push(`${place}: did not load`)
	}
	return results
}

type PlaywrightSuite = {
	file: string
	suites?: PlaywrightSuite[]
	specs: { title: string; tests: { status?: string; annotations: { type: string; description?: string }[] }[] }[]
}
type PlaywrightReport = { suites: PlaywrightSuite[]; errors: { message?: string }[] }

/** Counts a Playwright JSON report. */
export function playwrightResults(file: string): Results {
	const report = readJson<PlaywrightReport>(file)
	if (!report) return { passed: 0, failed: ['browser: the tests could not be run'], skipped: [] }
	const results: Results = {
		passed: 0,
		failed: report.errors.map((error) => error.message ?? 'browser: an error without a message'),
		skipped: [],
	}
	const visit = (suite: PlaywrightSuite) => {
		for (const inner of suite.suites ?? []) visit(inner)
		for (const { title, tests } of suite.specs)
			for (const { status, annotations } of tests) {
				const name = `tests/e2e/${suite.file}: ${title}`
				const reason = annotations.find((annotation) => annotation.type === 'skip')?.description
				if (status === 'expected') results.passed++
				else if (status === 'skipped') noteSkip(results, name, reason)
				else results.failed.push(name)
			}
	}
	for (const suite of report.suites) visit(suite)
	return results
}

/** The names of the tests in a report that only lists them. */
export function listedTests(file: string): string[] {
	const report = readJson<PlaywrightReport>(file)
	const names: string[] = []
	const visit = (suite: PlaywrightSuite) => {
		for (const inner of suite.suites ?? []) visit(inner)
		for (const { title, tests } of suite.specs) names.push(...tests.map(() => `tests/e2e/${suite.file}: ${title}`))
	}
	for (const suite of report?.suites ?? []) visit(suite)
	return names
}
