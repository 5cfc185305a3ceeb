import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import {
	isSuggested,
	likenessOf,
	needsJudgement,
	type Project,
	sharedStretches,
	wordLikeness,
} from '#app/domain/claims/likeness.ts'
import { parseDay } from '#app/lib/time.ts'

const project = (over: Partial<Project> = {}): Project => ({
	words: '新型锂电池正极材料性能检测',
	contractNo: 'ht1',
	reportNo: 'bg1',
	baseFen: 1_000_000n,
	serviceOn: parseDay('2026-03-01'),
	enterprise: 'A',
	provider: 'B',
	listing: null,
	...over,
})
const other = { contractNo: 'ht2', reportNo: 'bg2' }
const suggested = (right: Partial<Project>) => {
	const [a, b] = [project(), project(right)]
	const likeness = likenessOf(a, b)
	return [isSuggested(likeness, a, b), likeness.score, likeness.signs.join(' ')] as const
}

describe('the same project under another name', () => {
	test('changed words, another contract and report: suggested by its words', () => {
		const [isShown, score, signs] = suggested({
			...other,
			words: '锂离子电池正极材料性能测试',
			serviceOn: parseDay('2026-09-01'),
		})
		expect(isShown).toBe(true)
		expect(score).toBeGreaterThanOrEqual(50)
		expect(signs).toBe('words amount enterprise provider')
	})
	test('the same report sold to another enterprise under another name', () => {
		expect(suggested({ words: '盐雾试验', enterprise: 'C', contractNo: 'ht9', baseFen: 5n, serviceOn: null })).toEqual([
			true,
			expect.any(Number),
			'report_no provider',
		])
	})
	test('a report number of another provider says nothing', () => {
		expect(suggested({ words: '盐雾试验', provider: 'D', contractNo: 'ht9' })[0]).toBe(false)
	})
	test('another project of the same two sides is not suggested', () => {
		expect(suggested({ ...other, words: '医用口罩细菌过滤效率检验', baseFen: 7n })[0]).toBe(false)
	})
	test('a service sold to two enterprises is not suggested by its name, a description copied whole is', () => {
		const sold = { ...other, enterprise: 'C' }
		expect(suggested(sold)[0]).toBe(false)
		const long = '采用三点弯曲夹具对二十组试样在零下四十度至一百二十度之间逐级加载并记录断口形貌与残余应力分布情况'
		const [a, b] = [project({ words: long }), project({ ...sold, words: `${long}报告` })]
		expect(isSuggested(likenessOf(a, b), a, b)).toBe(true)
		expect(needsJudgement(likenessOf(a, b))).toBe(false)
		expect(needsJudgement(likenessOf(a, project({ ...sold, reportNo: 'bg1' })))).toBe(true)
	})
	test('the same listing bought again is another order, unless contract, amount and days are the same', () => {
		const [a, again] = [project({ listing: '7' }), project({ listing: '7', ...other })]
		expect(isSuggested(likenessOf(a, again), a, again)).toBe(false)
		const twice = project({ listing: '7', reportNo: 'bg2' })
		expect(isSuggested(likenessOf(a, twice), a, twice)).toBe(true)
	})
	test('stretches both texts share, longest first', () => {
		expect(sharedStretches('新型锂电池正极材料性能检测', '锂离子电池正极材料性能测试')).toEqual(['电池正极材料性能'])
		expect(sharedStretches('甲乙丙', '甲乙丙')).toEqual([])
	})
	test('likeness is the same both ways, 1 for equal texts, within 0 and 1, and never throws', () => {
		const text = fc.string({ unit: fc.constantFrom('锂', '电', '池', '材', '料', 'a', '1', '𠮷'), maxLength: 60 })
		fc.assert(
			fc.property(text, text, (a, b) => {
				const likeness = wordLikeness(a, b)
				expect(likeness).toBeCloseTo(wordLikeness(b, a), 10)
				expect(likeness).toBeGreaterThanOrEqual(0)
				expect(likeness).toBeLessThanOrEqual(1)
				if (a !== '') expect(wordLikeness(a, a)).toBe(1)
				for (const stretch of sharedStretches(a, b)) expect(a.includes(stretch) && b.includes(stretch)).toBe(true)
			}),
		)
	})
})
