import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { estimate, evaluate } from '#app/domain/programmes/evaluate.ts'
import type { Facts } from '#app/domain/programmes/facts.ts'
import { type AskedRules, offerCurve } from '#app/domain/programmes/pay-curve.ts'
import { type ClassFacts, classFactsOf, factsOfClass, readsOf } from '#app/domain/programmes/subsidy-class.ts'
import { typicalEnterprise } from '#app/domain/programmes/typical-enterprise.ts'
import { fen } from '#app/lib/money.ts'
import { wayOf } from '#app/lib/pay-pieces.ts'
import type { LocalDate } from '#app/lib/time.ts'
import { writtenProgrammes } from '#tests/fixtures/programmes.ts'

/** Facts of the worked cases' enterprises, which the rules were written for, and a typical one of the place. */
function enterprisesOf({ document, cases }: (typeof writtenProgrammes)[number], at: LocalDate): Facts['enterprise'][] {
	const own = cases.map(({ facts }) => facts.enterprise)
	return [...own.slice(0, 3), typicalEnterprise(document, at)]
}

/** Listings of all kinds the document tells apart. */
function listingsOf({ document, cases }: (typeof writtenProgrammes)[number]): ClassFacts[] {
	const reads = new Set(readsOf([document]))
	const categories = [
		[],
		...cases.flatMap(({ facts }) => (facts.service?.categories ? [facts.service.categories] : [])),
		...(document.scope.categories.in ?? []).slice(0, 3).map((id) => [id]),
	]
	const divisions = [...new Set(cases.flatMap(({ facts }) => facts.provider?.division ?? []))].slice(0, 2)
	const found = new Map<string, ClassFacts>()
	for (const path of categories)
		for (const division of [...divisions, '990101'])
			for (const marks of [[], ['CMA', 'CNAS']]) {
				const one = classFactsOf(
					{ categories: path, division, providerKind: 'third-party-lab', marks, taxRateBp: 600 },
					reads,
				)
				found.set(JSON.stringify(one), one)
			}
	return [...found.values()].slice(0, 5)
}

/** What is asked of a programme: by a visitor, with a fresh voucher, with one nearly used up and caps drawn on. */
function questionsOf(programme: (typeof writtenProgrammes)[number]): AskedRules[] {
	const { document, cases } = programme
	const at = (document.validity.from ?? cases[0]?.facts.at ?? '2026-06-01') as LocalDate
	return enterprisesOf(programme, at).flatMap((enterprise): AskedRules[] => {
		const shared = { step: 'order' as const, at, enterprise, used: {}, relation: { kinds: [] }, otherProgrammes: [] }
		const used = Object.fromEntries(document.subsidy.caps.map(({ id }) => [id, fen(1_234_567)]))
		return [
			{ document, isEstimate: true, facts: shared },
			{ document, isEstimate: false, facts: { ...shared, voucher: { freeFen: fen(5_000_000), isUsed: false } } },
			{
				document,
				isEstimate: true,
				facts: { ...shared, used, round: { factorBp: 8_765 }, fund: { yearFen: fen(10n ** 10n) } },
			},
			{ document, isEstimate: false, facts: { ...shared, used, voucher: { freeFen: fen(123_457), isUsed: false } } },
		]
	})
}

describe('the curve of a programme is what the rules say at every price', () => {
	test.each(writtenProgrammes.map((programme) => [programme.name, programme] as const))('%s', (_, programme) => {
		const questions = questionsOf(programme)
		let known = 0
		let stretches = 0
		for (const rules of questions)
			for (const listing of listingsOf(programme)) {
				const curve = offerCurve(rules, listing)
				const truth = (price: bigint) => {
					const facts = { ...rules.facts, ...factsOfClass(listing) }
					const { decision, amountFen } = (rules.isEstimate ? estimate : evaluate)(rules.document, {
						...facts,
						money: { ...facts.money, contractFen: fen(price) },
					})
					return decision === 'eligible' ? amountFen : null
				}
				const drawn = (price: bigint) => {
					const stretch = curve.find(({ fromFen, toFen }) => price >= fromFen && (toFen === null || price <= toFen))!
					if (!stretch.isKnown) return truth(price)
					return stretch.way === null ? null : wayOf(stretch.way, price)
				}
				expect(curve[0]!.fromFen).toBe(1n)
				expect(curve.at(-1)!.toFen).toBeNull()
				curve.slice(1).forEach(({ fromFen }, i) => {
					expect(fromFen).toBe(curve[i]!.toFen! + 1n)
				})
				stretches += curve.length
				known += curve.filter(({ isKnown }) => isKnown).length
				for (const { fromFen } of curve)
					for (const price of [fromFen - 1n, fromFen, fromFen + 1n])
						if (price > 0n) expect(drawn(price), `at ${price}`).toBe(truth(price))
				fc.assert(
					fc.property(fc.double({ min: 0, max: 1, noNaN: true }), (share) => {
						// as many cheap as dear ones: a price of 10 fen to 100 million yuan
						const price = BigInt(Math.round(10 ** (1 + share * 9)))
						expect(drawn(price), `at ${price}`).toBe(truth(price))
					}),
					{ numRuns: 12 },
				)
			}
		expect(known / stretches, 'stretches a way was found for').toBe(1)
	})
})
