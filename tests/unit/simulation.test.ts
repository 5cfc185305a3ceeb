import fs from 'node:fs'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { questionsOf } from '#app/domain/programmes/check-questions.ts'
import { type ProgrammeDocument, programmeDocument } from '#app/domain/programmes/programme-document.ts'
import type { QuestionOption } from '#app/domain/programmes/question.ts'
import { lineWords } from '#app/domain/simulation/line-words.ts'
import { columnsOf, orderMaker, readOrdersCsv, templateCsv } from '#app/domain/simulation/orders-csv.server.ts'
import { type OrderRow, playYear } from '#app/domain/simulation/play-year.ts'
import { playedYear } from '#app/domain/simulation/played-year.ts'
import { fen, type Money } from '#app/lib/money.ts'
import { parseDay } from '#app/lib/time.ts'

const documentIn = (name: string, change = (text: string) => text): ProgrammeDocument => {
	const file = new URL(`../../prisma/seed/programmes/${name}/programme.json`, import.meta.url)
	return programmeDocument.parse(JSON.parse(change(fs.readFileSync(file, 'utf8'))))
}
const highTech = documentIn('yunze-high-tech-2026')
const lower = documentIn('yunze-high-tech-2026', (text) => text.replaceAll(/"bp": ?5000/g, '"bp": 4000'))
const instruments = documentIn('yunze-instruments-2026')

type Wish = { enterprise: string; day: string; yuan: number; inZone?: boolean }
/** An order of an eligible enterprise at a registered provider. */
const orderOf = ({ enterprise, day, yuan, inZone = true }: Wish, n = 0): OrderRow => ({
	ref: `A-${n}`,
	enterprise,
	enterpriseName: `企业 ${enterprise}`,
	on: parseDay(day),
	priceFen: fen(yuan * 100),
	factsFor: () => ({
		step: 'order',
		at: parseDay(day),
		enterprise: {
			number: enterprise,
			division: '990191',
			legalForm: 'legal_person',
			size: 'small',
			titles: [{ code: 'tech_sme', years: [2024, 2025, 2026] }],
			declared: {},
			localityJoined: true,
		},
		provider: {
			number: 'P1',
			division: inZone ? '990191' : '990102',
			isRegistered: true,
			marks: ['CMA'],
			kind: 'third-party-lab',
			tags: [],
		},
		relation: { kinds: [] },
		service: {
			categories: ['testing', 't-metal-mech'],
			channel: 'platform',
			flags: { mandatory_testing: false, mass_production: false },
		},
		money: { contractFen: fen(yuan * 100), taxRateBp: 600 },
		used: {},
	}),
})

const play = async (
	wishes: readonly Wish[],
	{
		draft = highTech,
		published = null as ProgrammeDocument | null,
		budgetFen = null as Money | null,
		year = 2026,
	} = {},
) => {
	const orders = wishes.map(orderOf).sort((a, b) => (a.on < b.on ? -1 : a.on > b.on ? 1 : 0))
	const played = await playYear(
		{
			year,
			draft: { document: draft, versionNo: 2 },
			published: published && { document: published, versionNo: 1 },
			budgetFen,
			total: orders.length,
			pages: async function* () {
				yield orders
			},
			locale: 'zh',
			words: lineWords('zh'),
		},
		async () => true,
	)
	return played!
}

describe('a year played through the rules', () => {
	it('pays each order by the rules, until the quota of its enterprise is used up', async () => {
		const wishes = Array.from({ length: 4 }, (_, n) => ({ enterprise: 'E1', day: `2026-0${n + 1}-10`, yuan: 70_000 }))
		const { result, lines } = await play(wishes)
		// 50 % of 70,000 is 35,000; the voucher of the year is 100,000
		expect(result.draft).toMatchObject({ costFen: 10_000_000n, vouchers: 1, grantedFen: 10_000_000n })
		expect(result.draft.orders).toEqual({ paid: 3, refused: 1, unknown: 0, exhausted: 0 })
		const rows = new TextDecoder().decode(lines).trim().split('\r\n')
		expect(rows).toHaveLength(5)
		expect(rows[3]).toContain('30000.00,补贴')
	})

	it('names who gets more and who less than under the version in force, and by how much in all', async () => {
		const wishes = [
			{ enterprise: 'E1', day: '2026-03-01', yuan: 10_000 },
			{ enterprise: 'E2', day: '2026-03-02', yuan: 10_000, inZone: false },
		]
		const { result } = await play(wishes, { draft: lower, published: highTech })
		expect(result.published!.costFen - result.draft.costFen).toBe(100_000n)
		expect(result.losers).toMatchObject({
			count: 1,
			sumFen: 100_000n,
			top: [{ enterprise: 'E1', beforeFen: 500_000n, afterFen: 400_000n }],
		})
		expect(result.winners).toEqual({ count: 0, sumFen: 0n, top: [] })
	})

	it('says on which day the money is used up, and what was left unpaid', async () => {
		const wishes = [1, 2, 3].map((n) => ({ enterprise: `E${n}`, day: `2026-0${n}-15`, yuan: 20_000 }))
		const { result } = await play(wishes, { budgetFen: fen(20_000_000) })
		// each voucher sets 100,000 yuan aside at its grant: the third finds nothing left
		expect(result.draft).toMatchObject({ costFen: 2_000_000n, unmetFen: 1_000_000n, exhaustedOn: '2026-03-15' })
		expect(result.draft.months[2]).toEqual({ paidFen: 0n, unmetFen: 1_000_000n })
	})

	it('counts what earlier orders drew on a cap against later ones, whoever placed them', async () => {
		const ours = { ours: true as const, reason: { zh: '试', en: 'a trial' } }
		const pool = {
			id: 'pool',
			name: { zh: '总额', en: 'Pool' },
			scope: 'pool_year' as const,
			at: ['order' as const],
			...ours,
		}
		const limit = { kind: 'amount' as const, fen: fen(3_000_000) }
		const capped = {
			...highTech,
			subsidy: { ...highTech.subsidy, caps: [...highTech.subsidy.caps, { ...pool, limit }] },
		}
		const wishes = [1, 2, 3].map((n) => ({ enterprise: `E${n}`, day: `2026-0${n}-15`, yuan: 40_000 }))
		const { result } = await play(wishes, { draft: capped as ProgrammeDocument })
		// 20,000, then the 10,000 that are left of 30,000, then nothing
		expect(result.draft).toMatchObject({ costFen: 3_000_000n, orders: { paid: 2, refused: 1 } })
		expect(result.draft.caps.find(({ id }) => id === 'pool')).toMatchObject({ hits: 2, enterprises: 2 })
	})

	it('without vouchers pays the claim behind each order', async () => {
		const { result } = await play([{ enterprise: 'E1', day: '2026-03-01', yuan: 10_000 }], { draft: instruments })
		expect(result.draft.orders.paid + result.draft.orders.unknown + result.draft.orders.refused).toBe(1)
		expect(result.draft.vouchers).toBe(0)
	})

	it('in another year than the orders moves them with every fact that bears a date', async () => {
		const later = { ...highTech, validity: { ...highTech.validity, from: parseDay('2027-03-01') } }
		expect(playedYear(later, 2026)).toBe(2028)
		const { result } = await play([{ enterprise: 'E1', day: '2026-03-01', yuan: 1_000 }], { draft: later })
		expect(result.draft).toMatchObject({ playedYear: 2028, costFen: 50_000n })
	})

	it('stops when it is told to', async () => {
		const wishes = Array.from({ length: 60 }, (_, n) => ({ enterprise: `E${n}`, day: '2026-03-01', yuan: 100 }))
		let beats = 0
		const played = await playYear(
			{
				year: 2026,
				draft: { document: highTech, versionNo: 1 },
				published: null,
				budgetFen: null,
				total: 60,
				pages: async function* () {
					yield wishes.map(orderOf)
				},
				locale: 'zh',
				words: lineWords('zh'),
			},
			async () => ++beats < 2,
		)
		expect(played).toBeNull()
		expect(beats).toBe(2)
	})

	it('whatever the orders: the sources add up to the cost, the months too, the money is never exceeded, and it comes to the same twice', async () => {
		const wish = fc.record({
			enterprise: fc.constantFrom('E1', 'E2', 'E3', 'E4'),
			day: fc.integer({ min: 1, max: 12 }).map((month) => `2026-${String(month).padStart(2, '0')}-11`),
			yuan: fc.integer({ min: 1, max: 300_000 }),
			inZone: fc.boolean(),
		})
		await fc.assert(
			fc.asyncProperty(
				fc.array(wish, { minLength: 1, maxLength: 40 }),
				fc.integer({ min: 0, max: 500_000 }),
				async (wishes, yuan) => {
					const around = { draft: lower, published: highTech, budgetFen: fen(yuan * 100) }
					const { result, enterprises } = await play(wishes, around)
					for (const side of [result.draft, result.published!]) {
						const sum = (amounts: readonly bigint[]) => amounts.reduce((a, b) => a + b, 0n)
						expect(sum(side.bySource.map(({ amountFen }) => amountFen))).toBe(side.costFen)
						expect(sum(side.months.map(({ paidFen }) => paidFen))).toBe(side.costFen)
						expect(side.grantedFen <= around.budgetFen).toBe(true)
						expect(Object.values(side.orders).reduce((a, b) => a + b, 0)).toBe(wishes.length)
					}
					expect(result.winners.sumFen - result.losers.sumFen).toBe(result.draft.costFen - result.published!.costFen)
					expect(enterprises.reduce((a, b) => a + b.orders, 0)).toBe(wishes.length)
					expect((await play(wishes, around)).result).toEqual(result)
				},
			),
			{ numRuns: 40 },
		)
	})
})

describe('a file of orders', () => {
	const places: QuestionOption[] = [{ value: '990191', label: { zh: '云泽高新区', en: 'High-Tech Zone' } }]
	const categories: QuestionOption[] = [{ value: 'testing', label: { zh: '检验检测', en: 'Testing' } }]
	const columns = columnsOf([questionsOf(highTech, places, categories), questionsOf(instruments, places, categories)])
	const read = (text: string) => readOrdersCsv(new TextEncoder().encode(text), columns, 2026)
	const good =
		'日期,企业编号,price,division,badCredit\n2026-03-02,E2,"1,500.50",云泽高新区,否\n2026/03/01,E1,900,990191,no\n'

	it.each(['zh', 'en'] as const)('made from the template in %s is read back', async (locale) => {
		const { rows, faults } = (await read(templateCsv(columns, 2026, '990191', locale))) as {
			rows?: unknown[]
			faults?: unknown
		}
		expect(faults).toBeUndefined()
		expect(rows).toHaveLength(1)
	})

	it('knows its columns by code or by name in either language, and its choices too, and comes in order of days', async () => {
		const { rows } = (await read(good)) as { rows: Parameters<ReturnType<typeof orderMaker>>[0][] }
		const [first, second] = rows.map(orderMaker(columns, (id) => [id]))
		expect([first!.enterprise, second!.enterprise]).toEqual(['E1', 'E2'])
		expect(second!.priceFen).toBe(150_050n)
		expect(second!.factsFor(highTech)).toMatchObject({
			at: '2026-03-02',
			enterprise: { number: 'E2', division: '990191', badCredit: false },
			money: { contractFen: 150_050n },
		})
		// what no cell says is unknown
		expect(second!.factsFor(highTech).enterprise.size).toBeUndefined()
	})

	it.each([
		[
			'an amount that is none',
			good.replace('900', '九百'),
			{ line: 3, key: 'amount', column: { en: expect.stringMatching(/price/i) }, found: '九百' },
		],
		['a day that is none', good.replace('2026/03/01', '2026-02-30'), { line: 3, key: 'day', column: { zh: '日期' } }],
		[
			'a day of another year',
			good.replace('2026-03-02', '2025-03-02'),
			{ line: 2, key: 'year', column: { zh: '日期' } },
		],
		['a choice there is not', good.replace(',否', ',也许'), { line: 2, key: 'choice', found: '也许' }],
		['a cell too many', good.replace(',no\n', ',no,x\n'), { line: 3, key: 'cells' }],
		['a column nobody knows', good.replace('badCredit', '信用'), { line: 1, key: 'column', column: { zh: '信用' } }],
		['no price', good.replaceAll(/,("1,500.50"|900|price)/g, ''), { line: 1, key: 'missing' }],
		['nothing but its head', '日期,企业编号,price\n', { key: 'rows' }],
		['an open quote', `${good}"`, { key: 'csv' }],
	])('with %s is refused whole, with the line', async (_, text, fault) => {
		const { faults } = (await read(text)) as { faults: object[] }
		expect(faults[0]).toMatchObject(fault)
	})

	it('is refused with every fault it has, not only the first', async () => {
		const { faults } = (await read(good.replace('900', 'x').replace(',否', ',也许'))) as { faults: object[] }
		expect(faults).toHaveLength(2)
	})

	it('gives no cell of its answer the power of a formula', async () => {
		const { lines } = await play([{ enterprise: '=1+1', day: '2026-03-01', yuan: 1_000 }])
		expect(new TextDecoder().decode(lines)).toContain(`'=1+1`)
	})
})
