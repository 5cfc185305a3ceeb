import { describe, expect, test } from 'vitest'
import { corrected, isOneEditApart } from '#search/correction.server.ts'
import { fold, keyOf } from '#search/folding.server.ts'
import { piecesOf } from '#search/marked-name.server.ts'
import { sound, soundTokens } from '#search/pinyin.server.ts'
import { readQuestion } from '#search/question.server.ts'
import { tokensOf } from '#search/segment.server.ts'
import { findStandards } from '#search/standards.ts'

const asked = (text: string, expand = true) => readQuestion(text, expand).parts
const ways = (text: string) => asked(text).map((part) => part.alternatives.map((tokens) => tokens.join('+')))

describe('folding', () => {
	test('Traditional, full-width and capital letters become one', () => {
		expect(fold('掃描電鏡　ＳＥＭ')).toBe('扫描电镜 sem')
		expect(fold('鹽霧試驗')).toBe('盐雾试验')
		expect(keyOf('FE-SEM')).toBe('fesem')
		expect(keyOf('LC-MS/MS')).toBe('lcmsms')
	})
})

describe('cutting', () => {
	test('terms of the trade stay whole and are found inside longer ones', () => {
		expect(tokensOf('场发射扫描电镜机时')).toEqual(expect.arrayContaining(['场发射扫描电镜', '扫描电镜', '电镜']))
	})
	test('a Latin term is a word of its own, never part of one', () => {
		expect(tokensOf('台式SEM观察')).toContain('sem')
		expect(tokensOf('PCB assembly')).not.toContain('sem')
	})
	test('words told in passing leave out what says little', () => {
		expect(tokensOf('检测报告')).toContain('检测')
		expect(tokensOf('检测报告', true)).not.toContain('检测')
	})
	test('characters of the query language do no harm', () => {
		for (const text of ["' | ! & ( ) :*", '\\', "O'Neil", '<->', '测:A', '%_', '\u0000'])
			expect(() => readQuestion(text, true)).not.toThrow()
	})
})

describe('standards', () => {
	test.each(['GB/T 228.1-2021', 'GB/T228.1—2021', 'gbt 228.1', 'GB228.1', 'ＧＢ／Ｔ 228.1－2021'])(
		'%s finds GB/T 228.1-2021',
		(typed) => {
			const indexed = new Set(tokensOf('GB/T 228.1-2021'))
			const [part] = asked(typed)
			expect(part?.alternatives.some((tokens) => tokens.every((token) => indexed.has(token)))).toBe(true)
		},
	)
	test('the number without its part finds every part, another part does not', () => {
		const indexed = new Set(tokensOf('GB/T 228.1-2021'))
		expect(asked('GB/T 228')[0]?.alternatives.some(([token]) => indexed.has(token!))).toBe(true)
		expect(asked('GB/T 228.2')[0]?.alternatives.some(([token]) => indexed.has(token!))).toBe(false)
	})
	test('words around a number are kept', () => {
		expect(asked('GB/T 228.1 拉伸').map((part) => part.text)).toEqual(['gb/t 228.1', '拉伸'])
		expect(findStandards('iso 16750-3 振动')[0]?.forms).toContain('iso16750.3')
	})
})

describe('synonyms', () => {
	test('an abbreviation stands for its full names and back', () => {
		expect(ways('SEM')[0]).toEqual(expect.arrayContaining(['sem', '扫描电镜', '扫描电子显微镜']))
		expect(ways('扫描电子显微镜')[0]).toContain('sem')
		expect(ways('拉力试验')[0]).toContain('拉伸试验')
	})
	test('an ambiguous abbreviation stands for each of its senses', () => {
		expect(ways('IC')[0]).toEqual(expect.arrayContaining(['离子色谱', '集成电路']))
	})
	test('none are added when only the words typed are wanted', () => {
		expect(asked('SEM', false)[0]?.alternatives).toEqual([['sem']])
		expect(readQuestion('SEM', false).expandedTerms).toEqual([])
	})
	test('the terms told to the reader are simplified and not what was typed', () => {
		const { expandedTerms } = readQuestion('扫描电镜', true)
		expect(expandedTerms).toContain('SEM')
		expect(expandedTerms.join()).not.toMatch(/掃|電/)
		expect(expandedTerms).not.toContain('扫描电镜')
	})
	test('words that say little are not demanded', () => {
		expect(asked('拉力试验多少钱').map((part) => part.text)).toEqual(['拉力试验'])
		expect(
			asked('做盐雾检测')
				.filter((part) => !part.isWeak)
				.map((part) => part.text),
		).toEqual(['盐雾'])
	})
})

describe('pinyin', () => {
	test('initials and full spelling', () => {
		expect(soundTokens('扫描电镜')).toEqual(['~smdj', '~saomiaodianjing'])
		expect(ways('smdj')[0]).toContain('~smdj')
		expect(sound('扫秒电镜')).toBe(sound('扫描电镜'))
	})
	test('a known abbreviation is not taken for initials', () => {
		expect(ways('XRD')[0]).not.toContain('~xrd')
	})
})

describe('spelling', () => {
	test.each([
		['扫秒电镜', '扫描电镜'],
		['盐务试验', '盐雾试验'],
		['拉申试验', '拉伸试验'],
		['HPCL', 'HPLC'],
		['scaning electron microscope', 'scanning electron microscope'],
	])('%s is %s', (typed, meant) => {
		expect(corrected(typed)).toBe(meant)
	})
	test('what is right or far from everything stays', () => {
		for (const text of ['扫描电镜', 'XRD', '不知道是什么', '氧气']) expect(corrected(text)).toBeNull()
	})
	test('one edit: another, a missing, an extra character, two changed over', () => {
		for (const [a, b] of [
			['abcd', 'abxd'],
			['abcd', 'abd'],
			['abcd', 'abccd'],
			['abcd', 'abdc'],
		] as const)
			expect(isOneEditApart(a, b)).toBe(true)
		for (const [a, b] of [
			['abcd', 'abcd'],
			['abcd', 'badc'],
			['abcd', 'ab'],
		] as const)
			expect(isOneEditApart(a, b)).toBe(false)
	})
})

describe('marks in names', () => {
	const on = (name: string, terms: string[]) =>
		piecesOf(name, terms)
			.filter((piece) => piece.on)
			.map((piece) => piece.text)
	test('terms are marked whatever the case and the dashes, and pieces make the name again', () => {
		expect(on('场发射扫描电镜（FE-SEM）机时', ['扫描电镜', 'fesem'])).toEqual(['扫描电镜', 'FE-SEM'])
		expect(on('PCB assembly', ['sem'])).toEqual([])
		const name = '金属材料 室温拉伸试验（GB/T 228.1）'
		expect(
			piecesOf(name, ['拉伸', 'gb/t 228.1'])
				.map((piece) => piece.text)
				.join(''),
		).toBe(name)
	})
})
