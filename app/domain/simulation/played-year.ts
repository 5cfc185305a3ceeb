import { moveYears } from '#app/domain/programmes/case-facts.ts'
import type { EnterpriseFacts } from '#app/domain/programmes/enterprise-facts.ts'
import type { Facts } from '#app/domain/programmes/facts.ts'
import type { ProgrammeDocument } from '#app/domain/programmes/programme-document.ts'

/** Orders of one year under the rules of another: everything that bears a date moves with them. */

/** The year a version's rules are played in: the orders' own, else the nearest one they are in force for from its first day. */
export function playedYear({ validity }: ProgrammeDocument, year: number): number {
	const from = validity.from
		? Number(validity.from.slice(0, 4)) + (validity.from.slice(4) > '-01-01' ? 1 : 0)
		: Number.NEGATIVE_INFINITY
	const until = validity.until
		? Number(validity.until.slice(0, 4)) - (validity.until.slice(4) < '-12-31' ? 1 : 0)
		: Number.POSITIVE_INFINITY
	// rules in force for no whole year are played in the year they begin
	if (from > until) return validity.from ? Number(validity.from.slice(0, 4)) : year
	return Math.min(Math.max(year, from), until)
}

/** Facts moved by whole years. */
export function movedFacts(facts: Facts, years: number): Facts {
	if (years === 0) return facts
	const { dates } = facts
	return {
		...facts,
		at: moveYears(facts.at, years),
		enterprise: movedEnterprise(facts.enterprise, years),
		...(dates
			? {
					dates: Object.fromEntries(Object.entries(dates).map(([name, day]) => [name, day && moveYears(day, years)])),
				}
			: {}),
	}
}

function movedEnterprise(enterprise: EnterpriseFacts, years: number): EnterpriseFacts {
	const { titles, priorFunding, establishedOn, lastMajorAccidentOn, bannedUntil } = enterprise
	return {
		...enterprise,
		...(titles
			? { titles: titles.map(({ code, years: valid }) => ({ code, years: valid.map((one) => one + years) })) }
			: {}),
		...(priorFunding ? { priorFunding: priorFunding.map((one) => ({ ...one, year: one.year + years })) } : {}),
		...(establishedOn ? { establishedOn: moveYears(establishedOn, years) } : {}),
		...(lastMajorAccidentOn ? { lastMajorAccidentOn: moveYears(lastMajorAccidentOn, years) } : {}),
		...(bannedUntil ? { bannedUntil: moveYears(bannedUntil, years) } : {}),
	}
}
