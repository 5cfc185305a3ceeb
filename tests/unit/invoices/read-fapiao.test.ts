import { randomBytes } from 'node:crypto'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { differences, isRedLetter } from '#app/domain/invoices/fapiao-reading.ts'
import { figureAmount, figureDay } from '#app/domain/invoices/figure.ts'
import { readFapiao } from '#app/domain/invoices/read-fapiao.server.ts'
import { parseDay } from '#app/lib/time.ts'
import { electronicXml, faceOf, ofdOf, olderXml, pdfOf, sampleFigures, zipOf } from '#tests/fixtures/fapiao.ts'

const bytes = (text: string) => new TextEncoder().encode(text)
const whole = {
	number: '26992000000048213765',
	code: '',
	issuedOn: '2026-11-10',
	sellerName: '泽西启衡检测有限公司（演示）',
	sellerCode: '91990191YD02805291',
	buyerName: '云泽微澜传感技术有限公司（演示）',
	buyerCode: '91990191YD21740332',
	totalFen: '1260000',
	taxFen: '71321',
	netFen: '1188679',
}
const older = { ...sampleFigures, number: '48213765', code: '033001900104' }

describe('a fapiao is read from its own file', () => {
	test('the XML of a fully electronic one', async () => {
		expect(await readFapiao('数电票.xml', bytes(electronicXml()))).toEqual({ by: 'xml', fault: null, figures: whole })
	})
	test('the XML of an older one, with its code, in GBK too', async () => {
		const expected = { ...whole, number: '48213765', code: '033001900104' }
		expect((await readFapiao('a.xml', bytes(olderXml(older)))).figures).toEqual(expected)
		const gbk = Buffer.concat([
			Buffer.from('<?xml version="1.0" encoding="GBK"?><fp><Fphm>48213765</Fphm><Fpdm>033001900104</Fpdm><Xfmc>'),
			Buffer.from([0xd1, 0xdd, 0xca, 0xbe]),
			Buffer.from('</Xfmc><Jshj>100.00</Jshj><Hjse>5.66</Hjse></fp>'),
		])
		expect((await readFapiao('a.xml', gbk)).figures).toMatchObject({
			number: '48213765',
			sellerName: '演示',
			totalFen: '10000',
			taxFen: '566',
			netFen: '9434',
		})
	})
	test.each(['attached', 'properties', 'page'] as const)('an OFD by what is %s', async (how) => {
		const reading = await readFapiao('发票.ofd', ofdOf(how))
		const names = how === 'properties' ? { sellerName: null, buyerName: null } : {}
		expect(reading).toEqual({ by: 'ofd', fault: null, figures: { ...whole, ...names } })
	})
	test('an OFD by its tags, an older one by its attached invoice, a ZIP by the XML in it', async () => {
		expect((await readFapiao('a.ofd', ofdOf('tagged'))).figures).toEqual(whole)
		expect((await readFapiao('a.ofd', ofdOf('attached', older))).figures).toMatchObject({
			number: '48213765',
			code: '033001900104',
			totalFen: '1260000',
		})
		expect((await readFapiao('a.zip', zipOf({ '发票.xml': electronicXml() }))).figures).toEqual(whole)
	})
	test('the text layer of a PDF, and the properties its maker put beside it', async () => {
		expect(await readFapiao('a.pdf', pdfOf(faceOf()))).toEqual({ by: 'pdf', fault: null, figures: whole })
		const custom = {
			InvoiceNumber: whole.number,
			IssueTime: '2026-11-10',
			TotalTaxAm: '713.21',
			TotalAmWithoutTax: '11886.79',
			SellerIdNum: whole.sellerCode,
		}
		expect((await readFapiao('a.pdf', pdfOf([], { custom }))).figures).toMatchObject({
			number: whole.number,
			totalFen: '1260000',
			sellerCode: whole.sellerCode,
		})
	})
	test('a red-letter one tells by its sign', async () => {
		const red = { ...sampleFigures, net: '-11886.79', tax: '-713.21', total: '-12600.00' }
		for (const file of [
			['a.xml', bytes(electronicXml(red))],
			['a.pdf', pdfOf(faceOf(red))],
		] as const) {
			const reading = await readFapiao(file[0], file[1])
			expect(reading.figures).toMatchObject({ totalFen: '-1260000', taxFen: '-71321' })
			expect(isRedLetter(reading)).toBe(true)
		}
	})
	test('differences from what was typed are named; what the file does not say is none', async () => {
		const reading = await readFapiao('a.xml', bytes(electronicXml()))
		const typed = {
			number: whole.number,
			code: '',
			issuedOn: parseDay('2026-11-10'),
			sellerCode: whole.sellerCode,
			buyerCode: whole.buyerCode,
			amountFen: 1_260_000n,
			taxFen: 71_321n,
		}
		expect(differences(reading, typed)).toEqual([])
		expect(differences(reading, { ...typed, amountFen: 1_260_001n, buyerCode: 'X' })).toEqual([
			{ field: 'buyerCode', read: whole.buyerCode },
			{ field: 'amountFen', read: '1260000' },
		])
		expect(
			differences({ ...reading, figures: { ...reading.figures, totalFen: null } }, { ...typed, amountFen: 1n }),
		).toEqual([])
	})
})

describe('hostile and useless files are answered with a reason', () => {
	const bomb = () => zipOf({ 'OFD.xml': new Uint8Array(200 * 1024 * 1024) })
	const many = Object.fromEntries(Array.from({ length: 501 }, (_, i) => [`Doc_0/Attachs/${i}.xml`, '<a/>']))
	test.each([
		['DOCTYPE', 'a.xml', () => bytes('<!DOCTYPE x [<!ENTITY e SYSTEM "file:///etc/passwd">]><x>&e;</x>'), 'doctype'],
		[
			'a billion laughs in an OFD',
			'a.ofd',
			() => zipOf({ 'OFD.xml': '<!DOCTYPE l [<!ENTITY a "aaaa">]><l>&a;</l>' }),
			'doctype',
		],
		['200 MB in 200 KB', 'a.ofd', bomb, 'too_large'],
		['more entries than a fapiao has', 'a.ofd', () => zipOf(many), 'too_large'],
		['ZIP under a password', 'a.ofd', () => zipOf({ 'OFD.xml': '<a/>' }, { encrypted: true }), 'encrypted'],
		['half a ZIP', 'a.ofd', () => ofdOf('attached').slice(0, 400), 'broken'],
		['PDF under a password', 'a.pdf', () => pdfOf(faceOf(), { password: true }), 'encrypted'],
		['PDF of pictures', 'a.pdf', () => pdfOf([]), 'image'],
		['a PDF that is none', 'a.pdf', () => bytes('%PDF-1.4 nothing'), 'broken'],
		['another paper', 'a.pdf', () => pdfOf([{ text: '检测报告', x: 10, y: 10 }]), 'no_fapiao'],
		['20 MB', 'a.pdf', () => Buffer.concat([Buffer.from('%PDF-1.4'), Buffer.alloc(20 * 1024 * 1024)]), 'too_large'],
		['a photograph', 'a.jpg', () => new Uint8Array([0xff, 0xd8, 0xff, 0xe0, 0]), 'image'],
		['a spreadsheet', 'a.xlsx', () => zipOf({ 'xl/a.xml': '<a/>' }), 'not_read'],
		['nothing', 'a.xml', () => new Uint8Array(), 'broken'],
		['a thousand elements deep', 'a.xml', () => bytes('<a>'.repeat(1000)), 'broken'],
		['XML that says nothing', 'a.xml', () => bytes('<a><b>1</b></a>'), 'no_fapiao'],
	])('%s', async (_what, name, make, fault) => {
		const before = process.memoryUsage().rss
		expect((await readFapiao(name, make())).fault).toBe(fault)
		expect(process.memoryUsage().rss - before).toBeLessThan(400 * 1024 * 1024)
	})

	test('no damage to a good file throws', async () => {
		const files = [
			['a.xml', bytes(electronicXml())],
			['a.ofd', ofdOf('attached')],
			['a.ofd', ofdOf('page')],
		] as const
		await fc.assert(
			fc.asyncProperty(
				fc.constantFrom(...files),
				fc.array(fc.tuple(fc.nat(), fc.nat(255)), { maxLength: 8 }),
				fc.nat(),
				async ([name, good], edits, cut) => {
					const bad = new Uint8Array(good).slice(0, cut % 3 === 0 ? cut % good.length : undefined)
					for (const [at, value] of edits) if (bad.length > 0) bad[at % bad.length] = value
					await readFapiao(name, bad)
				},
			),
			{ numRuns: 400 },
		)
		for (let i = 0; i < 3; i++)
			await readFapiao('a.pdf', Buffer.concat([pdfOf(faceOf()).slice(0, 500), randomBytes(500)]))
	})
})

test('figures as files write them', () => {
	expect([
		figureAmount('¥1,234.50'),
		figureAmount('−12'),
		figureAmount('一百'),
		figureAmount('1.005'),
		figureAmount('￥ 8.00 元'),
	]).toEqual(['123450', '-1200', null, null, '800'])
	expect([
		figureDay('20261110'),
		figureDay('2026年1月2日'),
		figureDay('2026-11-10 10:00:00'),
		figureDay('2026-13-40'),
		figureDay(''),
	]).toEqual(['2026-11-10', '2026-01-02', '2026-11-10', null, null])
})
