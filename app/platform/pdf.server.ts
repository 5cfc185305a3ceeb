import { createRequire } from 'node:module'
import type PDFKit from 'pdfkit'

export type PdfColumn = {
	head: string /** share of the width */
	width: number /** figures: at the right */
	num?: boolean
}
/** Parts of a paper, in their order. */
export type PdfBlock =
	| { kind: 'title'; text: string; note?: string }
	| { kind: 'heading'; text: string; note?: string }
	| { kind: 'text'; text: string; small?: boolean }
	| { kind: 'facts'; facts: readonly (readonly [label: string, value: string])[] }
	| { kind: 'table'; columns: readonly PdfColumn[]; rows: readonly (readonly string[])[]; foot?: readonly string[] }
	| { kind: 'bars'; bars: readonly { label: string; text: string /** 0 to 1 */; part: number }[] }
	| { kind: 'page' }
export type PdfPaper = {
	title: string
	locale: 'zh' | 'en'
	/** printed across every page, e.g. of invented data */
	watermark?: string
	/** under every page: page n of m */
	footer: (page: number, pages: number) => string
	landscape?: boolean
	blocks: readonly PdfBlock[]
}

type Doc = InstanceType<typeof PDFKit>
const margin = 48
const ink = '#1b1b1b'
const dim = '#5c5c5c'
const line = '#c9c4b8'

/** Noto Sans SC (OFL): every character of GB 18030's first planes; only those used are put into a file. */
const fontFile = (weight: '400Regular' | '700Bold') =>
	createRequire(import.meta.url).resolve(`@expo-google-fonts/noto-sans-sc/${weight}/NotoSansSC_${weight}.ttf`)

/** An A4 PDF with Chinese set in an embedded subset of its font, its text searchable. Answers the file and how many pages it has. */
export async function writePdf(paper: PdfPaper): Promise<{ content: Uint8Array<ArrayBuffer>; pages: number }> {
	const { default: PDFDocument } = await import('pdfkit')
	const doc = new PDFDocument({
		size: 'A4',
		layout: paper.landscape ? 'landscape' : 'portrait',
		margins: { top: margin, bottom: margin + 12, left: margin, right: margin },
		bufferPages: true,
		lang: paper.locale === 'zh' ? 'zh-CN' : 'en',
		displayTitle: true,
		info: { Title: paper.title },
	})
	const chunks: Buffer[] = []
	doc.on('data', (chunk: Buffer) => chunks.push(chunk))
	const ended = new Promise<void>((resolve, reject) => {
		doc.on('end', resolve)
		doc.on('error', reject)
	})
	doc.registerFont('text', fontFile('400Regular'))
	doc.registerFont('bold', fontFile('700Bold'))
	doc.font('text').fontSize(10).fillColor(ink)
	for (const block of paper.blocks) put(doc, block)
	const { start, count } = doc.bufferedPageRange()
	for (let page = start; page < start + count; page++) {
		doc.switchToPage(page)
		furnish(doc, paper, page - start + 1, count)
	}
	doc.end()
	await ended
	return { content: new Uint8Array(Buffer.concat(chunks)), pages: count }
}

const widthOf = (doc: Doc) => doc.page.width - 2 * margin
const bottomOf = (doc: Doc) => doc.page.height - margin - 12

/** Begins a new page where `height` does not fit on this one. */
function room(doc: Doc, height: number): void {
	if (doc.y + height > bottomOf(doc)) doc.addPage()
}

function put(doc: Doc, block: PdfBlock): void {
	doc.x = margin
	switch (block.kind) {
		case 'page':
			doc.addPage()
			return
		case 'title':
			doc
				.font('bold')
				.fontSize(18)
				.fillColor(ink)
				.text(block.text, margin, doc.y, { width: widthOf(doc) })
			if (block.note)
				doc
					.font('text')
					.fontSize(10)
					.fillColor(dim)
					.text(block.note, { width: widthOf(doc) })
			doc.moveDown(0.8)
			return
		case 'heading':
			room(doc, 70)
			doc.moveDown(0.6)
			doc
				.moveTo(margin, doc.y)
				.lineTo(margin + widthOf(doc), doc.y)
				.lineWidth(1.2)
				.strokeColor(ink)
				.stroke()
			doc.moveDown(0.4)
			doc
				.font('bold')
				.fontSize(13)
				.fillColor(ink)
				.text(block.text, margin, doc.y, { width: widthOf(doc) })
			if (block.note)
				doc
					.font('text')
					.fontSize(9)
					.fillColor(dim)
					.text(block.note, { width: widthOf(doc) })
			doc.moveDown(0.4)
			return
		case 'text':
			doc
				.font('text')
				.fontSize(block.small ? 8.5 : 10)
				.fillColor(block.small ? dim : ink)
				.text(block.text, margin, doc.y, { width: widthOf(doc) })
			doc.moveDown(0.4)
			return
		case 'facts':
			for (const [label, value] of block.facts) putFact(doc, label, value)
			doc.moveDown(0.4)
			return
		case 'table':
			putTable(doc, block)
			return
		case 'bars':
			for (const bar of block.bars) putBar(doc, bar)
			doc.moveDown(0.6)
	}
}

const labelWidth = 110

function putFact(doc: Doc, label: string, value: string): void {
	doc.font('text').fontSize(10)
	const height = doc.heightOfString(value, { width: widthOf(doc) - labelWidth })
	room(doc, height + 3)
	const top = doc.y
	doc.fillColor(dim).text(label, margin, top, { width: labelWidth - 8 })
	doc.fillColor(ink).text(value, margin + labelWidth, top, { width: widthOf(doc) - labelWidth })
	doc.y = top + Math.max(height, doc.heightOfString(label, { width: labelWidth - 8 })) + 3
}

const cellPad = 4

function putTable(doc: Doc, { columns, rows, foot }: Extract<PdfBlock, { kind: 'table' }>): void {
	const total = columns.reduce((sum, column) => sum + column.width, 0)
	const widths = columns.map((column) => (column.width / total) * widthOf(doc))
	const row = (cells: readonly string[], font: 'text' | 'bold', rule: string, color = ink) => {
		doc.font(font).fontSize(8.5)
		const heights = cells.map((cell, n) => doc.heightOfString(cell, { width: widths[n]! - 2 * cellPad }))
		const height = Math.max(...heights) + 2 * cellPad
		if (doc.y + height > bottomOf(doc)) {
			doc.addPage()
			if (font === 'text') head()
			doc.font(font).fontSize(8.5)
		}
		const top = doc.y
		let left = margin
		for (const [n, cell] of cells.entries()) {
			doc.fillColor(color).text(cell, left + cellPad, top + cellPad, {
				width: widths[n]! - 2 * cellPad,
				align: columns[n]!.num ? 'right' : 'left',
			})
			left += widths[n]!
		}
		doc.y = top + height
		doc
			.moveTo(margin, doc.y)
			.lineTo(margin + widthOf(doc), doc.y)
			.lineWidth(0.5)
			.strokeColor(rule)
			.stroke()
	}
	const head = () =>
		row(
			columns.map((column) => column.head),
			'bold',
			ink,
			dim,
		)
	room(doc, 60)
	head()
	for (const cells of rows) row(cells, 'text', line)
	if (foot) row(foot, 'bold', ink)
	doc.moveDown(0.8)
}

function putBar(doc: Doc, { label, text, part }: { label: string; text: string; part: number }): void {
	room(doc, 18)
	const top = doc.y
	const full = widthOf(doc) - 260
	doc.font('text').fontSize(8.5).fillColor(ink)
	doc.text(label, margin, top, { width: 150, height: 12, ellipsis: true })
	doc.rect(margin + 160, top + 2, Math.max(part * full, part > 0 ? 1 : 0), 8).fill('#174f7c')
	doc.fillColor(ink).text(text, margin + 160 + full, top, { width: 100, align: 'right' })
	doc.y = top + 16
}

/** Footer and watermark of a finished page. */
function furnish(doc: Doc, paper: PdfPaper, page: number, pages: number): void {
	const { width, height } = doc.page
	// below the margin a text would begin a page of its own
	doc.page.margins.bottom = 0
	doc.font('text').fontSize(8).fillColor(dim)
	doc.text(paper.title, margin, height - margin + 4, {
		width: widthOf(doc) * 0.7,
		height: 12,
		ellipsis: true,
		lineBreak: false,
	})
	doc.text(paper.footer(page, pages), margin, height - margin + 4, {
		width: widthOf(doc),
		align: 'right',
		lineBreak: false,
	})
	if (!paper.watermark) return
	doc.save()
	doc.rotate(-35, { origin: [width / 2, height / 2] })
	doc.font('bold').fontSize(64).fillColor('#b42318').fillOpacity(0.08)
	doc.text(paper.watermark, 0, height / 2 - 40, { width, align: 'center', lineBreak: false })
	doc.restore()
	doc.fillOpacity(1)
}
