import { expect, test } from 'vitest'
import { sheetRows } from '#app/platform/sheet-rows.server.ts'

test('Chinese in a large sheet comes out whole, wherever the sheet is cut into pieces', async () => {
	const { default: excel } = await import('exceljs')
	const book = new excel.Workbook()
	const page = book.addWorksheet('设备')
	const words = '扫描电子显微镜与能谱仪联用系统（演示）'
	for (let n = 0; n < 3_000; n++)
		page.addRow([`${words}${n}`, n % 3 === 0 ? { richText: [{ text: words }] } : 'x'.repeat(n % 7)])
	const bytes = new Uint8Array(await book.xlsx.writeBuffer())
	const pieces = async function* () {
		yield bytes
	}
	let n = 0
	for await (const { cells } of sheetRows(pieces())) expect(cells[0]).toBe(`${words}${n++}`)
	expect(n).toBe(3_000)
})
