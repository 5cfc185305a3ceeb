/** A column of a sheet. Amounts are fen in, yuan with two decimals out; text stays text, leading zeros and all. */
export type SheetColumn = { head: string; width: number; kind: 'text' | 'amount' | 'number' }
export type SheetCell = string | number | bigint
export type Sheet = {
	name: string
	/** lines above the table: name of the paper, date, marks */
	title: readonly string[]
	columns: readonly SheetColumn[]
	rows: readonly (readonly SheetCell[])[]
	/** a last row, e.g. the sum */
	foot?: readonly SheetCell[]
}

/** The largest amount a spreadsheet's numbers carry to the fen: above it the cell would round. */
const exactFenMax = 10n ** 15n

/** An XLSX file of one sheet. No cell is ever a formula. Throws RangeError for an amount a spreadsheet would round. */
export async function writeSheet(sheet: Sheet): Promise<Uint8Array<ArrayBuffer>> {
	const { default: excel } = await import('exceljs')
	const book = new excel.Workbook()
	const page = book.addWorksheet(sheet.name, {
		pageSetup: { paperSize: 9, orientation: 'landscape', fitToPage: true, fitToHeight: 0 },
	})
	page.columns = sheet.columns.map(({ width, kind }) => ({
		width,
		style: kind === 'amount' ? { numFmt: '#,##0.00' } : kind === 'text' ? { numFmt: '@' } : {},
	}))
	for (const line of sheet.title) page.addRow([line]).font = { bold: true }
	page.addRow(sheet.columns.map((column) => column.head)).font = { bold: true }
	for (const row of [...sheet.rows, ...(sheet.foot ? [sheet.foot] : [])])
		page.addRow(row.map((cell) => (typeof cell === 'bigint' ? yuanNumber(cell) : cell)))
	const written = await book.xlsx.writeBuffer()
	return new Uint8Array(written)
}

function yuanNumber(fen: bigint): number {
	if (fen > exactFenMax || fen < -exactFenMax) throw new RangeError('an amount too large for a spreadsheet')
	return Number(fen) / 100
}
