/** Money is a whole number of fen (1/100 yuan). No floats, no other currency. */
export type Money = bigint & { readonly __unit: 'fen' }

export const fen = (amount: bigint | number | string) => BigInt(amount) as Money
export const zero = fen(0)

export const add = (a: Money, b: Money) => (a + b) as Money
export const subtract = (a: Money, b: Money) => (a - b) as Money
export const negate = (a: Money) => -a as Money
export const least = (a: Money, b: Money) => (a < b ? a : b)
export const greatest = (a: Money, b: Money) => (a > b ? a : b)
export const sum = (all: readonly Money[]) => all.reduce(add, zero)

/** A share in basis points (1/10000), rounded down: the payer never covers more than the rule allows. */
export const share = (a: Money, basisPoints: number) => ((a * BigInt(basisPoints)) / 10_000n) as Money

/**
 * Splits `amount` over `weights` by largest remainder: parts sum exactly to `amount` and no part exceeds its weight
 * when amount ≤ Σ weights. Ties go to the earlier part. All weights zero with amount 0 gives zeros.
 * Throws RangeError on a negative amount or weight, or an amount that has no weight to fall on.
 */
export function split(amount: Money, weights: readonly bigint[]): Money[] {
	if (amount < 0n || weights.some((w) => w < 0n)) throw new RangeError('split needs amounts of zero or more')
	const total = weights.reduce((a, b) => a + b, 0n)
	if (total === 0n) {
		if (amount !== 0n) throw new RangeError('split has nothing to fall on')
		return weights.map(() => zero)
	}
	const parts = weights.map((w) => (amount * w) / total)
	let rest = amount - parts.reduce((a, b) => a + b, 0n)
	const order = weights
		.map((w, index) => ({ index, remainder: (amount * w) % total }))
		.sort((a, b) => (a.remainder === b.remainder ? a.index - b.index : a.remainder > b.remainder ? -1 : 1))
	for (const { index } of order) {
		if (rest === 0n) break
		parts[index]! += 1n
		rest -= 1n
	}
	return parts as Money[]
}

/** "1234.5" → 123450 fen. Accepts thousands commas; refuses anything that is not an exact number of fen. */
export function parseYuan(text: string): Money {
	const match = /^(\d{1,12}|\d{1,3}(?:,\d{3}){1,3})(?:\.(\d{1,2}))?$/.exec(text.trim())
	if (!match) throw new RangeError(`not an amount in yuan: ${text}`)
	return fen(BigInt(match[1]!.replaceAll(',', '')) * 100n + BigInt((match[2] ?? '').padEnd(2, '0')))
}

/** 123456 fen → "1,234.56"; a negative sign is U+2212. */
export function formatYuan(amount: bigint): string {
	const abs = amount < 0n ? -amount : amount
	const digits = abs.toString().padStart(3, '0')
	let at = digits.length - 5
	let whole = digits.slice(Math.max(at, 0), -2)
	for (; at > 0; at -= 3) whole = `${digits.slice(Math.max(at - 3, 0), at)},${whole}`
	return `${amount < 0n ? '−' : ''}${whole}.${digits.slice(-2)}`
}

/** 123456 fen → "1234.56", for files and machines. */
export function plainYuan(amount: bigint): string {
	const abs = amount < 0n ? -amount : amount
	return `${amount < 0n ? '-' : ''}${abs / 100n}.${(abs % 100n).toString().padStart(2, '0')}`
}

/** 500000000 fen → "500.00" (万元). Only for public budgets, charts and caps. */
export function formatWan(amount: bigint): string {
	const hundredths = amount / 10_000n
	return formatYuan(hundredths)
}

const digits = '零壹贰叁肆伍陆柒捌玖'
const units = ['', '拾', '佰', '仟']
const groups = ['', '万', '亿', '万亿']

/** Amount in words as on a cheque (大写): 1234.5 yuan → 壹仟贰佰叁拾肆元伍角整. Throws RangeError below zero. */
export function inWords(amount: bigint): string {
	if (amount < 0n) throw new RangeError('an amount in words is not negative')
	const yuan = (amount / 100n).toString()
	const jiao = Number((amount / 10n) % 10n)
	const cent = Number(amount % 10n)
	let text = ''
	let pendingZero = false
	for (let i = 0; i < yuan.length; i++) {
		const place = yuan.length - 1 - i
		const digit = Number(yuan[i])
		if (digit !== 0) {
			if (pendingZero) text += '零'
			text += digits[digit]! + units[place % 4]!
			pendingZero = false
		} else if (text !== '') pendingZero = true
		const group = yuan.slice(Math.max(0, i - 3 + (place % 4 === 0 ? 0 : 4)), i + 1)
		if (place % 4 === 0 && place > 0 && Number(group.slice(-4)) !== 0) text += groups[place / 4]!
	}
	const head = text === '' ? '' : `${text}元`
	if (jiao === 0 && cent === 0) return `${head || '零元'}整`
	const middle = jiao === 0 ? (head === '' ? '' : '零') : `${digits[jiao]}角`
	return `${head}${middle}${cent === 0 ? '整' : `${digits[cent]}分`}`
}
