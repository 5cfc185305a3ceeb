import { describe, expect, test } from 'vitest'
import services from '#prisma/seed/catalogue/services.json' with { type: 'json' }
import { corrected } from '#search/correction.server.ts'
import { keyOf } from '#search/folding.server.ts'
import { neededTerms, needsOf } from '#search/needs.server.ts'
import { wantedOf } from '#search/postgres-question.server.ts'
import { readQuestion } from '#search/question.server.ts'
import { knownWords } from '#search/segment.server.ts'
import { spelt } from '#search/spelt.server.ts'
import { findStandards } from '#search/standards.ts'
import { weightedTokens } from '#search/weighted-tokens.server.ts'

const told = (text: string) => needsOf(text, knownWords(text))
const needs = (text: string) => told(text).map((need) => need.term)

describe('needs told without the name of a service', () => {
	test('a symptom asks for what finds its cause, the best first', () => {
		expect(needs('齿轮断了')[0]).toBe('断裂分析')
		expect(needs('齿轮断了')).toEqual(expect.arrayContaining(['金相', '渗碳层深度']))
	})
	test('the more telling saying counts more than a part of it', () => {
		const weightOf = (text: string, term: string) => told(text).find((need) => need.term === term)?.weight ?? 0
		expect(needs('三坐标不准了')[0]).toBe('三坐标校准')
		expect(weightOf('裂纹', '断裂分析')).toBeGreaterThan(weightOf('焊缝裂纹', '断裂分析'))
	})
	test('words that usually go with a service hint at it where no saying fits', () => {
		expect(needs('稻田')).toContain('土壤检测')
		expect(needs('鸭脖亚硝酸盐')).toContain('非法添加')
	})
	test('a character inside a longer word is not said: 不锈钢 is not rusty, 碳酸钙 is no acid', () => {
		expect(needs('不锈钢成分')[0]).toBe('直读光谱')
		expect(needs('碳酸钙')).not.toContain('腐蚀分析')
	})
	test('Latin words count as words: led is not in enabled, long stems are', () => {
		expect(needs('enabled')).toEqual([])
		expect(needs('led lamp')).toContain('LED检测')
		expect(needs('biocompatibility of a catheter')).toContain('细胞毒性')
	})
	test('a service asked for by its name stays alone, whatever is put around it', () => {
		for (const text of ['拉伸试验', '拉伸试验多少钱', '做盐雾试验', 'SEM'])
			expect(readQuestion(text, true).needs, text).toEqual([])
		expect(readQuestion('齿轮断了', false).needs).toEqual([])
	})
	test('every term needed is a name some service goes by', () => {
		const names = new Set(services.flatMap((service) => [service.nameZh, ...service.aliases]).map(keyOf))
		expect(neededTerms().filter((term) => !names.has(keyOf(term)))).toEqual([])
	})
	test('what answers a need is looked for besides the words, whole names first', () => {
		const { anywhere, inName } = wantedOf(readQuestion('铁板上的漆一刮就掉', true), 'all')
		expect(anywhere).toContain("'百格测试'")
		expect(inName).toContain("'$百格测试'")
	})
})

describe('pinyin of whole questions', () => {
	test.each([
		['chilun duanlie', '齿轮断裂'],
		['dianchi fare', '电池发热'],
		['yanwushiyan', '盐雾试验'],
	])('%s is %s', (typed, meant) => {
		expect(spelt(typed)).toBe(meant)
	})
	test('English and what is no spelling stay', () => {
		for (const text of ['tensile test', 'hardness', 'xyzzy plugh', '齿轮', 'smdj']) expect(spelt(text)).toBeNull()
	})
})

describe('standards under other numbers', () => {
	const adopted = (text: string) => findStandards(text)[0]?.adopted
	test('a foreign one stands for the national one that adopted it', () => {
		expect(adopted('iso 6892-1')).toEqual(['gbt228.1'])
		expect(adopted('iso 6892')).toEqual(expect.arrayContaining(['gbt228.1', 'gbt228.2']))
		expect(adopted('astm e8')).toEqual(['gbt228.1'])
		expect(adopted('iec 61000-4-2')).toEqual(['gbt17626.2'])
		expect(adopted('gb/t 228.1')).toEqual([])
	})
	test('said with words, and as a bare number', () => {
		expect(readQuestion('国标 228', true).parts[0]?.alternatives).toContainEqual(['gb228'])
		expect(readQuestion('2423.17', true).parts[0]?.alternatives).toContainEqual(['2423.17'])
	})
})

test('a word of two characters that is none is taken by its sound; a real word stays', () => {
	expect(corrected('齿伦')).toBe('齿轮')
	expect(corrected('实验')).toBeNull()
	// known words are meant as they stand
	for (const text of ['焊缝开裂', '细胞凋亡上流式', '硅胶圈压缩后弹不回来']) expect(corrected(text), text).toBeNull()
})

test('what stands in brackets behind a name is told in passing; a whole name is a word', () => {
	const tokens = weightedTokens({
		id: 1n,
		reference: null,
		kind: 'service',
		name: '水泵测试（齿轮·加急）',
		nameEn: null,
		aliases: ['扬程'],
		standards: [],
		instrumentModel: null,
		instrumentClass: null,
		description: '',
		descriptionEn: null,
		categoryPath: [],
		categoryNames: [],
		divisionCode: '990100',
		providerName: '',
		providerKind: null,
		marks: [],
		priceFen: null,
		isQuote: true,
		subsidyClass: 0,
		turnaroundDays: null,
		quality: 0,
	})
	expect([tokens.get('水泵'), tokens.get('齿轮'), tokens.get('$水泵测试'), tokens.get('$扬程')]).toEqual([
		'A',
		'C',
		'B',
		'B',
	])
})
