import { fen } from '#app/lib/money.ts'
import type { LocalDate } from '#app/lib/time.ts'
import type { EnterpriseFacts } from './enterprise-facts.ts'
import type { ProgrammeDocument } from './programme-document.ts'

/**
 * A small enterprise most programmes are made for, registered where the programme is: for figures that only show the way.
 * What is not said here is taken as met by an estimate.
 */
export function typicalEnterprise(document: Pick<ProgrammeDocument, 'division'>, at: LocalDate): EnterpriseFacts {
	const year = Number(at.slice(0, 4))
	return {
		division: document.division,
		legalForm: 'legal_person',
		size: 'small',
		headcount: 30,
		revenueFen: [fen(2_000_000_000)],
		establishedOn: `${year - 5}-06-01` as LocalDate,
		titles: [{ code: 'tech_sme', years: [year - 1, year] }],
		badCredit: false,
		lastMajorAccidentOn: null,
		bannedUntil: null,
		priorFunding: [],
		incubator: null,
		agent: null,
	}
}
