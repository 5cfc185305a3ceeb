import { spawnSync } from 'node:child_process'
import fs from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import { afterAll, describe, expect, test } from 'vitest'
import { readStatement } from '#app/domain/reconciliation/read-statement.ts'
import { statementTotals } from '#app/domain/reconciliation/statement-totals.server.ts'
import { camt053 } from '#tests/fixtures/bank.ts'

/** A file's bytes in pieces of `size`. */
const inPieces = (bytes: Uint8Array, size: number) =>
	async function* () {
		for (let at = 0; at < bytes.length; at += size) yield bytes.subarray(at, at + size)
	}
const utf8 = (text: string) => new TextEncoder().encode(text)

const entries = [
	{ amountFen: -120_050n, name: '云泽材料检测中心（演示）', endToEndId: 'ZF-2026-000001' },
	{ amountFen: 7n, remittance: '利息 & 其他' },
	{ amountFen: -30_000n, parts: [{ amountFen: -10_000n }, { amountFen: -20_000n }] },
	{ amountFen: -5n, status: 'PDNG' as const },
]
const file = camt053({ accountNo: '990100000001', openingFen: 1_000_000n, entries })

describe('a statement read in pieces', () => {
	test.each([1, 7, 64, 1_000, 1 << 20])('of %i bytes comes to what it comes to as a whole', async (size) => {
		const { totals } = await statementTotals(inPieces(utf8(file), size))
		expect(totals).toEqual({
			format: 'camt.053.001.08',
			version: '08',
			statements: [
				{
					id: expect.any(String),
					account: '990100000001',
					currency: 'CNY',
					opening: '10000.00',
					closing: '8499.57',
					entries: 3,
					credit: '0.07',
					debit: '1500.50',
				},
			],
			leftOut: [{ line: expect.any(Number), path: 'Ntry', reason: 'not_booked' }],
		})
	})

	test('a letter cut between two pieces is whole again, in UTF-16 and GB 18030 too', async () => {
		const wide = new Uint8Array(Buffer.from(`\ufeff${file.replace(/^<\?xml[^>]*\?>/, '')}`, 'utf16le'))
		expect((await statementTotals(inPieces(wide, 3))).totals?.statements[0]?.entries).toBe(3)
		// 日期,收入,支出,余额,账号 in GB 18030
		const header = Buffer.from('c8d5c6da2ccad5c8eb2cd6a7b3f62cd3e0b6ee2cd5cbbac50a', 'hex')
		const rows = Buffer.from('2026-11-18,,1.00,9.00,9901\n2026-11-18,2.00,,11.00,9901\n')
		const gbk = new Uint8Array(Buffer.concat([header, rows]))
		expect((await statementTotals(inPieces(gbk, 2))).totals?.statements).toEqual([
			expect.objectContaining({ opening: '10.00', closing: '11.00', credit: '2.00', debit: '1.00', entries: 2 }),
		])
	})

	test('a fault refuses it in the same line as a whole', async () => {
		for (const broken of [
			file.replace('8499.57', '8499.58'),
			file.slice(0, 900),
			file.replace('<Ntry>', '<Ntry><!DOCTYPE a>'),
			file.replace('camt.053.001.08', 'camt.052.001.08'),
			'Datum;Betrag\n',
			'',
		]) {
			const whole = readStatement(utf8(broken)).fault
			expect(whole).toBeDefined()
			expect((await statementTotals(inPieces(utf8(broken), 50))).fault).toEqual(whole)
		}
	})
})

describe('npm run statement', () => {
	const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'statement-'))
	afterAll(() => fs.rmSync(folder, { recursive: true }))
	const run = (name: string, content?: string) => {
		const target = path.join(folder, name)
		if (content !== undefined) fs.writeFileSync(target, content)
		const done = spawnSync(process.execPath, ['--import', 'tsx', 'scripts/statement.ts', 'read', target, '--json'], {
			encoding: 'utf8',
		})
		return { ...done, answer: done.stdout ? JSON.parse(done.stdout.trim().split('\n').at(-1)!) : null }
	}

	test('prints what the file comes to, and with exit 1 in which line it is refused; 2 when there is no file', () => {
		const good = run('good.xml', file)
		expect(good.status).toBe(0)
		expect(good.answer).toMatchObject({ format: 'camt.053.001.08', version: '08', error: null })
		expect(good.answer.statements[0]).toMatchObject({ opening: '10000.00', closing: '8499.57', entries: 3 })
		expect(good.answer.unsupported).toEqual([{ line: expect.any(Number), path: 'Ntry', reason: 'not_booked' }])
		const bad = run('bad.xml', file.replace('8499.57', '8499.58'))
		expect(bad.status).toBe(1)
		expect(bad.answer).toMatchObject({ statements: [], error: { code: 'sum', line: expect.any(Number) } })
		expect(bad.answer.error.zh).not.toMatch(/[{}]/)
		expect(run('none.xml').status).toBe(2)
	}, 60_000)
})
