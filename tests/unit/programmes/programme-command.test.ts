import { spawnSync } from 'node:child_process'
import fs from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import { afterAll, expect, test } from 'vitest'
import { exampleDocument } from '#app/domain/programmes/example-document.ts'
import { lintProgramme } from '#app/domain/programmes/lint-programme.ts'
import { programmeDocument } from '#app/domain/programmes/programme-document.ts'
import { root } from '#scripts/lib/root.ts'

const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'programme-'))
/** Each run starts a process. */
const patience = { timeout: 60_000 }
afterAll(() => fs.rmSync(folder, { recursive: true }))

/** The command as a person runs it. */
function run(...words: string[]) {
	const { status, stdout, stderr } = spawnSync(
		process.execPath,
		['--import', 'tsx', 'scripts/programme.ts', ...words],
		{
			cwd: root,
			encoding: 'utf8',
			env: { ...process.env, DATABASE_URL: 'postgres://nobody@127.0.0.1:1/none' },
		},
	)
	return { status, stdout, stderr, last: stdout.trim().split('\n').at(-1)! }
}
const shipped = (name: string, file: string) => `prisma/seed/programmes/${name}/${file}`
function written(name: string, value: unknown) {
	const file = path.join(folder, name)
	fs.writeFileSync(file, typeof value === 'string' ? value : JSON.stringify(value))
	return file
}

test('check prints every case and the totals last; exit 0 when all come out', patience, () => {
	const { status, stdout, last } = run(
		'check',
		shipped('karamay-2025', 'programme.json'),
		shipped('karamay-2025', 'cases.json'),
	)
	expect([status, JSON.parse(last)]).toEqual([0, { passed: 20, failed: 0 }])
	expect(stdout).toContain('ok   合同 10 万元，核定 3 万元: eligible 3000000')
})

test(
	'a case that does not come out is exit 1 with the difference; amounts are integers or strings, only given keys count',
	patience,
	() => {
		const facts = {
			step: 'claim',
			at: '2025-09-10',
			enterprise: { division: '650203', badCredit: false, declared: { lawful: true, credit_report: true } },
			service: { flags: { qualified_contract: true } },
			money: { contractFen: 10_000_000 },
			round: { opensOn: '2025-09-01' },
		}
		const cases = written('cases.json', [
			{ name: 'integer', facts, expect: { amountFen: 3_000_000, split: { district: '3000000' } } },
			{ name: 'string, by article', facts, expect: { amountFen: '3000000', reason: '公告' } },
			{ name: 'wrong', facts, expect: { decision: 'eligible', amountFen: 1 } },
		])
		const { status, stdout, last } = run('check', shipped('karamay-2025', 'programme.json'), cases, '--json')
		expect([status, JSON.parse(last)]).toEqual([1, { passed: 2, failed: 1 }])
		const [first, , wrong] = stdout
			.trim()
			.split('\n')
			.map((each) => JSON.parse(each))
		expect(first).toMatchObject({ name: 'integer', passed: true, amountFen: '3000000', split: { district: '3000000' } })
		expect(wrong).toMatchObject({ passed: false, differences: ['amountFen: expected 1, got 3000000'] })
	},
)

test('a file that is not valid, or not there, is exit 2 with path and sentence', patience, () => {
	const document = { ...exampleDocument, pool: { ...exampleDocument.pool, yearFen: -1 } }
	const bad = run('lint', written('bad.json', document))
	expect(bad.status).toBe(2)
	expect(bad.stderr).toMatch(/bad\.json: \$\.pool\.yearFen: 太小或太少，至少 0 \/ too small/)
	const json = run('check', written('bad2.json', document), shipped('karamay-2025', 'cases.json'), '--json')
	expect([json.status, JSON.parse(json.last)]).toMatchObject([
		2,
		{ valid: false, faults: [{ path: '$.pool.yearFen' }] },
	])
	const cases = run('check', shipped('karamay-2025', 'programme.json'), written('cases2.json', [{ name: 'x' }]))
	expect([cases.status, cases.stderr]).toEqual([2, expect.stringContaining('$[0].facts: 缺少这一项 / this is missing')])
	expect(run('lint', path.join(folder, 'nothing.json')).status).toBe(2)
})

test('lint is exit 0 when clean, 1 with findings, each with severity, path and sentence', patience, () => {
	expect(run('lint', shipped('jiangsu-2020', 'programme.json'))).toMatchObject({
		status: 0,
		last: '{"errors":0,"warnings":0,"notes":0}',
	})
	const idle = {
		...exampleDocument,
		payers: [...exampleDocument.payers, { code: 'zone', name: { zh: '园区', en: 'Zone' }, level: 'district' }],
	}
	const { status, stdout } = run('lint', written('idle.json', idle))
	expect([status, stdout.split('\n')[0]]).toEqual([
		1,
		'warning $.payers[2] payer.idle: 「园区」不承担任何部分 / “Zone” pays no part',
	])
})

test(
	'the printed schema has a document, facts and cases, and its example is a document without a fault',
	patience,
	() => {
		const { status, stdout } = run('schema', '--json')
		const schemas = JSON.parse(stdout)
		expect([status, Object.keys(schemas)]).toEqual([0, ['document', 'facts', 'cases']])
		expect(lintProgramme(programmeDocument.parse(schemas.document.examples[0]))).toEqual([])
	},
)
