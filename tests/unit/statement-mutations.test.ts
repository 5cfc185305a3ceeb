import { describe, expect, test } from 'vitest'
import { readStatement } from '#app/domain/reconciliation/read-statement.ts'
import { statementFaults } from '#app/domain/reconciliation/statement.ts'
import { decimalUnits } from '#app/lib/decimal.ts'
import { XmlFault, XmlReader } from '#app/lib/xml.ts'
import { camt053 } from '#tests/fixtures/bank.ts'
import { numbers } from '#tests/fixtures/numbers.ts'

const scraps = [
	'',
	'<',
	'>',
	'&',
	'"',
	'-',
	'0',
	'9',
	'.',
	',',
	'\n',
	'</Ntry>',
	'<Ntry>',
	'<!DOCTYPE a>',
	'<![CDATA[',
	']]>',
	'<!--',
	'DBIT',
	'USD',
	'２',
	'\u0000',
	'\ufeff',
	'期末余额',
	';',
]

/** Cuts, doubles, swaps or replaces a stretch of a text. */
function spoil(text: string, pick: (below: number) => number): string {
	const at = pick(text.length)
	const length = 1 + pick(40)
	const piece = text.slice(at, at + length)
	switch (pick(5)) {
		case 0:
			return text.slice(0, at) + text.slice(at + length)
		case 1:
			return text.slice(0, at) + piece + text.slice(at)
		case 2:
			return text.slice(0, at)
		case 3: {
			const other = pick(text.length)
			return text.slice(0, at) + text.slice(other, other + length) + text.slice(at + length)
		}
		default:
			return text.slice(0, at) + scraps[pick(scraps.length)] + text.slice(at + pick(3))
	}
}

const entries = [
	{
		amountFen: -2_364_000n,
		reference: '0118-0041',
		endToEndId: 'QS2026000012-1',
		remittance: 'K7PX3QKM',
		name: '云泽大学（演示）',
		accountNo: '9990000000003308',
	},
	{
		amountFen: -350_50n,
		reference: 'SUM',
		parts: [
			{ amountFen: -100_00n, endToEndId: 'E1' },
			{ amountFen: -250_50n, endToEndId: 'E2' },
		],
	},
	{ amountFen: 125_000n, reference: '0118-0073', returnCode: 'AC01', isReversal: true },
]
const files: Record<string, string> = {
	'camt.053.001.02': camt053({ version: '02', accountNo: '9990000000006021', openingFen: 41_820_000n, entries }),
	'camt.053.001.08': camt053({
		version: '08',
		prefix: 'ns',
		accountNo: '9990000000006021',
		openingFen: 41_820_000n,
		entries,
	}),
	csv: '账号,9990000000006021\n期初余额,"418,200.00"\n交易日期,借方发生额,贷方发生额,余额,流水号,附言\n2026-11-18,"23,640.00",,394560.00,0118-0041,"a ""b"""\n2026-11-18,,1250.00,395810.00,0118-0073,退汇\n期末余额,395810.00\n',
}

describe.each(Object.entries(files))('a spoilt %s', (name, text) => {
	test('is refused with a line, or is still proven: never a crash, never a part of it', () => {
		const pick = numbers(name.length)
		let refused = 0
		for (let i = 0; i < 400; i++) {
			let spoilt = text
			for (let times = 0; times <= pick(3); times++) spoilt = spoil(spoilt, pick)
			const { file, fault } = readStatement(new TextEncoder().encode(spoilt))
			if (fault) {
				refused++
				expect(statementFaults).toContain(fault.code)
				expect(fault.line).toBeGreaterThan(0)
				expect(fault.line).toBeLessThanOrEqual(spoilt.split('\n').length + 1)
			} else
				for (const statement of file.statements) {
					const reached = statement.lines.reduce(
						(sum, line) => sum + decimalUnits(line.amount),
						decimalUnits(statement.opening),
					)
					expect(reached).toBe(decimalUnits(statement.closing))
				}
		}
		expect(refused).toBeGreaterThan(200)
	})
})

test('our XML reader takes what libxml2 takes, and nothing else', async () => {
	const { XmlDocument } = await import('libxml2-wasm')
	const pick = numbers(7)
	const source = files['camt.053.001.08']!
	for (let i = 0; i < 600; i++) {
		const spoilt = spoil(pick(2) ? source : files['camt.053.001.02']!, pick)
		let ours: string = 'ok'
		try {
			const reader = new XmlReader({ open() {}, text() {}, close() {} })
			reader.write(spoilt)
			reader.end()
		} catch (error) {
			if (!(error instanceof XmlFault)) throw error
			ours = error.code
		}
		if (ours === 'doctype' || spoilt.includes('\ufeff')) continue
		let theirs = 'ok'
		try {
			XmlDocument.fromString(spoilt).dispose()
		} catch (error) {
			theirs = String((error as Error).message)
		}
		// why: namespaces are a layer above XML that the reader leaves alone; it knows elements by their local names
		if (/URI|Namespace|QName|xmlns/.test(theirs)) continue
		expect({ ours: ours === 'ok', theirs: theirs === 'ok', spoilt }).toMatchObject(
			ours === 'ok' ? { theirs: true } : { theirs: false },
		)
	}
})
