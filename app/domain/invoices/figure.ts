import { decimalUnits, fenOfUnits } from '#app/lib/decimal.ts'
import { parseDay } from '#app/lib/time.ts'

/** Single figures of a fapiao as files write them; null: not one. */

const plain = (text: string) => text.normalize('NFKC').trim()

export function figureNumber(text: string): string | null {
	const digits = plain(text).replace(/\s/g, '')
	return /^\d{8}(\d{12})?$/.test(digits) ? digits : null
}

/** A code of the fapiao or of a taxpayer: digits and capitals. */
export function figureCode(text: string): string | null {
	const code = plain(text).replace(/\s/g, '').toUpperCase()
	return /^[0-9A-Z]{10,20}$/.test(code) ? code : null
}

/** A name as it is written: Chinese ones with full-width brackets, whatever the file made of them. */
export function figureText(text: string): string | null {
	const trimmed = text.trim().replace(/\s+/g, ' ')
	const words = /\p{Script=Han}/u.test(trimmed) ? trimmed.replace(/\(/g, '（').replace(/\)/g, '）') : trimmed
	return words === '' || words.length > 120 ? null : words
}

/** 2026-11-10, 2026/11/10, 20261110, 2026年11月10日, with or without a time. */
export function figureDay(text: string): string | null {
	const match = /(\d{4})\s*[-/年.]?\s*(\d{1,2})\s*[-/月.]?\s*(\d{1,2})/.exec(plain(text))
	if (!match) return null
	try {
		return parseDay(`${match[1]}-${match[2]!.padStart(2, '0')}-${match[3]!.padStart(2, '0')}`)
	} catch {
		return null
	}
}

/** ¥1,234.50 → "123450"; a red-letter fapiao's −12.00 → "-1200". */
export function figureAmount(text: string): string | null {
	const digits = plain(text)
		.replace(/[¥￥,\s元]/g, '')
		.replace(/[−–—]/g, '-')
	if (!/^[+-]?\d{1,13}(\.\d{1,8})?$/.test(digits)) return null
	const amount = fenOfUnits(decimalUnits(digits))
	return amount === null ? null : amount.toString()
}
