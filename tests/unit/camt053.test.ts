import { describe, expect, test } from 'vitest'
import { readCamt053 } from '#app/domain/reconciliation/camt053.ts'
import { type BankStatement, camt053 } from '#tests/fixtures/bank.ts'
import { officialSchema } from '#tests/fixtures/official-schemas.ts'

const bytes = (text: string) => new TextEncoder().encode(text)
const sample: BankStatement = {
	accountNo: '9990000000006021',
	statementId: 'S-0118',
	openingFen: 41_820_000n,
	openingOn: '2026-11-18',
	entries: [
		{
			amountFen: -2_364_000n,
			reference: '0118-0041',
			endToEndId: 'FK-2026-000938',
			remittance: 'K7P3QXWM',
			name: '云泽大学（演示）',
			accountNo: '9990000000003308',
		},
		{
			amountFen: 125_000n,
			reference: '0118-0073',
			endToEndId: 'FK-2026-000931',
			returnCode: 'AC01',
			name: '云泽恒锐精工（演示）',
		},
		{ amountFen: -1_200n, reference: '0118-0081', remittance: '手续费 & 邮电费' },
	],
}
const read = (statement: BankStatement) => readCamt053(bytes(camt053(statement)))
const lineOf = (text: string, part: string) => text.slice(0, text.indexOf(part)).split('\n').length

describe.each(['02', '08'] as const)('camt.053.001.%s', (version) => {
	test.each([undefined, 'ns', 'camt'])('gives every booked movement with its references (prefix %s)', (prefix) => {
		const { file } = read({ ...sample, version, prefix })
		expect(file).toMatchObject({ format: `camt.053.001.${version}`, version, leftOut: [] })
		expect(file!.statements).toHaveLength(1)
		expect(file!.statements[0]).toMatchObject({
			statementId: 'S-0118',
			accountNo: '9990000000006021',
			currency: 'CNY',
			opening: '418200.00',
			openingFen: 41_820_000n,
			closing: '395798.00',
			closingFen: 39_579_800n,
			openingOn: '2026-11-18',
			closingOn: '2026-11-18',
		})
		expect(file!.statements[0]!.lines).toMatchObject([
			{
				amount: '-23640.00',
				amountFen: -2_364_000n,
				bankReference: '0118-0041',
				endToEndId: 'FK-2026-000938',
				remittance: 'K7P3QXWM',
				counterpartyName: '云泽大学（演示）',
				counterpartyAccount: '9990000000003308',
				returnCode: null,
				bookedOn: '2026-11-18',
			},
			{ amountFen: 125_000n, returnCode: 'AC01', counterpartyName: '云泽恒锐精工（演示）' },
			{ amountFen: -1_200n, endToEndId: null, remittance: '手续费 & 邮电费' },
		])
	})

	test('takes apart an entry that was booked in one sum', () => {
		const parts = [
			{ amountFen: -100_00n, endToEndId: 'E1', reference: 'B-1' },
			{ amountFen: -250_50n, endToEndId: 'E2' },
		]
		const { file } = read({ ...sample, version, entries: [{ amountFen: -350_50n, reference: 'SUM', parts }] })
		expect(file!.statements[0]!.lines).toMatchObject([
			{ amountFen: -100_00n, endToEndId: 'E1', bankReference: 'B-1' },
			{ amountFen: -250_50n, endToEndId: 'E2', bankReference: 'SUM/2' },
		])
	})

	test('keeps a sum whole when its parts do not add up, and says so', () => {
		const parts = [
			{ amountFen: -100_00n, endToEndId: 'E1' },
			{ amountFen: -200_00n, endToEndId: 'E2' },
		]
		const { file } = read({ ...sample, version, entries: [{ amountFen: -350_50n, reference: 'SUM', parts }] })
		expect(file!.statements[0]!.lines).toMatchObject([{ amountFen: -350_50n, endToEndId: null, bankReference: 'SUM' }])
		expect(file!.leftOut).toMatchObject([{ reason: 'details_without_sum' }, { reason: 'other_amount' }])
	})

	test('leaves out what is not booked yet', () => {
		const { file } = read({ ...sample, version, entries: [...sample.entries, { amountFen: -5n, status: 'PDNG' }] })
		expect(file!.statements[0]!.lines).toHaveLength(3)
		expect(file!.leftOut).toMatchObject([{ reason: 'not_booked' }])
	})

	test('the builder makes files the official schema accepts', async (context) => {
		const schema = officialSchema(`camt.053.001.${version}`, context)
		const { XmlDocument, XsdValidator } = await import('libxml2-wasm')
		const xsd = XmlDocument.fromBuffer(schema)
		const validator = XsdValidator.fromDoc(xsd)
		for (const prefix of [undefined, 'ns']) {
			const doc = XmlDocument.fromString(camt053({ ...sample, version, prefix }))
			expect(() => validator.validate(doc)).not.toThrow()
			doc.dispose()
		}
		validator.dispose()
		xsd.dispose()
	})
})

describe('what refuses the whole file', () => {
	const good = camt053(sample)
	const faultOf = (text: string) => readCamt053(bytes(text)).fault

	test('opening and lines do not reach the closing balance', () => {
		const text = camt053({ ...sample, closingFen: 39_579_700n })
		expect(faultOf(text)).toEqual({
			code: 'sum',
			line: lineOf(text, '<Cd>CLBD'),
			values: { opening: '418200.00', reached: '395798.00', closing: '395797.00', difference: '-1.00' },
		})
	})

	test('a DOCTYPE, before anything in it is read', () => {
		const text = good.replace('?>\n', '?>\n<!DOCTYPE Document [<!ENTITY x SYSTEM "file:///etc/passwd">]>\n')
		expect(faultOf(text)).toMatchObject({ code: 'doctype', line: 2 })
	})

	test.each([
		['an amount that is no number', '>12.00</Amt>', '>12,00</Amt>', 'amount'],
		['an amount with a sign', '>12.00</Amt>', '>-12.00</Amt>', 'amount'],
		['an entry in another currency', '<Ntry><Amt Ccy="CNY">12.00', '<Ntry><Amt Ccy="USD">12.00', 'currency'],
		['a direction nobody knows', '12.00</Amt><CdtDbtInd>DBIT', '12.00</Amt><CdtDbtInd>OUT', 'direction'],
		['a date that is no day', '<BookgDt><Dt>2026-11-18', '<BookgDt><Dt>2026-11-31', 'date'],
		['no opening balance', '<Cd>OPBD</Cd>', '<Cd>XPCD</Cd>', 'balance'],
		['a report during the day', 'camt.053.001.08', 'camt.052.001.08', 'interim_report'],
		['a notice of bookings', 'camt.053.001.08', 'camt.054.001.08', 'booking_notice'],
		['another message', 'camt.053.001.08', 'pain.001.001.09', 'format'],
		['a tag closed by another', '</NtryDtls>', '</NtryDetails>', 'xml'],
		['an unknown entity', '手续费 &amp;', '手续费 &nbsp;', 'xml'],
		['a file cut off', '</Stmt></BkToCstmrStmt></Document>', '', 'xml'],
		[
			'no account',
			'<Acct><Id><Othr><Id>9990000000006021</Id></Othr></Id>',
			'<Acct><Id><Othr><Id> </Id></Othr></Id>',
			'account',
		],
	])('%s', (_, from, to, code) => {
		expect(good).toContain(from)
		const fault = faultOf(good.replace(from, to))
		expect(fault?.code).toBe(code)
		expect(fault!.line).toBeGreaterThan(0)
	})

	test('names the line of the entry', () => {
		const text = good.replace('>12.00</Amt>', '>zwölf</Amt>')
		expect(faultOf(text)).toMatchObject({ code: 'amount', line: lineOf(text, 'zwölf'), values: { found: 'zwölf' } })
	})
})

test('keeps amounts as sent; a part of a fen or another currency can never be matched but still adds up', () => {
	const text = camt053(sample).replaceAll('>12.00</Amt>', '>0012.005</Amt>').replace('395798.00', '395797.995')
	const { file } = readCamt053(bytes(text))
	expect(file!.statements[0]!.lines[2]).toMatchObject({ amount: '-0012.005', amountFen: null })
	expect(file!.statements[0]!.closingFen).toBeNull()
	const euro = read({ ...sample, currency: 'EUR' })
	expect(euro.file!.statements[0]).toMatchObject({ currency: 'EUR', opening: '418200.00', openingFen: null })
	expect(euro.file!.statements[0]!.lines[0]).toMatchObject({ amount: '-23640.00', amountFen: null })
})

test('takes the previous closing for the opening, and several statements in one file', () => {
	expect(read({ ...sample, openingType: 'PRCD' }).file!.statements[0]!.openingFen).toBe(41_820_000n)
	const two = camt053(sample)
	const statement = /<Stmt>[\s\S]*<\/Stmt>/.exec(two)![0]
	const { file } = readCamt053(bytes(two.replace('</Stmt>', `</Stmt>${statement.replaceAll('S-0118', 'S-0119')}`)))
	expect(file!.statements.map((s) => [s.statementId, s.lines.length])).toEqual([
		['S-0118', 3],
		['S-0119', 3],
	])
})

test('reads UTF-16 and declared GBK', () => {
	const text = camt053(sample)
	const utf16 = new Uint8Array([
		0xff,
		0xfe,
		...new Uint8Array(new Uint16Array([...text].map((c) => c.charCodeAt(0))).buffer),
	])
	expect(readCamt053(utf16).file!.statements[0]!.lines[0]!.counterpartyName).toBe('云泽大学（演示）')
	const gbk = text
		.replace('UTF-8', 'GBK')
		.replaceAll('云泽大学（演示）', 'XX')
		.replaceAll('云泽恒锐精工（演示）', 'YY')
		.replace('手续费', 'ZZ')
		.replace('邮电费', '')
	const encoded = Uint8Array.from([...gbk].map((c) => c.charCodeAt(0)))
	const zz = gbk.indexOf('ZZ')
	const bytesGbk = new Uint8Array([
		...encoded.subarray(0, zz),
		0xca,
		0xd6,
		0xd0,
		0xf8,
		0xb7,
		0xd1,
		...encoded.subarray(zz + 2),
	])
	expect(readCamt053(bytesGbk).file!.statements[0]!.lines[2]!.remittance).toBe('手续费 &')
})
