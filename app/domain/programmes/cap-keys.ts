import type { Step } from './document-parts.ts'
import { type Facts, linesOf } from './facts.ts'
import { yearOf } from './judge-dates.ts'
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

/** Whether a year is needed at all: some cap that binds here is counted over time. */
export const countsYears = (document: ProgrammeDocument, money: MoneyRules, facts: Facts) =>
	money.caps.some((cap) => bindsAt(document, cap, facts) && cap.scope !== 'line' && cap.scope !== 'application')

/**
 * The counter a cap is counted on, such as `programme:ID:CAP:enterprise:ORG:year:2026`; null for caps of a single
 * line or application, which need no counter.
 */
export function capKey(document: ProgrammeDocument, cap: Cap, facts: Facts, year: number): string | null {
	const counter = cap.joint ? `joint:${cap.joint}` : `programme:${document.id}:${cap.id}`
	const holder =
		facts.holder === 'provider'
			? `provider:${facts.provider?.number ?? '-'}`
			: `enterprise:${facts.enterprise.number ?? '-'}`
	switch (cap.scope) {
		case 'line':
		case 'application':
			return null
		case 'year':
			return `${counter}:${holder}:year:${year}`
		case 'lifetime':
			return `${counter}:${holder}:lifetime`
		case 'controller_year':
			return `${counter}:controller:${facts.enterprise.controller ?? '-'}:year:${year}`
		case 'pool_year':
			return `${counter}:pool:year:${year}`
	}
}

/** Every counter `evaluate` may look at for these facts: read them first and pass them as `facts.used`. */
export function capKeysFor(document: ProgrammeDocument, facts: Facts): string[] {
	const money = moneyOf(document, facts)
	const year = yearOf(document, facts, linesOf(facts)[0]!)
	if (!money || year === null) return []
	return money.caps.flatMap((cap) => {
		const key =
			bindsAt(document, cap, facts) || foreseenAt(document, cap, facts) ? capKey(document, cap, facts, year) : null
		return key === null ? [] : [key]
	})
}
