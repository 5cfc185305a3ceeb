import type { Machine } from '#app/lib/machine.ts'
import { daysBetween, type LocalDate } from '#app/lib/time.ts'

/** What a provider may offer. */
export const kinds = ['service', 'instrument', 'bundle', 'result', 'expert'] as const
export type ListingKind = (typeof kinds)[number]

/** What one price is for. */
export const priceUnits = ['sample', 'item', 'hour', 'day', 'time'] as const
export type PriceUnit = (typeof priceUnits)[number]

/** Value-added tax rates in basis points a price may contain. */
export const taxRates = [0, 100, 300, 600, 900, 1300] as const

/** Signs of qualification: 检验检测机构资质认定, laboratory accreditation, calibration of the instrument. */
export const markKinds = ['CMA', 'CNAS', 'calibration'] as const
export type MarkKind = (typeof markKinds)[number]

export const states = ['draft', 'in_review', 'published', 'suspended'] as const
export type ListingState = (typeof states)[number]

/**
 * Life of a listing. `save` is any change by the provider except on a published one: that is an `amend` (price, days,
 * samples, deliverable: stays public) or a `revise` (what is claimed to be done: read again before it is public). `complete`
 * is a change to photos, documents or questions of one that waits: whoever reads it publishes the version read.
 */
export const machine = {
	save: { from: ['draft', 'in_review', 'suspended'], to: 'draft' },
	amend: { from: ['published'], to: 'published' },
	revise: { from: ['published'], to: 'in_review' },
	complete: { from: ['in_review'], to: 'in_review' },
	submit: { from: ['draft'], to: 'in_review' },
	publish: { from: ['in_review'], to: 'published' },
	return: { from: ['in_review'], to: 'draft' },
	suspend: { from: ['published'], to: 'suspended' },
	reinstate: { from: ['suspended'], to: 'published' },
} as const satisfies Machine<ListingState, string>

export type ListingEvent = keyof typeof machine

/** One standard a listing works to; the title may be unknown. */
export type Standard = { code: string; title: string }
/** What a standard's number is compared by: ＧＢ／Ｔ 228.1—2021 and gb/t228.1-2021 are one. The database's `standard_key` says the same. */
export const standardKey = (code: string) =>
	code
		.normalize('NFKC')
		.replace(/[—–―‐−]/g, '-')
		.replace(/\s+/g, '')
		.toUpperCase()
export type Mark = { kind: MarkKind; number: string; scope: string; expiresOn: LocalDate }

/** Days before its expiry from which a mark is warned about. */
export const warningDays = 60

export type MarkStanding = { standing: 'valid' } | { standing: 'ending'; days: number } | { standing: 'expired' }

/** How a mark stands on a day. It counts through its last day. */
export function markStanding(expiresOn: LocalDate, today: LocalDate): MarkStanding {
	const days = daysBetween(today, expiresOn)
	if (days < 0) return { standing: 'expired' }
	return days <= warningDays ? { standing: 'ending', days } : { standing: 'valid' }
}
