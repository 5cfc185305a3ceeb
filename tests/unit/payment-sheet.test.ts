import ExcelJS from 'exceljs'
import { expect, test } from 'vitest'
import type { PayerProfile } from '#app/domain/settlement/batch.ts'
import { paymentSheet } from '#app/domain/settlement/payment-sheet.ts'
import { fen } from '#app/lib/money.ts'
import { parseDay } from '#app/lib/time.ts'
import { writeSheet } from '#app/platform/spreadsheet.server.ts'

const payer = {
	accountName: '云泽市财政局（演示）',
	accountNo: '9990000000006021',
	bankName: '云泽银行（演示）',
	bankCode: '999100000016',
}
const order = {
	messageId: 'M',
	batchNumber: 'QS-2026-000012',
	createdAt: new Date('2026-11-18T02:24:05Z'),
	executionOn: parseDay('2026-11-18'),
	initiator: { name: '云泽市科学技术局（演示）', creditCode: '11990100MB0000000X' },
	payer,
	isTest: true,
	payments: [
		{
			...payer,
			accountName: '=cmd()',
			accountNo: '0012345678901234567',
			number: 'FK-1',
			endToEndId: 'E1',
			code: 'K7PX3QKM',
			amountFen: fen(14_280_010),
			advice: ['DF-1 1.00', 'DF-2 2.00'],
		},
		{
			...payer,
			accountName: '甲',
			accountNo: '1',
			number: 'FK-2',
			endToEndId: 'E2',
			code: 'K0000001',
			amountFen: fen(1),
			advice: [],
		},
	],
}
const basis = {
	approvalDocumentNo: '云科〔2026〕30号',
	fundName: '2026 年创新券资金',
	sourceName: '市级',
	projectCode: '0012',
	functionalClass: '2060499',
	economicClass: '31299',
	appropriationDocuments: ['云财〔2026〕3号'],
}

test.each<[PayerProfile, string]>([
	['finance_bureau', '财政直接支付申请表'],
	['zero_balance', '零余额账户'],
	['own_account', '付款清单'],
])('the %s sheet has its columns, exact amounts and TEST on top', async (profile, title) => {
	const bytes = await writeSheet(paymentSheet(order, basis, profile))
	const book = new ExcelJS.Workbook()
	await book.xlsx.load(bytes.buffer)
	const page = book.worksheets[0]!
	const rows = page.getSheetValues().slice(1) as unknown[][]
	expect(String(rows[0]![1])).toContain('TEST')
	expect(String(rows[1]![1])).toContain(title)
	expect(String(rows[4]![1])).toContain('合计 ¥142,800.11（大写：壹拾肆万贰仟捌佰元壹角壹分）')
	const heads = (rows[5] as string[]).slice(1)
	const cell = (row: number, head: string) => rows[row]![heads.indexOf(head) + 1]
	expect(cell(6, '收款人账号')).toBe('0012345678901234567')
	expect(cell(6, '收款人全称')).toBe('=cmd()')
	expect(page.getRow(7).getCell(heads.indexOf('收款人全称') + 1).type).toBe(ExcelJS.ValueType.String)
	expect(cell(6, '金额（元）')).toBe(142_800.1)
	expect(cell(7, '金额（元）')).toBe(0.01)
	expect(cell(8, '金额（元）')).toBe(142_800.11)
	if (profile === 'finance_bureau') expect(cell(6, '指标文号')).toBe('云财〔2026〕3号')
})

test('an amount a spreadsheet would round is refused', async () => {
	const large = { ...order, payments: [{ ...order.payments[0]!, amountFen: fen(10n ** 15n + 1n) }] }
	await expect(writeSheet(paymentSheet(large, basis, 'own_account'))).rejects.toThrow(RangeError)
})
