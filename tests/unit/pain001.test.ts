import { XMLParser } from 'fast-xml-parser'
import { describe, expect, test } from 'vitest'
import { type PaymentOrder, pain001 } from '#app/domain/settlement/pain001.ts'
import { fen } from '#app/lib/money.ts'
import { parseDay } from '#app/lib/time.ts'
import { officialSchema } from '#tests/fixtures/official-schemas.ts'

const payee = (name: string, accountNo: string) => ({
	accountName: name,
	accountNo,
	bankName: '云泽农商银行高新支行（演示）',
	bankCode: '999100000016',
})
const order: PaymentOrder = {
	messageId: 'TEST-QS-2026-000012-7PX3QK',
	batchNumber: 'QS-2026-000012',
	createdAt: new Date('2026-11-18T02:24:05.123Z'),
	executionOn: parseDay('2026-11-18'),
	initiator: { name: '云泽高新区科技局（演示）', creditCode: '11990100MB0000000X' },
	payer: payee('云泽高新区财政局（演示）', '9990000000006021'),
	isTest: true,
	payments: [
		{
			...payee('云泽大学分析测试中心（演示）', '9990000000003308'),
			number: 'FK-2026-000938',
			endToEndId: 'QS2026000012-1',
			code: 'K7PX3QKM',
			amountFen: fen(2_364_000),
			advice: ['DF-2026-000101 DD-2026-000201 23,640.00'],
		},
		{
			...payee('临湖 A&B <检测>（演示）', '0012345678'),
			number: 'FK-2026-000939',
			endToEndId: 'QS2026000012-2',
			code: 'K0000001',
			amountFen: fen(1),
			advice: [],
		},
	],
}

test('pain.001 is valid against the official schema, whatever the names hold', async (context) => {
	const schema = officialSchema('pain.001.001.09', context)
	const { XmlDocument, XsdValidator } = await import('libxml2-wasm')
	const xsd = XmlDocument.fromBuffer(schema)
	const validator = XsdValidator.fromDoc(xsd)
	const long = {
		...order.payments[0]!,
		accountName: '长'.repeat(200),
		bankName: '𠮷'.repeat(200),
		advice: Array.from({ length: 60 }, (_, i) => `${i} ${'附'.repeat(160)}\u0001`),
	}
	const largest = { ...order.payments[0]!, amountFen: fen('99999999999999999') }
	for (const sample of [
		order,
		{ ...order, isTest: false },
		{ ...order, payments: [long] },
		{ ...order, payments: [largest] },
	]) {
		const doc = XmlDocument.fromString(pain001(sample))
		expect(() => validator.validate(doc)).not.toThrow()
		doc.dispose()
	}
	const wrong = XmlDocument.fromString(pain001(order).replace('>23640.00<', '>23640,00<'))
	expect(() => validator.validate(wrong)).toThrow()
	for (const held of [wrong, validator, xsd]) held.dispose()
})

describe('an independent reader finds in the file', () => {
	const read = (xml: string) =>
		new XMLParser({ ignoreAttributes: false, parseTagValue: false }).parse(xml).Document.CstmrCdtTrfInitn

	test('the sums, ids, names and bank codes as they were', () => {
		const file = read(pain001(order))
		expect(file.GrpHdr).toMatchObject({
			MsgId: order.messageId,
			NbOfTxs: '2',
			CtrlSum: '23640.01',
			CreDtTm: '2026-11-18T02:24:05Z',
		})
		expect(file.PmtInf).toMatchObject({
			PmtInfId: 'QS-2026-000012',
			CtrlSum: '23640.01',
			ReqdExctnDt: { Dt: '2026-11-18' },
		})
		expect(file.PmtInf.DbtrAcct.Id.Othr.Id).toBe('9990000000006021')
		const [first, second] = file.PmtInf.CdtTrfTxInf
		expect(first.PmtId).toEqual({ InstrId: 'FK-2026-000938', EndToEndId: 'QS2026000012-1' })
		expect(first.Amt.InstdAmt).toEqual({ '#text': '23640.00', '@_Ccy': 'CNY' })
		expect(first.CdtrAgt.FinInstnId.ClrSysMmbId).toEqual({ ClrSysId: { Cd: 'CNAPS' }, MmbId: '999100000016' })
		expect(first.RmtInf.Ustrd).toEqual([
			'TEST K7PX3QKM 科技创新券兑付 FK-2026-000938',
			'DF-2026-000101 DD-2026-000201 23,640.00',
		])
		expect(second.Cdtr.Nm).toBe('临湖 A&B <检测>（演示）')
		expect(second.CdtrAcct.Id.Othr.Id).toBe('0012345678')
		expect(second.Amt.InstdAmt['#text']).toBe('0.01')
	})

	test('TEST in four places for demo accounts, and nowhere for others', () => {
		expect(pain001(order).match(/TEST/g)!.length).toBeGreaterThanOrEqual(4)
		expect(pain001({ ...order, messageId: 'QS-2026-000012-7PX3QK', isTest: false })).not.toContain('TEST')
	})
})

test('nothing that does not fit is cut silently', () => {
	const first = order.payments[0]!
	expect(() => pain001({ ...order, payments: [] })).toThrow(RangeError)
	expect(() => pain001({ ...order, messageId: 'x'.repeat(36) })).toThrow(RangeError)
	expect(() => pain001({ ...order, payments: [{ ...first, bankCode: '12345' }] })).toThrow(RangeError)
	expect(() => pain001({ ...order, payments: [{ ...first, accountNo: '6212 0000' }] })).toThrow(RangeError)
	expect(() => pain001({ ...order, payments: [{ ...first, amountFen: fen(0) }] })).toThrow(RangeError)
})
