import { execFileSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import { describe, expect, test } from 'vitest'
import { digitsOf, drawStage } from '#app/domain/draws/draw.ts'
import {
	drawListHeader,
	type ListedCandidate,
	listHash,
	lotteryOrder,
	rankedOrder,
	readDrawList,
	recomputeDraw,
	seedOf,
} from '#app/domain/draws/draw-list.server.ts'
import { pointsOf, scoreOf } from '#app/domain/draws/score.ts'
import { readDocumentText } from '#app/domain/programmes/document-faults.ts'
import type { Criterion, Lottery } from '#app/domain/programmes/giving-rules.ts'
import { givingWords } from '#app/domain/programmes/giving-words.ts'
import { parseDay } from '#app/lib/time.ts'
import shipped from '#prisma/seed/programmes/yunze-high-tech-2026/programme.json' with { type: 'json' }

const rule: Lottery = {
	kind: 'lottery',
	article: '第十条',
	publicNumber: {
		name: { zh: '双色球开奖号码', en: 'Double Colour Ball' },
		source: { zh: '中国福利彩票官网\n2026', en: 'China Welfare Lottery' },
		daysAfterClose: 2,
	},
}
const candidate = (index: number, over: Partial<ListedCandidate> = {}): ListedCandidate => ({
	number: `SL-2026-${String(index).padStart(6, '0')}`,
	amountFen: 5_000_000n,
	submittedAt: `2026-03-20T02:00:${String(index).padStart(2, '0')}.000Z`,
	score: null,
	...over,
})
const five = [1, 2, 3, 4, 5].map((index) => candidate(index))
const lineOf = ({ number, amountFen, submittedAt, score }: ListedCandidate) =>
	[number, amountFen, submittedAt, ...(score === null ? [] : [score])].join('\t')
const list = `${drawListHeader('PC-2026-000012', { rule, numberOn: parseDay('2026-04-03') })}${five.map((each) => `${lineOf(each)}\n`).join('')}`

describe('the order of a lottery', () => {
	test('is the same for ever: this list and this number give this order', () => {
		const answer = recomputeDraw(list, '03071218263109')
		expect(answer).toMatchObject({ round: 'PC-2026-000012', giving: 'lottery', listHash: listHash(list) })
		expect(answer.order).toEqual(recomputeDraw(list, '03071218263109').order)
		expect([...answer.order].sort()).toEqual(five.map(({ number }) => number))
		expect(answer.listHash).toBe('5f7a47a917edd34e1c203e05202408bea3d656f58a7511c91f2faa84d35fbbac')
		expect(answer.order.map((number) => Number(number.slice(-1)))).toEqual([5, 2, 1, 4, 3])
	})

	test('is what the words on the page say, done with sha256sum and sort alone', () => {
		const script = `
			H=$(printf %s "$LIST" | sha256sum | cut -c1-64)
			S=$(printf %s "$H$N" | sha256sum | cut -c1-64)
			printf %s "$LIST" | grep -v '^#' | cut -f1 | while read a; do echo "$(printf %s "$S$a" | sha256sum | cut -c1-64) $a"; done | LC_ALL=C sort | cut -c66-`
		const env = { ...process.env, LIST: list, N: '03071218263109' }
		const said = execFileSync('sh', ['-c', script], { env, encoding: 'utf8' }).trim().split('\n')
		expect(said).toEqual(recomputeDraw(list, '03071218263109').order)
	})

	test('another number or one fen more on the list is another order', () => {
		const order = (text: string, number: string) => recomputeDraw(text, number).order.join()
		const all = [
			order(list, '03071218263109'),
			order(list, '03071218263108'),
			order(list.replace('5000000', '5000001'), '03071218263109'),
		]
		expect(new Set(all).size).toBeGreaterThan(1)
		expect(seedOf(listHash(list), '1')).not.toBe(seedOf(listHash(list), '2'))
	})

	test('favours nobody: on 10,000 seeds each of five stands on each place about equally often', () => {
		const numbers = five.map(({ number }) => number)
		const seen = numbers.map(() => numbers.map(() => 0))
		for (let n = 0; n < 10_000; n++) {
			const seed = createHash('sha256').update(String(n)).digest('hex')
			for (const [place, number] of lotteryOrder(numbers, seed).entries()) seen[numbers.indexOf(number)]![place]! += 1
		}
		const chiSquare = seen.flat().reduce((sum, count) => sum + (count - 2_000) ** 2 / 2_000, 0)
		expect(chiSquare).toBeLessThan(39.3) // 16 degrees of freedom, one in a thousand
	})

	test('only the digits of the public number count', () => {
		expect(digitsOf(' 03 07 12 18 26 31 + 09 ')).toBe('03071218263109')
		expect(digitsOf('3,123.45')).toBe('312345')
	})
})

describe('the order by score', () => {
	test('highest first; equal scores by arrival, then by number', () => {
		const ranking = [
			candidate(1, { score: 80 }),
			candidate(2, { score: 90, submittedAt: '2026-03-20T02:00:09.000Z' }),
			candidate(3, { score: 90, submittedAt: '2026-03-20T02:00:08.000Z' }),
			candidate(5, { score: 80, submittedAt: '2026-03-20T02:00:01.000Z' }),
			candidate(4, { score: 0 }),
		]
		expect(rankedOrder(ranking).map((number) => Number(number.slice(-1)))).toEqual([3, 2, 1, 5, 4])
	})

	const criteria: Criterion[] = [
		{ id: 'a', name: { zh: '甲', en: 'A' }, weight: 2, most: 100, by: { kind: 'fact', fact: 'score' } },
		{ id: 'b', name: { zh: '乙', en: 'B' }, weight: 5, most: 10, by: { kind: 'reviewer' } },
	]
	test('a fact counts up to its most, an unknown one nothing; a reviewer’s points must be there', () => {
		expect(scoreOf(criteria, { score: 500 }, { b: 3 })).toBe(215)
		expect(scoreOf(criteria, {}, { b: 0 })).toBe(0)
		expect(scoreOf(criteria, { score: 10 }, {})).toBeNull()
		expect(pointsOf(criteria[0]!, { score: -5 }, {})).toBe(0)
	})
})

describe('a list', () => {
	test('is read back as it was written', () => {
		expect(readDrawList(list)).toEqual({ round: 'PC-2026-000012', giving: 'lottery', candidates: five })
		expect(list.split('\n')[3]).toBe(
			'# number 双色球开奖号码 | 中国福利彩票官网 2026 | first published on or after 2026-04-03',
		)
	})

	test.each([
		['cut off', list.slice(0, -1)],
		['of something else', 'a\tb\n'],
		['with a line of nonsense', `${list}nonsense\n`],
	])('%s is refused', (_, text) => {
		expect(() => recomputeDraw(text, '1234')).toThrow(RangeError)
	})

	test('a lottery without its number is not reckoned', () => {
		expect(() => recomputeDraw(list, null)).toThrow('needs its public number')
	})
})

test.each([
	[{ isRoundOver: false }, 'open'],
	[{}, 'to_close'],
	[{ isClosed: true }, 'waiting'],
	[{ isClosed: true, isNumberDue: true }, 'to_enter'],
	[{ isClosed: true, isNumberDue: true, hasNumber: true }, 'to_approve'],
	[{ isClosed: true, giving: 'ranked' }, 'to_approve'],
	[{ isClosed: true, isApproved: true, left: 3 }, 'granting'],
	[{ isClosed: true, isApproved: true, left: 0 }, 'done'],
] as const)('%j stands at %s', (over, stage) => {
	const standing = {
		isRoundOver: true,
		isClosed: false,
		giving: 'lottery',
		isNumberDue: false,
		hasNumber: false,
		isApproved: false,
		left: 0,
	}
	expect(drawStage({ ...standing, ...over })).toBe(stage)
})

describe('a document that gives by lot or by score', () => {
	const faults = (change: (document: typeof shipped & { grant: { giving?: unknown } }) => void) => {
		const document = structuredClone(shipped) as typeof shipped & { grant: { giving?: unknown } }
		change(document)
		return readDocumentText(JSON.stringify(document)).faults?.map(({ path }) => path) ?? []
	}
	const ranked = (ids: readonly string[]) => ({
		kind: 'ranked',
		article: '第十条',
		criteria: ids.map((id) => ({ id, name: { zh: '甲', en: 'A' }, weight: 1, most: 10, by: { kind: 'reviewer' } })),
	})

	test('is read; without the field a programme serves who comes first', () => {
		expect(faults(() => {})).toEqual([])
		expect(faults(({ grant }) => Object.assign(grant, { giving: rule }))).toEqual([])
		expect(faults(({ grant }) => Object.assign(grant, { giving: ranked(['a', 'b']) }))).toEqual([])
	})

	test.each<[string, Parameters<typeof faults>[0], string]>([
		[
			'money set aside at the order',
			({ grant, process }) => {
				grant.giving = rule
				process.encumbrance.point = 'order'
			},
			'$.process.encumbrance.point',
		],
		[
			'scaled down as well',
			({ grant, process }) => {
				grant.giving = rule
				process.exhaustion.kind = 'pro_rata'
			},
			'$.process.exhaustion.kind',
		],
		[
			'two criteria of one name',
			({ grant }) => Object.assign(grant, { giving: ranked(['a', 'a']) }),
			'$.grant.giving.criteria[1].id',
		],
		[
			'a way nobody knows',
			({ grant }) => Object.assign(grant, { giving: { kind: 'dice', article: '一' } }),
			'$.grant.giving.kind',
		],
	])('%s is a fault', (_, change, path) => {
		expect(faults(change)).toContain(path)
	})

	test('says so in words', () => {
		expect(givingWords(rule)?.zh).toContain('名单封存满 2 天起的第一个')
		expect(givingWords({ kind: 'first_come', article: '一' })).toBeNull()
	})
})
