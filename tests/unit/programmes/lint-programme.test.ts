import { describe, expect, it } from 'vitest'
import { isClean, lintProgramme } from '#app/domain/programmes/lint-programme.ts'
import { programmeDocument } from '#app/domain/programmes/programme-document.ts'
import { writtenProgrammes } from '#tests/fixtures/programmes.ts'

// biome-ignore lint/suspicious/noExplicitAny: a document under change has any shape
type Draft = any
const article = '第一条'
const words = (text: string) => ({ zh: `规则${text}`, en: `Rule ${text}` })

/** What the linter finds in a written document after a change. */
function found(name: string, change: (draft: Draft) => void) {
	const draft: Draft = JSON.parse(writtenProgrammes.find((written) => written.name === name)!.text)
	change(draft)
	return lintProgramme(programmeDocument.parse(draft))
}
const yearCap = (fen: number, more: object = {}) => ({
	id: `cap-${fen}`,
	name: words('cap'),
	scope: 'year',
	limit: { kind: 'amount', fen },
	article,
	...more,
})
const rows = (draft: Draft) => draft.subsidy.rate.rows

/** Firms of up to 100 staff in one row, of `min` and more in the next. */
function twoBands(draft: Draft, min: number) {
	const [row] = rows(draft)
	draft.subsidy.rate.rows = [
		{ ...row, id: 'small', when: { headcount: { max: 100 } } },
		{ ...row, id: 'large', when: { headcount: { min } } },
	]
}

describe('the linter names contradictions and gaps, each with its place', () => {
	it.each<[string, string, string, string, (draft: Draft) => void]>([
		[
			'a cap above another that counts as much',
			'karamay-2025',
			'cap.unreachable',
			'$.subsidy.caps[1]',
			(d) => {
				d.subsidy.caps = [yearCap(100), yearCap(200)]
			},
		],
		[
			'a cap on each service above what a service can bring',
			'karamay-2025',
			'cap.unreachable',
			'$.subsidy.caps[0]',
			(d) => {
				d.subsidy.base.maxFen = 1000
				d.subsidy.caps = [yearCap(500, { scope: 'line' })]
			},
		],
		[
			'a cap on a source that pays nothing',
			'karamay-2025',
			'cap.unreachable',
			'$.subsidy.caps[0]',
			(d) => {
				d.payers.push({ code: 'city', name: words('city'), level: 'city' })
				d.subsidy.caps = [yearCap(500, { level: 'city' })]
			},
		],
		[
			'a joint cap its parts never reach',
			'anhui-trial',
			'cap.unreachable',
			'$.subsidy.caps[2]',
			(d) => {
				d.subsidy.caps[2].limit.fen = 90_000_001
			},
		],
		[
			'a sub-pool above the pool',
			'nanming-2017',
			'cap.unreachable',
			'$.subsidy.caps[7]',
			(d) => {
				d.subsidy.caps[7].limit = { kind: 'amount', fen: 1_500_000_001 }
			},
		],
		[
			'a cap of nothing',
			'karamay-2025',
			'cap.zero',
			'$.subsidy.caps[0].limit.fen',
			(d) => {
				d.subsidy.caps = [yearCap(0)]
			},
		],
		[
			'a payer that pays nothing',
			'karamay-2025',
			'payer.idle',
			'$.payers[1]',
			(d) => {
				d.payers.push({ code: 'city', name: words('city'), level: 'city' })
			},
		],
		[
			'sources that carry less than the rate',
			'fujian-2022',
			'split.short',
			'$.subsidy.split.parts',
			(d) => {
				d.subsidy.split.parts[1].bp = 1000
			},
		],
		[
			'a rate and a match above the whole cost',
			'jiangsu-2020',
			'split.over',
			'$.subsidy.split.ratioBp',
			(d) => {
				rows(d)[0].pays.bp = 6000
			},
		],
		[
			'a later source an earlier one never leaves anything',
			'weihai-2018',
			'split.waterfall',
			'$.subsidy.split.sources[0]',
			(d) => {
				d.subsidy.split = { kind: 'waterfall', sources: ['city', 'district'], article }
			},
		],
		[
			'a category without a rate',
			'nanming-2017',
			'rate.category_missing',
			'$.scope.categories.in[0]',
			(d) => {
				rows(d).shift()
			},
		],
		[
			'categories left open',
			'nanming-2017',
			'rate.categories_open',
			'$.subsidy.rate.rows',
			(d) => {
				delete d.scope.categories.in
			},
		],
		[
			'a class without a rate',
			'capital-2026',
			'rate.class_missing',
			'$.eligibility.classes[1]',
			(d) => {
				rows(d)[0].when = { classes: ['incubated'] }
			},
		],
		[
			'a class without a quota',
			'capital-2026',
			'face.class_missing',
			'$.eligibility.classes[1]',
			(d) => {
				d.grant.face.rows.pop()
			},
		],
		[
			'a row an earlier one hides',
			'changping-2017',
			'rate.hidden',
			'$.subsidy.rate.rows[1].when',
			(d) => {
				rows(d).reverse()
				rows(d).push({ ...rows(d).shift(), id: 'last' })
				d.subsidy.caps = []
				d.subsidy.bonuses = []
				rows(d).splice(1, 0, { ...rows(d)[0], id: 'twin' })
			},
		],
		[
			'bands that overlap',
			'karamay-2025',
			'boundary.overlap',
			'$.subsidy.rate.rows[1].when.headcount',
			(d) => twoBands(d, 100),
		],
		[
			'bands with a gap',
			'karamay-2025',
			'boundary.gap',
			'$.subsidy.rate.rows[1].when.headcount',
			(d) => twoBands(d, 102),
		],
		[
			'classes whose ranges overlap',
			'karamay-2025',
			'boundary.overlap',
			'$.eligibility.classes[1].of[0]',
			(d) => {
				const of = (range: object) => [{ kind: 'headcount', ...range, article }]
				d.eligibility.classes = [
					{ id: 'small', name: words('small'), of: of({ max: 100 }), article },
					{ id: 'large', name: words('large'), of: of({ min: 100 }), article },
				]
			},
		],
		[
			'a class an earlier one hides',
			'capital-2026',
			'class.hidden',
			'$.eligibility.classes[1]',
			(d) => {
				d.eligibility.classes[1].of = [...d.eligibility.classes[0].of]
			},
		],
		[
			'a window before the rules',
			'chengdu-2025',
			'window.closed',
			'$.process.windows[0].opens',
			(d) => {
				d.process.windows = [
					{ text: words('window'), opens: { kind: 'dates', from: '2024-01-01', until: '2024-02-01' }, article },
				]
			},
		],
		[
			'a window after the rules',
			'nanming-2017',
			'window.closed',
			'$.process.windows[0].opens',
			(d) => {
				d.process.windows[0].opens = { kind: 'dates', from: '2021-01-01', until: '2021-02-01' }
			},
		],
		[
			'a yearly window that never comes',
			'nanming-2017',
			'window.closed',
			'$.process.windows[0].opens',
			(d) => {
				d.validity = { from: '2020-05-01', until: '2020-08-01', article }
				d.process.windows[0].opens = { kind: 'yearly', from: '01-01', until: '02-01' }
			},
		],
		[
			'a voucher that ends before the rules begin',
			'chengdu-2025',
			'deadline.past',
			'$.grant.useBy.earliestOf[0]',
			(d) => {
				d.grant.useBy.earliestOf = [{ kind: 'date', date: '2024-12-31' }]
			},
		],
		[
			'a flat sum the rounding lowers',
			'nanming-2017',
			'rounding.loses',
			'$.subsidy.rate.rows[4].pays.fen',
			(d) => {
				rows(d)[4].pays.fen = 20_000_050
			},
		],
		[
			'a floor between the units of rounding',
			'wuhan-2021',
			'rounding.floor',
			'$.subsidy.floors[0].minFen',
			(d) => {
				d.subsidy.floors[0].minFen = 100_050
			},
		],
		[
			'a floor above the cap',
			'wuhan-2021',
			'floor.above_cap',
			'$.subsidy.floors[0].minFen',
			(d) => {
				d.subsidy.floors[0].minFen = 10_000_100
			},
		],
		[
			'a condition nobody meets',
			'changping-2017',
			'condition.impossible',
			'$.eligibility.conditions[0]',
			(d) => {
				d.eligibility.conditions[0].min = 101
			},
		],
		[
			'a question that must be answered both ways',
			'karamay-2025',
			'condition.contradiction',
			'$.eligibility.conditions[4].expect',
			(d) => {
				d.eligibility.conditions.push({ ...d.eligibility.conditions[1], expect: false })
			},
		],
		[
			'a condition said twice',
			'karamay-2025',
			'condition.twice',
			'$.eligibility.conditions[4]',
			(d) => {
				d.eligibility.conditions.push({ ...d.eligibility.conditions[1], article: '第二条' })
			},
		],
		[
			'a bonus on a rate that is full',
			'changping-2017',
			'bonus.no_effect',
			'$.subsidy.bonuses[0]',
			(d) => {
				d.subsidy.rate.maxBp = 3000
			},
		],
		[
			'scaling down without a published ratio',
			'fujian-2022',
			'exhaustion.no_ratio',
			'$.subsidy.rate.published',
			(d) => {
				delete d.subsidy.rate.published
			},
		],
		[
			'a quota no step leads to',
			'yuhuan',
			'steps.grant',
			'$.process.steps.take',
			(d) => {
				d.process.steps.take.shift()
			},
		],
		[
			'a most that is no multiple of the step',
			'jinzhou-high-tech-zone',
			'face.step',
			'$.grant.face.maxFen',
			(d) => {
				d.grant.face.stepFen = 300_000
			},
		],
	])('%s', (_says, name, code, path, change) => {
		const findings = found(name, change)
		expect(findings.map((finding) => `${finding.code} ${finding.path}`)).toContain(`${code} ${path}`)
		expect(isClean(findings)).toBe(false)
		for (const { zh, en } of findings) {
			expect(zh).toMatch(/\p{Script=Han}/u)
			expect(en).toMatch(/[a-z]{3}/)
		}
	})

	it('notes what is allowed and worth knowing, without a fault', () => {
		const findings = found('karamay-2025', (draft) => {
			rows(draft)[0].pays = {
				kind: 'tiers',
				mode: 'whole',
				tiers: [
					{ uptoFen: 1_000_000, bp: 5000 },
					{ uptoFen: null, bp: 3000 },
				],
			}
		})
		expect(findings.map(({ code, severity }) => [code, severity])).toEqual([['tiers.cliff', 'note']])
		expect(isClean(findings)).toBe(true)
	})
})
