import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { capKeysFor } from '#app/domain/programmes/cap-keys.ts'
import { splitsOf } from '#app/domain/programmes/choose-split.ts'
import { estimate, evaluate } from '#app/domain/programmes/evaluate.ts'
import { type Facts, factsSchema } from '#app/domain/programmes/facts.ts'
import { lintProgramme } from '#app/domain/programmes/lint-programme.ts'
import { capScopes } from '#app/domain/programmes/money-rules.ts'
import { type ProgrammeDocument, programmeDocument } from '#app/domain/programmes/programme-document.ts'
import { unitFen } from '#app/domain/programmes/reckon-line.ts'
import { fen, sum } from '#app/lib/money.ts'
import { writtenProgrammes } from '#tests/fixtures/programmes.ts'

/** Documents nobody wrote: every kind of row, bonus, cap, floor, rounding and split thrown together. */

const base = JSON.parse(writtenProgrammes.find(({ name }) => name === 'changping-2017')!.text) as Record<
	string,
	unknown
>
const article = '第一条'
const words = (text: string) => ({ zh: `规则 ${text}`, en: `Rule ${text}` })

const bp = fc.constantFrom(0, 1, 333, 1000, 2500, 3333, 5000, 6667, 9999, 10_000)
const money = fc.constantFrom(0, 1, 99, 12_345, 999_999, 1_000_000, 10_000_001, 50_000_000)
const small = fc.constantFrom(0, 1, 99, 10_000)
const categories = ['alpha', 'beta', 'gamma']
const when = fc.option(
	fc.oneof(
		fc.subarray(categories, { minLength: 1 }).map((ids) => ({ categories: ids })),
		fc.constantFrom(
			{ applicantIn: ['110000'] },
			{ sameDivision: 'city' as const },
			{ sizes: ['small'] },
			{ flags: { urgent: true } },
		),
		fc.record({ min: fc.nat(50), max: fc.integer({ min: 50, max: 200 }) }).map((headcount) => ({ headcount })),
	),
	{ nil: undefined },
)
const pays = fc.oneof(
	bp.map((share) => ({ kind: 'share', bp: share })),
	money.map((amount) => ({ kind: 'flat', fen: amount })),
	fc
		.record({ amount: money, most: fc.option(fc.integer({ min: 1, max: 5 }), { nil: undefined }) })
		.map(({ amount, most }) => ({
			kind: 'per_unit',
			fen: amount,
			unit: words('unit'),
			...(most ? { maxUnits: most } : {}),
		})),
	fc.record({ first: bp, second: bp, over: fc.constantFrom('line', 'year') }).map(({ first, second, over }) => ({
		kind: 'tiers',
		mode: 'marginal',
		over,
		tiers: [
			{ uptoFen: 1_000_000, bp: first },
			{ uptoFen: null, bp: second },
		],
	})),
	fc.tuple(bp, bp).map(([a, b]) => ({ kind: 'appraised', minBp: Math.min(a, b), maxBp: Math.max(a, b) })),
	fc
		.tuple(money, money)
		.map(([a, b]) => ({ kind: 'appraised_amount', minFen: Math.min(a, b), maxFen: Math.max(a, b) })),
)
const sources = ['one', 'two', 'three']
const plainSplit = fc.oneof(
	fc.constantFrom(...sources).map((source) => ({ kind: 'single', source, article })),
	fc
		.record({ overflow: fc.constantFrom('others', 'nobody'), first: fc.integer({ min: 0, max: 10_000 }) })
		.map(({ overflow, first }) => ({
			kind: 'ratio',
			parts: [
				{ source: 'one', bp: first },
				{ source: 'two', bp: 10_000 - first },
			],
			overflow,
			article,
		})),
	fc.constant({ kind: 'waterfall', sources: ['two', 'one'], article }),
	fc
		.record({
			order: fc.constantFrom('first_full', 'proportional'),
			overflow: fc.constantFrom('others', 'nobody'),
			first: fc.integer({ min: 1, max: 6_000 }),
			second: fc.integer({ min: 1, max: 4_000 }),
			second_when: when,
		})
		.map(({ order, overflow, first, second, second_when }) => ({
			kind: 'cost_shares',
			parts: [
				{ source: 'one', bp: first },
				{ source: 'two', bp: second, ...(second_when ? { when: second_when } : {}) },
			],
			order,
			overflow,
			article,
		})),
	fc.record({ ratioBp: bp, further: fc.boolean(), notJoined: fc.constantFrom('refuse', 'lead_only') }).map((match) => ({
		kind: 'match',
		lead: 'one',
		match: 'two',
		ratioBp: match.ratioBp,
		...(match.further ? { further: [{ source: 'three', ratioBp: 5000 }] } : {}),
		notJoined: match.notJoined,
		article,
	})),
)
const split = fc.oneof(
	{ weight: 4, arbitrary: plainSplit },
	{
		weight: 1,
		arbitrary: fc.tuple(plainSplit, plainSplit).map(([first, second]) => ({
			kind: 'by_case',
			cases: [{ when: { sizes: ['small'] }, split: first }, { split: second }],
			article,
		})),
	},
)
const limit = fc.oneof(
	money.map((amount) => ({ kind: 'amount', fen: amount })),
	bp.map((share) => ({ kind: 'fund_share', bp: share })),
	bp.map((share) => ({ kind: 'base_share', bp: share })),
	bp.map((share) => ({ kind: 'fact_share', code: 'tax_paid', bp: share })),
	fc.integer({ min: 1, max: 3 }).map((times) => ({ kind: 'count', times })),
)
const cap = fc.record(
	{
		scope: fc.constantFrom(...capScopes),
		limit,
		level: fc.constantFrom(...sources),
		rows: fc.subarray(['row0', 'row1'], { minLength: 1 }),
		covers: fc.subarray(['cap0', 'cap1'], { minLength: 1 }),
		when,
	},
	{ requiredKeys: ['scope', 'limit'] },
)
const bonus = fc.record({
	when: when.map((match) => match ?? {}),
	mode: fc.constantFrom('points', 'factor', 'amount'),
	bp: fc.constantFrom(1, 500, 3000),
	group: fc.option(fc.constant('g'), { nil: undefined }),
})
const floor = fc.record({
	of: fc.constantFrom('amount', 'base'),
	minFen: small,
	measured: fc.constantFrom('before_caps', 'after_caps'),
	each: fc.constantFrom('application', 'line'),
})
const rounding = fc.constantFrom(
	...(['fen', 'jiao', 'yuan', 'hundred_yuan', 'ten_thousand_yuan'] as const).flatMap((unit) => [
		{ unit, mode: 'down' },
		{ unit, mode: 'half_up' },
		{ unit, mode: 'up' },
		{ unit, mode: 'down', of: 'total' },
	]),
)

const documents = fc
	.record({
		of: fc.subarray(['contract', 'paid', 'cost', 'fee'], { minLength: 1 }),
		combine: fc.constantFrom('least', 'sum'),
		tax: fc.constantFrom('inclusive', 'exclusive'),
		most: fc.option(fc.constant(20_000_000), { nil: undefined }),
		rows: fc.array(fc.record({ when, pays, least: fc.option(money, { nil: undefined }) }), {
			minLength: 1,
			maxLength: 3,
		}),
		maxBp: fc.option(bp, { nil: undefined }),
		published: fc.option(
			fc.constantFrom({ kind: 'rate' }, { kind: 'factor' }, { kind: 'factor', applied: 'after_caps' }),
			{ nil: undefined },
		),
		bonuses: fc.array(bonus, { maxLength: 2 }),
		others: fc.option(fc.constantFrom('forbid', 'deduct', 'ceiling'), { nil: undefined }),
		caps: fc.array(cap, { maxLength: 4 }),
		floors: fc.array(floor, { maxLength: 2 }),
		rounding,
		split,
	})
	.map((made) => {
		const id = (name: string, index: number) => ({ id: `${name}${index}`, name: words(`${name}${index}`), article })
		return {
			...base,
			payers: sources.map((code) => ({ code, name: words(code), level: 'city' })),
			eligibility: { conditions: [] },
			providers: [],
			scope: { categories: { article } },
			process: { ...(base.process as object), steps: undefined },
			subsidy: {
				base: {
					of: made.of,
					combine: made.combine,
					tax: made.tax,
					...(made.most ? { maxFen: made.most } : {}),
					article,
				},
				rate: {
					rows: made.rows.map((row, index) => ({
						...id('row', index),
						...(row.when && index < made.rows.length - 1 ? { when: row.when } : {}),
						pays: row.pays,
						...(row.least === undefined ? {} : { atLeastFen: row.least }),
					})),
					...(made.maxBp === undefined ? {} : { maxBp: made.maxBp }),
					...(made.published ? { published: { ...made.published, article } } : {}),
				},
				bonuses: made.bonuses.map(({ group, ...each }, index) => ({
					...id('bonus', index),
					...each,
					...(group ? { group } : {}),
					...(each.mode === 'amount' ? { fen: 5000 } : {}),
				})),
				...(made.others ? { otherSubsidies: { treatment: made.others, ceilingBp: 8000, article } } : {}),
				caps: made.caps.map(({ when: only, ...each }, index) => ({
					...id('cap', index),
					...each,
					...(only ? { when: only } : {}),
				})),
				floors: made.floors.map((each) => ({ ...each, at: ['order', 'claim'], article })),
				rounding: { ...made.rounding, article },
				split: made.split,
			},
		}
	})
	.map((json) => programmeDocument.safeParse(JSON.parse(JSON.stringify(json))))
	.filter((parsed) => parsed.success)
	.map((parsed) => parsed.data as ProgrammeDocument)

const amount = fc.bigInt({ min: 0n, max: 100_000_000n }).map(String)
const line = fc.record({
	provider: fc.record({ number: fc.constantFrom('P1', 'P2'), division: fc.constantFrom('110101', '310101') }),
	service: fc.record({
		categories: fc.subarray(categories),
		quantity: fc.nat(9),
		flags: fc.constant({ urgent: true, mandatory_testing: false }),
		appraisedBp: bp,
		appraisedFen: amount,
	}),
	money: fc.record({
		contractFen: amount,
		paidFen: amount,
		costFen: amount,
		feeFen: amount,
		otherSubsidyFen: fc.oneof(fc.constant('0'), fc.constant('0'), amount),
		taxRateBp: fc.constantFrom(0, 600, 1300),
	}),
	dates: fc.constant({ serviceOn: '2025-05-01' }),
})
const questions = fc
	.record({
		step: fc.constantFrom('order', 'claim'),
		lines: fc.array(line, { minLength: 1, maxLength: 3 }),
		enterprise: fc.record({
			division: fc.constantFrom('110101', '310101'),
			size: fc.constantFrom('small', 'large'),
			headcount: fc.nat(200),
			localityJoined: fc.constantFrom(true, true, true, false),
		}),
		rateBp: bp,
		factorBp: bp,
		left: fc.option(amount, { nil: undefined, freq: 1 }),
		requested: fc.option(amount, { nil: undefined }),
		yearBase: amount,
		used: amount,
	})
	.map(({ step, lines, enterprise, rateBp, factorBp, left, requested, yearBase, used }) => ({
		used: fen(BigInt(used) / 20n),
		facts: factsSchema.parse({
			step,
			at: '2025-06-30',
			enterprise: { ...enterprise, number: 'E1', controller: 'C1', amounts: { tax_paid: '5000000' } },
			lines,
			project: 'X1',
			yearBaseFen: yearBase,
			round: { number: 'R1', rateBp, factorBp },
			fund: { yearFen: '100000000', ...(left === undefined ? {} : { leftFen: left }) },
			...(requested === undefined ? {} : { requestedFen: requested }),
		}),
	}))

/** The question with every counter used as far as drawn. */
const withUse = (
	document: ProgrammeDocument,
	{ facts, used }: { facts: Facts; used: Facts['used'][string] },
): Facts => ({
	...facts,
	used: Object.fromEntries(capKeysFor(document, facts).map((key, index) => [key, index % 2 === 0 ? used : fen(0)])),
})

/** More by `PROPERTY_RUNS`. */
const runs = { numRuns: Number(process.env.PROPERTY_RUNS ?? 400) }
const patience = { timeout: 600_000 }

describe('whatever a document combines', () => {
	it('it adds up: over payers, over lines, within the base, the caps, the fund and the request', patience, () => {
		fc.assert(
			fc.property(documents, questions, (document, question) => {
				const facts = withUse(document, question)
				const answer = evaluate(document, facts)
				expect(sum(answer.split.map((part) => part.amountFen))).toBe(answer.amountFen)
				expect(sum(answer.lines.map((part) => part.amountFen))).toBe(answer.amountFen)
				expect([...answer.split, ...answer.lines].every((part) => part.amountFen >= 0n)).toBe(true)
				for (const part of answer.lines) expect(part.amountFen).toBeLessThanOrEqual(part.baseFen)
				for (const { capKey, limitFen, amountFen } of answer.draws)
					expect(amountFen + (facts.used[capKey] ?? 0n)).toBeLessThanOrEqual(limitFen)
				for (const most of [facts.fund?.leftFen, facts.requestedFen])
					if (most !== undefined) expect(answer.amountFen).toBeLessThanOrEqual(most)
				expect(answer.decision === 'eligible').toBe(answer.amountFen > 0n)
				expect(evaluate(document, facts)).toEqual(answer)
			}),
			runs,
		)
	})

	/** Where a cap of one payer cuts off what nobody takes, a flat sum or a part for some lines only may fall: so the rule says. */
	const isCutOff = ({ subsidy: { split: rule, caps, rate } }: ProgrammeDocument) =>
		caps.some(({ level }) => level) &&
		splitsOf(rule).some(
			(way) =>
				way.kind === 'cost_shares' &&
				way.overflow === 'nobody' &&
				(way.parts.some((part) => part.when) || rate.rows.some((row) => row.pays.kind !== 'share' || row.atLeastFen)),
		)

	/**
	 * Most that rounding each line by itself can take: where the lines of a year share its steps, more cost on one line leaves
	 * another less of the step, and what was one whole sum may be two, each rounded.
	 */
	const roundedAway = ({ subsidy: { rate, rounding } }: ProgrammeDocument, lineCount: number) =>
		lineCount > 1 && rate.rows.some(({ pays }) => pays.kind === 'tiers' && pays.over === 'year')
			? BigInt(lineCount) * (unitFen[rounding.unit] + 1n)
			: 0n

	it('more cost gives no less, in whatever combination', patience, () => {
		fc.assert(
			fc.property(documents, questions, fc.bigInt({ min: 1n, max: 5_000_000n }), (document, question, extra) => {
				if (isCutOff(document)) return
				const facts = withUse(document, question)
				const lines = facts.lines!.map((each) => ({
					...each,
					money: {
						...each.money,
						...Object.fromEntries(
							(['contractFen', 'paidFen', 'costFen', 'feeFen'] as const).map((key) => [
								key,
								fen(each.money![key]! + extra),
							]),
						),
					},
				}))
				expect(
					evaluate(document, { ...facts, lines }).amountFen + roundedAway(document, lines.length),
				).toBeGreaterThanOrEqual(evaluate(document, facts).amountFen)
			}),
			runs,
		)
	})

	it('one payer’s own cap holds for its part', patience, () => {
		fc.assert(
			fc.property(documents, questions, (document, question) => {
				const facts = withUse(document, question)
				const { draws, split: parts } = evaluate(document, facts)
				for (const { id, level } of document.subsidy.caps) {
					const draw = draws.find(({ capKey }) => capKey.includes(`:${id}:`))
					if (level && draw) expect(draw.amountFen).toBe(parts.find(({ source }) => source === level)!.amountFen)
				}
			}),
			runs,
		)
	})

	it('linter and estimate answer, and an estimate promises nothing a decision refuses', patience, () => {
		fc.assert(
			fc.property(documents, questions, (document, question) => {
				for (const { path, zh, en } of lintProgramme(document))
					expect([path.startsWith('$.'), zh.length > 3, en.length > 3]).toEqual([true, true, true])
				const decided = evaluate(document, question.facts)
				if (decided.decision !== 'needs') expect(estimate(document, question.facts).amountFen).toBe(decided.amountFen)
			}),
			runs,
		)
	})
})
