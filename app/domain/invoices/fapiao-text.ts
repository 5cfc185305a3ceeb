import type { LocalDate } from '#app/lib/time.ts'
import { type FapiaoFigures, noFigures } from './fapiao-reading.ts'
import { completed } from './fapiao-tree.ts'
import { figureAmount, figureDay, figureText } from './figure.ts'

/** A piece of text where it stands: y grows upwards. */
type Piece = { text: string; x: number; y: number; width: number; page?: number }

/** Text as one reads it: pieces of one height are a line, from the left. */
export function linesOf(pieces: readonly Piece[]): string[] {
	const rows: { page: number; y: number; pieces: Piece[] }[] = []
	for (const piece of [...pieces].sort((a, b) => (a.page ?? 1) - (b.page ?? 1) || b.y - a.y)) {
		const row = rows.at(-1)
		if (row && row.page === (piece.page ?? 1) && Math.abs(row.y - piece.y) <= 3) row.pieces.push(piece)
		else rows.push({ page: piece.page ?? 1, y: piece.y, pieces: [piece] })
	}
	return rows.map(({ pieces: row }) => {
		let line = ''
		let end = Number.NEGATIVE_INFINITY
		for (const piece of row.sort((a, b) => a.x - b.x)) {
			if (line !== '' && piece.x - end > 1.5) line += ' '
			line += piece.text
			end = piece.x + piece.width
		}
		return line.normalize('NFKC')
	})
}

const taxpayer = /(?<![0-9A-Z])[0-9A-HJ-NPQRTUWXY]{18}(?![0-9A-Z])/g
const amount = /[¥￥]\s*(-?[\d,]+\.\d{2})/g

/** The figures in the text of a fapiao's face: the buyer stands before the seller, left of it or above it. */
export function figuresInText(lines: readonly string[]): FapiaoFigures {
	const text = lines.join('\n')
	const first = (pattern: RegExp) => pattern.exec(text)?.[1] ?? null
	const number =
		first(/发\s*票\s*号\s*码\s*[::]?\s*(\d{20}|\d{8})(?!\d)/) ??
		first(/(?<!\d)(\d{20})(?!\d)/) ??
		first(/No\.?\s*(\d{8})(?!\d)/)
	const code = first(/发\s*票\s*代\s*码\s*[::]?\s*(\d{12}|\d{10})(?!\d)/)
	const dated =
		first(/开\s*票\s*日\s*期\s*[::]?\s*(\d{4}\s*[年-]\s*\d{1,2}\s*[月-]\s*\d{1,2})/) ??
		first(/(\d{4}\s*年\s*\d{1,2}\s*月\s*\d{1,2})\s*日/)
	const codes = [...text.matchAll(taxpayer)].map(([found]) => found)
	const named = [...text.matchAll(/名\s*称\s*[::]\s*([^\s:]+)/g)].map(([, name]) =>
		figureText(name!.replace(/(?:名称|统一社会信用代码).*$/, '')),
	)
	const totalFen = figureAmount(first(/[((]\s*小\s*写\s*[))]\s*[¥￥]?\s*(-?[\d,]+\.\d{2})/) ?? '')
	const sums = /合\s*计\s*[¥￥]\s*(-?[\d,]+\.\d{2})\s*[¥￥]\s*(-?[\d,]+\.\d{2})/.exec(text)
	const [netFen, taxFen] = sums ? [figureAmount(sums[1]!), figureAmount(sums[2]!)] : netAndTax(text, totalFen)
	return completed({
		...noFigures,
		number,
		code,
		issuedOn: dated === null ? null : (figureDay(dated) as LocalDate | null),
		buyerName: named[0] ?? null,
		sellerName: named[1] ?? null,
		buyerCode: codes[0] ?? null,
		sellerCode: codes[1] ?? null,
		totalFen,
		netFen,
		taxFen,
	})
}

/** Two amounts on the face that make up the total: the greater one is without tax. */
function netAndTax(text: string, total: string | null): [string | null, string | null] {
	if (total === null) return [null, null]
	const amounts = [...text.matchAll(amount)]
		.flatMap(([, found]) => figureAmount(found!) ?? [])
		.map(BigInt)
		.slice(0, 60)
	const size = (of: bigint) => (of < 0n ? -of : of)
	for (const net of amounts) {
		const tax = BigInt(total) - net
		if (tax !== 0n && size(tax) < size(net) && amounts.includes(tax)) return [String(net), String(tax)]
	}
	return [null, null]
}
