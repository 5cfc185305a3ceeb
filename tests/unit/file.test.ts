import { describe, expect, test } from 'vitest'
import { mimeOf, plainName } from '#app/domain/files/file.ts'

const bytes = (...parts: (string | number[])[]) =>
	new Uint8Array(parts.flatMap((part) => (typeof part === 'string' ? [...new TextEncoder().encode(part)] : part)))
const png = bytes([0x89], 'PNG\r\n', [0x1a], '\n')
const zip = bytes('PK', [3, 4], 'rest')

describe('what a file is', () => {
	test.each([
		['a.pdf', bytes('%PDF-1.4'), 'application/pdf'],
		['a.PNG', png, 'image/png'],
		['a.jpeg', bytes([0xff, 0xd8, 0xff, 0xe0]), 'image/jpeg'],
		['a.webp', bytes('RIFF', [1, 2, 3, 4], 'WEBPVP8 '), 'image/webp'],
		['发票.ofd', zip, 'application/ofd'],
		['a.xlsx', zip, 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet'],
		['a.xml', bytes('<?xml version="1.0"?><Document/>'), 'application/xml'],
		['对账单.csv', bytes([0xef, 0xbb, 0xbf], '日期,金额\r\n'), 'text/csv'],
	])('%s is taken as %s', (name, content, mime) => {
		expect(mimeOf(name, content)).toBe(mime)
	})

	test.each([
		['a web page called text', 'a.txt', bytes('\n <!DOCTYPE html><p>')],
		['a drawing with scripts', 'a.xml', bytes('<svg onload="alert(1)">')],
		['a picture called PDF', 'a.pdf', png],
		['a PDF called picture', 'a.png', bytes('%PDF-1.4')],
		['a program', 'a.exe', bytes('MZ', [0])],
		['a text with a zero byte', 'a.csv', bytes('a,b', [0], 'c')],
		['a second extension', 'a.pdf.html', bytes('%PDF-1.4')],
		['no extension', 'pdf', bytes('%PDF-1.4')],
		['an inherited name', 'a.constructor', bytes('text')],
	])('%s is refused', (_what, name, content) => {
		expect(mimeOf(name, content)).toBeNull()
	})
})

describe('the name kept for people', () => {
	test('is the last part, without control and direction characters', () => {
		expect(plainName('../../etc/报告\u202efdp.exe\r\n')).toBe('报告fdp.exe')
		expect(plainName('C:\\papers\\"合同".pdf')).toBe('合同.pdf')
	})
	test('keeps its extension when cut', () => {
		const name = plainName(`${'长'.repeat(300)}.pdf`)
		expect(name).toHaveLength(120)
		expect(name.endsWith('.pdf')).toBe(true)
	})
})
