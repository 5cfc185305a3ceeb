import { describe, expect, test } from 'vitest'
import { Columns, type ListingFacts } from '#search/memory-columns.ts'
import { Matcher } from '#search/memory-match.ts'
import { firstOf, spread } from '#search/memory-order.ts'
import { insideOf } from '#search/memory-paid.ts'
import { level, type Postings } from '#search/memory-postings.ts'
import type { Part, Question } from '#search/question.server.ts'

/** More documents than are looked at at a time. */
const many = 40_000

/** Numbers from 0 to 1, the same every time. */
function dice(seed: number) {
	let state = seed
	return () => {
		state = (Math.imul(state, 1_664_525) + 1_013_904_223) | 0
		return (state >>> 0) / 4_294_967_296
	}
}

function catalogue(factsOf: (i: number) => Partial<ListingFacts> = () => ({})): Columns {
	const columns = new Columns(Float64Array.from({ length: many }, (_, i) => 1_000 + i))
	for (let i = 0; i < many; i++)
		columns.put({
			id: 1_000 + i,
			priceFen: 100 + i,
			quality: 50,
			subsidyClass: 1,
			reference: null,
			kind: 'service',
			categoryPath: ['testing'],
			divisionCode: '990101',
			providerKind: null,
			marks: [],
			standards: [],
			instrumentModel: null,
			instrumentClass: null,
			turnaroundDays: null,
			...factsOf(i),
		})
	return columns
}

const part = (text: string, weight: number): Part => ({
	text,
	typed: [text],
	alternatives: [[text]],
	isWeak: false,
	weight,
})
const asked = (...parts: Part[]): Question => ({
	folded: parts.map(({ text }) => text).join(' '),
	parts,
	needs: [],
	expandedTerms: [],
	matchedTerms: [],
})

/** Every document whose number can be divided by `every`. */
const postings = (every: number): Postings => {
	const places = Uint32Array.from({ length: Math.ceil(many / every) }, (_, i) => i * every)
	return { places, levels: new Uint8Array(places.length).fill(level.name | level.anywhere) }
}
const none: Postings = { places: new Uint32Array(0), levels: new Uint8Array(0) }
const lists = new Map([
	['齿轮', postings(3)],
	['硬度', postings(7)],
])

describe('documents that hold what was asked', () => {
	const columns = catalogue()
	columns.remove(1_000 + 21)
	columns.remove(1_000 + 39_900)
	const matcher = new Matcher(columns)
	const found = (match: 'all' | 'some') =>
		matcher.matches(asked(part('齿轮', 3), part('硬度', 4)), match, (token) => lists.get(token) ?? none)
	const holding = (test: (i: number) => boolean) =>
		Array.from({ length: many }, (_, i) => i).filter((i) => test(i) && i !== 21 && i !== 39_900)

	test('are all of them, from the first to the last, those that are gone left out', () => {
		expect([...found('all').places].sort((a, b) => a - b)).toEqual(holding((i) => i % 21 === 0))
		expect([...found('some').places].sort((a, b) => a - b)).toEqual(holding((i) => i % 3 === 0 || i % 7 === 0))
	})

	test('have the same points wherever they stand', () => {
		expect(new Set(found('all').scores).size).toBe(1)
		expect(new Set(found('some').scores).size).toBe(3)
	})
})

describe('each further listing of a service is worth a little less', () => {
	test.each([
		['many services', 300, 40],
		['few services', 4, 25],
		['all of one service alike', 1, 1],
		['most of them alike', 60, 2],
	])(
		'and the first are the same whether all were put in order or only what can be first: %s',
		(_, services, levels) => {
			const roll = dice(services)
			const columns = catalogue(() => {
				const service = Math.floor(roll() * services)
				return { reference: service === 0 && services > 4 ? null : `service-${service}` }
			})
			const places = Uint32Array.from({ length: many / 2 }, (_, i) => i * 2)
			const scores = Int32Array.from(
				places,
				() => 1_000 * Math.floor(1 + roll() ** 3 * levels) + Math.floor(roll() * 3),
			)
			const first = (most: number | null) => {
				const worth = spread(columns, { places, scores }, most)
				const { places: best, keys } = firstOf(columns, worth.places, (_, i) => -worth.scores[i]!, null, 21)
				return best.map((place, i) => [place, keys[i]])
			}
			expect(first(21)).toEqual(first(null))
		},
	)

	test('and a service of which all score less comes where the others have become worth less', () => {
		const columns = catalogue((i) => ({ reference: i % 10 === 0 ? 'plain' : 'best' }))
		const places = Uint32Array.from({ length: many }, (_, i) => i)
		const scores = Int32Array.from(places, (i) => (i % 10 === 0 ? 20_000 : 30_000))
		const worth = spread(columns, { places, scores }, 21)
		const { places: first } = firstOf(columns, worth.places, (_, i) => -worth.scores[i]!, null, 21)
		expect(first.slice(0, 8)).toEqual([1, 2, 3, 4, 5, 0, 6, 7])
	})
})

test('ranges of a class that meet are one, a gap between them stays, and on quotation nothing is inside', () => {
	const range = (fromFen: bigint, toFen: bigint | null, ...classes: number[]) => ({ classes, fromFen, toFen })
	const isInside = insideOf([range(200n, 300n, 1, 4), range(100n, 199n, 1), range(400n, null, 1), range(0n, 10n, 2)])
	const inside = (subsidyClass: number) =>
		[-1, 0, 10, 99, 100, 199, 200, 300, 301, 399, 400, 9e15].filter((price) => isInside(subsidyClass, price))
	expect(inside(1)).toEqual([100, 199, 200, 300, 400, 9e15])
	expect(inside(2)).toEqual([0, 10])
	expect(inside(3)).toEqual([])
	expect(inside(4)).toEqual([200, 300])
	expect(inside(99)).toEqual([])
})
