import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { fen, formatWan, formatYuan, inWords, least, parseYuan, plainYuan, share, split, sum } from '#app/lib/money.ts'

describe('amounts', () => {
	test.each([
		['0', 0n],
		['1', 100n],
		['1.5', 150n],
		['1234.56', 123_456n],
		['1,234.56', 123_456n],
		[' 5,000,000 ', 500_000_000n],
	])('%j yuan is %s fen', (text, amount) => expect(parseYuan(text)).toBe(amount))

	test.each(['', '1.234', '-1', '1e3', '１', '1,23', '12,34.5', '¥5', '0x10', '1.', 'NaN', '1 000'])(
		'%j is not an amount',
		(text) => expect(() => parseYuan(text)).toThrow(RangeError),
	)

	test('what is printed is read back to the fen, beyond the safe integers of JavaScript', () => {
		fc.assert(
			fc.property(fc.bigInt({ min: 0n, max: 99_999_999_999_999n }), (amount) => {
				expect(parseYuan(formatYuan(amount))).toBe(amount)
				expect(parseYuan(plainYuan(amount))).toBe(amount)
			}),
		)
		expect(formatYuan(9_007_199_254_740_993n)).toBe('90,071,992,547,409.93')
	})

	test('a negative amount has a true minus sign on the page and a plain one in files', () => {
		expect(formatYuan(-125_000n)).toBe('−1,250.00')
		expect(plainYuan(-125_000n)).toBe('-1250.00')
	})

	test('a share never rounds up, and 万元 keeps two decimals', () => {
		expect(share(fen(101), 5_000)).toBe(50n)
		expect(formatWan(500_000_000n)).toBe('500.00')
		expect(formatWan(117_999_913n)).toBe('117.99')
	})

	test.each([
		[0n, '零元整'],
		[1n, '壹分'],
		[105n, '壹元零伍分'],
		[150n, '壹元伍角整'],
		[1_000n, '壹拾元整'],
		[1_260_000n, '壹万贰仟陆佰元整'],
		[1_000_500n, '壹万零伍元整'],
		[10_050_000n, '壹拾万零伍佰元整'],
		[123_456_789_012n, '壹拾贰亿叁仟肆佰伍拾陆万柒仟捌佰玖拾元壹角贰分'],
	])('%s fen in words is %s', (amount, words) => expect(inWords(amount)).toBe(words))
})

describe('splitting', () => {
	test('parts sum to the amount, none exceeds its weight, and equal weights differ by at most one fen', () => {
		fc.assert(
			fc.property(
				fc.array(fc.bigInt({ min: 0n, max: 10n ** 14n }), { minLength: 1, maxLength: 6 }),
				fc.bigInt({ min: 0n, max: 10n ** 14n }),
				(weights, wanted) => {
					const total = weights.reduce((a, b) => a + b, 0n)
					const amount = fen(total === 0n ? 0n : wanted % (total + 1n))
					const parts = split(amount, weights)
					expect(sum(parts)).toBe(amount)
					parts.forEach((part, n) => {
						expect(part >= 0n && part <= weights[n]!).toBe(true)
					})
				},
			),
		)
	})

	test('a history of movements by what each source still holds never leaves one below zero and the last empties all', () => {
		fc.assert(
			fc.property(
				fc.array(fc.bigInt({ min: 0n, max: 10n ** 9n }), { minLength: 2, maxLength: 4 }),
				fc.array(fc.bigInt({ min: 0n, max: 10n ** 9n }), { maxLength: 20 }),
				(start, takes) => {
					let held = [...start]
					for (const take of takes) {
						const total = held.reduce((a, b) => a + b, 0n)
						const parts = split(least(fen(take), fen(total)), held)
						held = held.map((h, n) => h - parts[n]!)
						expect(held.every((h) => h >= 0n)).toBe(true)
					}
					const rest = held.reduce((a, b) => a + b, 0n)
					expect(split(fen(rest), held)).toEqual(held)
				},
			),
		)
	})

	test('nothing to fall on is refused', () => {
		expect(() => split(fen(1), [0n, 0n])).toThrow(RangeError)
		expect(split(fen(0), [0n, 0n])).toEqual([0n, 0n])
		expect(() => split(fen(-1), [1n])).toThrow(RangeError)
	})
})
