import type { Locale } from '#app/lib/i18n.ts'
import { fen, type Money } from '#app/lib/money.ts'
import type { LocalDate } from '#app/lib/time.ts'
import { answerMatch } from './answer-match.ts'
import { estimate } from './evaluate.ts'
import type { Facts } from './facts.ts'
import type { ProgrammeDocument } from './programme-document.ts'
import type { RateRow } from './rate-rules.ts'

/** A price and who pays which part of it; `limited` when a cap lowered the subsidy. */
export type ProgrammeSum = {
	priceFen: Money
	amountFen: Money
	split: { source: string; amountFen: Money }[]
	enterprisePaysFen: Money
	limited: boolean
}

/** What a row of the rates pays of round prices, all conditions being met and nothing used yet this year. */
export type ProgrammeExample = {
	row: string
	name: string
	sums: ProgrammeSum[]
}

const prices = [fen(1_000_000), fen(10_000_000), fen(50_000_000)]
/** A division that lies in none the documents name. */
const elsewhere = '880000'

/** Worked examples of a document, computed by its own rules: one line per rate row that a purchase can fall in, for the prices asked or three round ones. */
export function programmeExamples(
	document: ProgrammeDocument,
	at: LocalDate,
	locale: Locale,
	asked: readonly Money[] = prices,
): ProgrammeExample[] {
	return document.subsidy.rate.rows.flatMap((row) => {
		const facts = factsForRow(document, row, at)
		if (!facts) return []
		const sums = asked.map((priceFen) => {
			const { amountFen, split, enterprisePaysFen, reasons } = estimate(document, withPrice(facts, priceFen))
			return {
				priceFen,
				amountFen,
				split,
				enterprisePaysFen,
				limited: reasons.some(({ verdict }) => verdict === 'limit'),
			}
		})
		// a fixed sum says nothing where the price alone limits it
		const isFixed = row.pays.kind === 'flat' || row.pays.kind === 'appraised_amount'
		const telling = isFixed ? sums.filter((sum) => sum.amountFen < sum.priceFen) : sums
		return telling.length > 0 ? [{ row: row.id, name: row.name[locale], sums: telling }] : []
	})
}

const withPrice = (facts: Facts, price: Money): Facts => ({
	...facts,
	money: {
		contractFen: price,
		serviceFen: price,
		invoiceFen: price,
		paidFen: price,
		costFen: price,
		taxRateBp: 600,
		otherSubsidyFen: fen(0),
	},
})

/** Facts under which a row decides: the first of the places, categories and classes named anywhere that does. */
function factsForRow(document: ProgrammeDocument, row: RateRow, at: LocalDate): Facts | null {
	const when = document.subsidy.rate.rows.flatMap((each) => (each.when ? [each.when] : []))
	const regions = document.eligibility.conditions.flatMap((each) => (each.kind === 'region' ? (each.in ?? []) : []))
	const homes = unique([...regions, document.division, ...when.flatMap((each) => each.applicantIn ?? []), elsewhere])
	const places = unique([...when.flatMap((each) => each.providerIn ?? []), document.division, elsewhere])
	const categories = unique([
		...when.flatMap((each) => each.categories ?? []),
		...(document.scope.categories.in ?? []),
		'testing',
	])
	const day = document.validity.until && at > document.validity.until ? document.validity.until : at
	for (const division of homes)
		for (const place of places)
			for (const category of categories)
				for (const titles of [undefined, []]) {
					const facts = assumedFacts({ at: day, division, place, category, titles })
					if (decides(document, row, facts) && estimate(document, withPrice(facts, prices[1]!)).amountFen > 0n)
						return facts
				}
	return null
}

const unique = (names: readonly string[]) => [...new Set(names)]
/** Whether a row is the first that holds for the facts. */
const decides = (document: ProgrammeDocument, row: RateRow, facts: Facts) =>
	document.subsidy.rate.rows.find(
		({ when }) => answerMatch(when, { facts, line: facts, applicantClass: { id: null } }).holds === true,
	) === row

/** An enterprise nobody has asked anything yet, buying somewhere. */
function assumedFacts({
	at,
	division,
	place,
	category,
	titles,
}: {
	at: LocalDate
	division: string
	place: string
	category: string
	titles: never[] | undefined
}): Facts {
	return {
		step: 'order',
		at,
		enterprise: { division, localityJoined: true, titles, declared: {}, size: 'small' },
		provider: { division: place, tags: [] },
		service: { categories: [category] },
		fund: { yearFen: fen(1_000_000_000) },
		used: {},
	}
}
