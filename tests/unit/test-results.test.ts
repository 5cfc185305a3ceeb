import fs from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import { expect, it } from 'vitest'
import { playwrightResults, vitestResults } from '#scripts/lib/test-results.ts'

function reportOf(content: object): string {
	const file = path.join(fs.mkdtempSync(path.join(os.tmpdir(), 'voucher-report-')), 'report.json')
	fs.writeFileSync(file, JSON.stringify(content))
	return file
}

it('a test that skips itself is named with its reason; one that gives none counts as failed', () => {
	const skipped = (fullName: string, meta?: object) => ({ fullName, status: 'skipped', meta })
	const assertionResults = [skipped('says why', { skipReason: 'no schema here' }), skipped('says nothing')]
	const vitest = { testResults: [{ name: '/p/tests/unit/a.test.ts', status: 'passed', assertionResults }] }
	expect(vitestResults(reportOf(vitest), 'unit')).toEqual({
		passed: 0,
		failed: ['tests/unit/a.test.ts: says nothing (skipped, and gives no reason)'],
		skipped: ['tests/unit/a.test.ts: says why (no schema here)'],
	})

	const spec = (title: string, description?: string) => ({
		title,
		tests: [{ status: 'skipped', annotations: [{ type: 'skip', description }] }],
	})
	const browser = { errors: [], suites: [{ file: 'a.spec.ts', specs: [spec('says why', 'no bank'), spec('silent')] }] }
	expect(playwrightResults(reportOf(browser))).toEqual({
		passed: 0,
		failed: ['tests/e2e/a.spec.ts: silent (skipped, and gives no reason)'],
		skipped: ['tests/e2e/a.spec.ts: says why (no bank)'],
	})
})
