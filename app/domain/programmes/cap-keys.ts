import type { LocalDate } from '#app/lib/time.ts'
import type { Step } from './document-parts.ts'
import { type Facts, linesOf } from './facts.ts'
import { countedDay, yearOf } from './judge-dates.ts'
import type { Cap, MoneyRules } from './money-rules.ts'
import type { ProgrammeDocument } from './programme-document.ts'

/** The money chapters a question is about: the enterprise's subsidy, or the provider's reward (if there is one). */
export const moneyOf = (document: ProgrammeDocument, facts: Facts): MoneyRules | undefined =>
	facts.holder === 'provider' ? document.reward : document.subsidy

/** The step at which a document sets money aside, and so at which a cap without `at` binds. */
export function encumberingStep({ process }: ProgrammeDocument, facts: Facts): Step {
	if (facts.holder === 'provider') return 'claim'
	return { grant: 'grant', order: 'order', approval: 'claim' }[process.encumbrance.point] as Step
}

/** Whether a cap binds at the step of the facts. */
export const bindsAt = (document: ProgrammeDocument, cap: Cap, facts: Facts) =>
	(cap.at ?? [encumberingStep(document, facts)]).includes(facts.step)

/**
 * Whether a cap limits the amount though it is drawn on at another step: an order under rules that pay on approval, or
 * one priced before there is a voucher.
 */
export function foreseenAt(document: ProgrammeDocument, cap: Cap, facts: Facts): boolean {
	if (facts.step !== 'order' || facts.holder === 'provider') return false
	const { point } = document.process.encumbrance
	const at = cap.at ?? [encumberingStep(document, facts)]
	return (
		(point === 'approval' && at.includes('claim')) ||
		(point === 'grant' && facts.voucher?.freeFen === undefined && at.includes('grant'))
	)
}

/** Scopes that are counted on their own for each question and need no counter. */
const uncounted: ReadonlySet<Cap['scope']> = new Set(['line', 'application'])
/** Scopes that are counted by a span of time. */
const timed = /month|quarter|year/

export const isCounted = ({ scope }: Cap) => !uncounted.has(scope)

/** Whether a year is needed at all: some cap that binds here is counted by a span of time. */
export const countsYears = (document: ProgrammeDocument, money: Pick<MoneyRules, 'caps'>, facts: Facts) =>
	money.caps.some((cap) => timed.test(cap.scope) && bindsAt(document, cap, facts))

/** The span a day falls in: 2026, 2026-H1, 2026-Q2, 2026-03. */
function spanOf(scope: Cap['scope'], year: number, day: LocalDate): string {
	const month = Number(day.slice(5, 7))
	switch (scope) {
		case 'month':
			return `month:${day.slice(0, 7)}`
		case 'quarter':
			return `quarter:${day.slice(0, 4)}-Q${Math.ceil(month / 3)}`
		case 'half_year':
		case 'provider_half_year':
			return `half:${day.slice(0, 4)}-H${month <= 6 ? 1 : 2}`
		default:
			return `year:${year}`
	}
}

/** What names a counter besides the cap: whose it is (of a provider: the line's), and which span. */
type Counted = { year: number; day: LocalDate; provider?: string | undefined }

/**
 * The counter a cap is counted on, such as `programme:ID:CAP:enterprise:ORG:year:2026`; null for caps of a single
 * line or application, which need no counter.
 */
export function capKey(
	document: ProgrammeDocument,
	cap: Cap,
	facts: Facts,
	{ year, day, provider }: Counted,
): string | null {
	const { scope } = cap
	if (uncounted.has(scope)) return null
	const counter = cap.joint ? `joint:${cap.joint}` : `programme:${document.id}:${cap.id}`
	const span = scope.endsWith('lifetime') ? 'lifetime' : spanOf(scope, year, day)
	const giver = `provider:${provider ?? facts.provider?.number ?? '-'}`
	const holder = facts.holder === 'provider' ? giver : `enterprise:${facts.enterprise.number ?? '-'}`
	const round = `round:${facts.round?.number ?? '-'}`
	if (scope === 'project') return `${counter}:${holder}:project:${facts.project ?? '-'}`
	if (scope === 'round') return `${counter}:${holder}:${round}`
	if (scope === 'pool_round') return `${counter}:pool:${round}`
	if (scope.startsWith('controller_')) return `${counter}:controller:${facts.enterprise.controller ?? '-'}:${span}`
	if (scope.startsWith('provider_')) return `${counter}:${giver}:${span}`
	if (scope.startsWith('pool_')) return `${counter}:pool:${span}`
	return `${counter}:${holder}:${span}`
}

/** The providers of the lines, each once: caps per provider have a counter for each. */
export const providersOf = (facts: Facts): (string | undefined)[] => [
	...new Set(linesOf(facts).map((line) => line.provider?.number)),
]

/** Every counter `evaluate` may look at for these facts: read them first and pass them as `facts.used`. */
export function capKeysFor(document: ProgrammeDocument, facts: Facts): string[] {
	const money = moneyOf(document, facts)
	const line = linesOf(facts)[0]!
	const year = yearOf(document, facts, line)
	if (!money || year === null) return []
	const day = countedDay(document, facts, line) ?? facts.at
	const keys = money.caps
		.filter((cap) => bindsAt(document, cap, facts) || foreseenAt(document, cap, facts))
		.flatMap((cap) =>
			(cap.scope.startsWith('provider_') ? providersOf(facts) : [undefined]).map((provider) =>
				capKey(document, cap, facts, { year, day, provider }),
			),
		)
	return keys.filter((key) => key !== null)
}
