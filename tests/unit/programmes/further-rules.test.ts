import { describe, expect, test } from 'vitest'
import { evaluate } from '#app/domain/programmes/evaluate.ts'
import { article, brief, cap, type Draft, documentWith, grant, order, words } from '#tests/fixtures/example-rules.ts'

describe('caps are counted as they say', () => {
	test.each([
		['month', 'enterprise:E1:month:2026-05'],
		['quarter', 'enterprise:E1:quarter:2026-Q2'],
		['half_year', 'enterprise:E1:half:2026-H1'],
		['project', 'enterprise:E1:project:X'],
		['round', 'enterprise:E1:round:R1'],
		['controller_lifetime', 'controller:C1:lifetime'],
		['provider_half_year', 'provider:P1:half:2026-H1'],
		['pool_lifetime', 'pool:lifetime'],
	])('%s', (scope, key) => {
		const document = documentWith((draft) => {
			draft.subsidy.caps = [cap(scope, { kind: 'amount', fen: 40_000 })]
		})
		const facts = order({
			project: 'X',
			round: { number: 'R1' },
			enterprise: { number: 'E1', controller: 'C1', division: '990101', size: 'small', badCredit: false },
		})
		const { amountFen, draws } = evaluate(document, { ...facts, used: { extra: 10_000n as never } })
		expect([amountFen, draws]).toEqual([
			30_000n,
			[{ capKey: `programme:example-2026:extra:${key}`, limitFen: 40_000n, amountFen: 30_000n }],
		])
	})

	test('so many times draws one each time; a share of the base or of what is known of the enterprise binds the amount', () => {
		const times = documentWith((draft) => {
			draft.subsidy.caps = [cap('lifetime', { kind: 'count', times: 2 })]
		})
		expect(evaluate(times, order()).draws).toEqual([
			{ capKey: 'programme:example-2026:extra:enterprise:E1:lifetime', limitFen: 2n, amountFen: 1n },
		])
		expect(brief(times, order({ used: { extra: 2 } })).codes).toContain('cap.extra')
		const ofBase = documentWith((draft) => {
			draft.subsidy.caps = [cap('line', { kind: 'base_share', bp: 2000 })]
		})
		expect(brief(ofBase, order()).amountFen).toBe(20_000n)
		const ofTax = documentWith((draft) => {
			draft.subsidy.caps = [cap('year', { kind: 'fact_share', code: 'tax_paid', bp: 1000 })]
		})
		expect(brief(ofTax, order()).needs).toEqual(['enterprise.amounts.tax_paid'])
		const taxed = { number: 'E1', division: '990101', size: 'small', badCredit: false, amounts: { tax_paid: 123_456 } }
		expect(brief(ofTax, order({ enterprise: taxed })).amountFen).toBe(12_345n)
	})
})

describe('rates, bonuses and payers', () => {
	const paying = (change: (subsidy: Draft) => void) =>
		documentWith((draft) => {
			draft.subsidy.caps = []
			change(draft.subsidy)
		})

	test('of a group only the first bonus counts, and share and points stay within the most', () => {
		const bonus = (id: string, bp: number) => ({
			id,
			name: words(id),
			when: {},
			mode: 'points',
			bp,
			group: 'g',
			article,
		})
		const document = paying((subsidy) => {
			subsidy.bonuses = [bonus('one', 1000), bonus('two', 2000)]
		})
		expect(brief(document, order()).amountFen).toBe(60_000n)
		const bounded = paying((subsidy) => {
			subsidy.bonuses = [bonus('one', 3000)]
			subsidy.rate.maxBp = 6500
		})
		expect(brief(bounded, order()).amountFen).toBe(65_000n)
	})

	test('+10 % is ten points or a factor of 1.1, as the document says', () => {
		const raised = (mode: string) =>
			brief(
				paying((subsidy) => {
					subsidy.bonuses = [{ id: 'more', name: words('more'), when: {}, mode, bp: 1000, article }]
				}),
				order({ money: { contractFen: 10_000_000 } }),
			).amountFen
		expect([raised('points'), raised('factor')]).toEqual([6_000_000n, 5_500_000n])
	})

	test('tiers run on over the year; a row pays at least its least; the least or the sum of amounts is the base', () => {
		const tiers = paying((subsidy) => {
			subsidy.rate.rows = [
				{
					id: 'tiers',
					name: words('tiers'),
					pays: {
						kind: 'tiers',
						mode: 'marginal',
						over: 'year',
						tiers: [
							{ uptoFen: 100_000, bp: 5000 },
							{ uptoFen: null, bp: 2000 },
						],
					},
					article,
				},
			]
		})
		expect(brief(tiers, order()).needs).toEqual(['yearBaseFen'])
		expect(brief(tiers, order({ yearBaseFen: 50_000 })).amountFen).toBe(35_000n)
		const least = paying((subsidy) => {
			subsidy.rate.rows[0].atLeastFen = 70_000
		})
		expect(brief(least, order()).amountFen).toBe(70_000n)
		const together = paying((subsidy) => {
			subsidy.base = { of: ['contract', 'fee'], combine: 'sum', tax: 'inclusive', article }
		})
		expect(brief(together, order({ money: { contractFen: 100_000, feeFen: 20_000 } })).amountFen).toBe(60_000n)
	})

	test('a factor published for the round comes before or after the caps', () => {
		const scaled = (applied: string) =>
			brief(
				documentWith((draft) => {
					draft.subsidy.caps = [cap('year', { kind: 'amount', fen: 40_000 })]
					draft.subsidy.rate.published = { kind: 'factor', applied, article }
				}),
				order({ round: { factorBp: 9000 } }),
			).amountFen
		expect([scaled('before_caps'), scaled('after_caps')]).toEqual([40_000n, 36_000n])
	})

	test('who pays depends on the case; the first pays to its cap, then the next; two levels match the lead', () => {
		const cases = paying((subsidy) => {
			subsidy.split = {
				kind: 'by_case',
				cases: [
					{ when: { zones: ['zone'] }, split: { kind: 'single', source: 'district', article } },
					{ split: { kind: 'waterfall', sources: ['district', 'city'], article } },
				],
				article,
			}
			subsidy.caps = [cap('year', { kind: 'amount', fen: 30_000 }, { level: 'district' })]
		})
		const of = (zones?: string[]) =>
			evaluate(
				cases,
				order({ enterprise: { number: 'E1', division: '990101', size: 'small', badCredit: false, zones } }),
			)
		expect(of([]).split.map(({ amountFen }) => amountFen)).toEqual([20_000n, 30_000n])
		expect(of(['zone']).split.map(({ amountFen }) => amountFen)).toEqual([0n, 30_000n])
		expect(of(undefined).needs).toEqual(['enterprise.zones'])
		const matched = documentWith((draft) => {
			draft.subsidy.caps = []
			draft.payers.unshift({ code: 'province', name: words('province'), level: 'province' })
			draft.subsidy.rate.rows[0].pays.bp = 2000
			draft.subsidy.split = {
				kind: 'match',
				lead: 'province',
				match: 'city',
				ratioBp: 10_000,
				further: [{ source: 'district', ratioBp: 5000 }],
				notJoined: 'refuse',
				divisions: ['990101'],
				article,
			}
		})
		expect(evaluate(matched, order()).split.map(({ amountFen }) => amountFen)).toEqual([20_000n, 20_000n, 10_000n])
	})

	test('what stacks on what: another programme for the same cost is allowed when it is listed', () => {
		const document = documentWith((draft) => {
			draft.scope.stacking = { with: 'listed', listed: ['province'], article }
		})
		expect(brief(document, order()).needs).toEqual(['otherProgrammes'])
		expect(brief(document, order({ otherProgrammes: ['province'] })).decision).toBe('eligible')
		expect(brief(document, order({ otherProgrammes: ['province', 'else'] })).codes).toContain('scope.stacking')
	})

	test('a maker applies through its space; none of a group may hold', () => {
		const document = documentWith((draft) => {
			draft.eligibility.conditions = [
				{ kind: 'agent', forms: ['maker'], anyOf: ['maker-space'], article },
				{
					kind: 'none',
					name: words('neither'),
					of: [
						{ kind: 'sector', oneOf: ['real-estate'], article },
						{ kind: 'size', oneOf: ['large'], article },
					],
					article,
				},
			]
		})
		const asked = (enterprise: object) =>
			brief(document, grant({ enterprise: { sector: 'software', size: 'small', ...enterprise } }))
		expect(asked({ legalForm: 'maker', agent: 'maker-space' }).decision).toBe('eligible')
		expect(asked({ legalForm: 'maker', agent: null }).codes).toEqual(['eligibility.agent'])
		expect(asked({ legalForm: 'legal_person' }).decision).toBe('eligible')
		expect(asked({ legalForm: 'legal_person', sector: 'real-estate' }).codes).toEqual(['eligibility.none'])
	})
})
