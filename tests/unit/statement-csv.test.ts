import { describe, expect, test } from 'vitest'
import { readStatement } from '#app/domain/reconciliation/read-statement.ts'
import { readStatementCsv } from '#app/domain/reconciliation/statement-csv.ts'

const bytes = (text: string) => new TextEncoder().encode(text)
const chinese = `账号,9990000000006021
期初余额,"418,200.00"
交易日期,借方发生额(元),贷方发生额(元),余额,交易流水号,对方户名,对方账号,摘要,附言
2026-11-18,"23,640.00",,394560.00,0118-0041,云泽大学（演示）,9990 0000 0000 3308,转账,K7P3QXWM
2026/11/18,,1250.00,395810.00,0118-0073,云泽恒锐精工（演示）,,退汇,FK-2026-000931
20261118,12.00,0.00,395798.00,0118-0081,,,手续费,
期末余额,395798.00
`

describe("a bank's CSV", () => {
	test('with debit and credit columns, balances in their own rows', () => {
		const { file } = readStatement(bytes(chinese))
		expect(file).toMatchObject({ format: 'csv', leftOut: [] })
		expect(file!.statements[0]).toMatchObject({
			accountNo: '9990000000006021',
			openingFen: 41_820_000n,
			closingFen: 39_579_800n,
			currency: 'CNY',
		})
		expect(file!.statements[0]!.lines).toMatchObject([
			{
				line: 4,
				amountFen: -2_364_000n,
				bankReference: '0118-0041',
				counterpartyAccount: '9990000000003308',
				remittance: '转账 K7P3QXWM',
				bookedOn: '2026-11-18',
			},
			{ line: 5, amountFen: 125_000n, remittance: '退汇 FK-2026-000931' },
			{ line: 6, amountFen: -1_200n, amount: '-12.00', counterpartyName: null },
		])
	})

	test('in UTF-8 with a byte order mark, and in GBK', () => {
		expect(
			readStatementCsv(new Uint8Array([0xef, 0xbb, 0xbf, ...bytes(chinese)])).file!.statements[0]!.lines,
		).toHaveLength(3)
		// 日期,金额,余额,摘要 / 手续费 in GBK
		const head = [
			0xc8, 0xd5, 0xc6, 0xda, 0x2c, 0xbd, 0xf0, 0xb6, 0xee, 0x2c, 0xd3, 0xe0, 0xb6, 0xee, 0x2c, 0xd5, 0xaa, 0xd2, 0xaa,
			0x0a,
		]
		const gbk = new Uint8Array([
			...head,
			...bytes('2026-11-18,-12.00,88.00,'),
			0xca,
			0xd6,
			0xd0,
			0xf8,
			0xb7,
			0xd1,
			0x0a,
		])
		const { file } = readStatementCsv(gbk, { accountNo: '999' })
		expect(file!.statements[0]).toMatchObject({
			opening: '100.00',
			closing: '88.00',
			lines: [{ remittance: '手续费' }],
		})
	})

	test('in English with a direction, separated by semicolons, newest first', () => {
		const text =
			'Booking date;Amount;Direction;Balance;Currency;Details;End to end id\n2026-11-19;12.00;D;5.50;CNY;fee;\n2026-11-18;7.50;C;17.50;CNY;in;E-1\n'
		const { file } = readStatementCsv(bytes(text), { accountNo: '6021' })
		expect(file!.statements[0]).toMatchObject({
			opening: '10.00',
			closing: '5.50',
			openingOn: '2026-11-18',
			closingOn: '2026-11-19',
		})
		expect(file!.statements[0]!.lines).toMatchObject([{ amountFen: 750n, endToEndId: 'E-1' }, { amountFen: -1200n }])
	})

	test('with a signed amount and balances from the form', () => {
		const { file } = readStatementCsv(bytes('日期,金额\n2026年11月8日,-3.00\n2026-11-9 10:24:00,+1.005\n'), {
			accountNo: '1',
			opening: '10',
			closing: '8.005',
		})
		expect(file!.statements[0]!.lines).toMatchObject([
			{ bookedOn: '2026-11-08', amountFen: -300n },
			{ bookedOn: '2026-11-09', amount: '1.005', amountFen: null },
		])
	})

	test('may have a row of totals, which is left out', () => {
		const { file } = readStatementCsv(bytes(`${chinese}合计,,23652.00,1250.00,,,,,\n`.replace('合计,,', ',')))
		expect(file!.leftOut).toMatchObject([{ line: 8, reason: 'totals_row' }])
	})
})

describe('what refuses the whole file, with its line', () => {
	const faultOf = (text: string, extra = {}) => readStatementCsv(bytes(text), extra).fault

	test.each([
		['an amount that is no number', '12.00,0.00', '壹拾贰元,0.00', 'amount', 6],
		['an amount in both columns', '12.00,0.00', '12.00,12.00', 'amount', 6],
		['no amount at all', '12.00,0.00', ',0.00', 'amount', 6],
		['a running balance that does not run', '395810.00', '395811.00', 'running_balance', 5],
		['a day that does not exist', '2026/11/18', '2026/11/31', 'date', 5],
		['lines that do not reach the closing balance', '期末余额,395798.00', '期末余额,395799.00', 'sum', 6],
		['no known columns', '交易日期', '何时', 'columns', 1],
		[
			'a line given twice',
			'2026/11/18,,1250.00',
			'2026-11-18,"23,640.00",,394560.00,0118-0041,,,,\n2026/11/18,,1250.00',
			'running_balance',
			5,
		],
		['an unclosed quote', '"23,640.00"', '"23,640.00', 'csv', undefined],
	])('%s', (_, from, to, code, line) => {
		expect(chinese).toContain(from)
		const fault = faultOf(chinese.replace(from, to))
		expect(fault?.code).toBe(code)
		if (line !== undefined) expect(fault!.line).toBe(line)
	})

	test('no account, no balance, two accounts, mixed currencies, unreadable bytes', () => {
		expect(faultOf('日期,金额,余额\n2026-11-18,1.00,2.00\n')).toMatchObject({ code: 'account' })
		expect(faultOf('日期,金额\n2026-11-18,1.00\n', { accountNo: '1' })).toMatchObject({ code: 'balance' })
		expect(faultOf('日期,金额\n', { accountNo: '1', opening: '1', closing: '1' })).toMatchObject({
			code: 'no_statement',
		})
		expect(faultOf('日期,金额,余额,账号\n2026-11-18,1.00,2.00,1\n2026-11-18,1.00,3.00,2\n')).toMatchObject({
			code: 'account',
			line: 3,
		})
		expect(
			faultOf('日期,金额,余额,币种\n2026-11-18,1.00,2.00,CNY\n2026-11-18,1.00,3.00,美元\n', { accountNo: '1' }),
		).toMatchObject({ code: 'currency', line: 3 })
		expect(readStatementCsv(new Uint8Array([0x41, 0xff, 0xff])).fault).toMatchObject({ code: 'encoding' })
	})
})
