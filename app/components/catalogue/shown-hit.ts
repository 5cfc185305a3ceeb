import type { Locale } from '#app/lib/i18n.ts'
import type { ServiceHit } from '#search/find-hits.server.ts'
import type { FoundServices } from '#search/find-services.server.ts'
import type { HitOffer } from '#search/hit-offers.server.ts'

/** Standards a hit names at most. */
const mostStandards = 3

/** A service found as its hit shows it, in the reader's language: what a page sends of it, and nothing else. */
export type ShownHit = ReturnType<typeof shownHit>
/** What the search page sends of what was found. */
export type ShownServices = Omit<FoundServices, 'hits' | 'matchedTerms'> & { hits: ShownHit[] }

/** Cuts what was found down to what the page shows. */
export function shownServices({ hits, matchedTerms: _terms, ...found }: FoundServices, locale: Locale): ShownServices {
	return { ...found, hits: hits.map((hit) => shownHit(hit, locale)) }
}

function shownHit(hit: ServiceHit, locale: Locale) {
	const { number, kind, priceFen, priceUnit, turnaroundDaysMin, turnaroundDaysMax, divisionCode, sortedByFen } = hit
	const { name, nameEn, isDemo } = hit.provider
	return {
		number,
		kind,
		/** its name, cut where what was looked for stands in it */
		pieces: (locale === 'en' && hit.piecesEn) || hit.pieces,
		provider: (locale === 'en' && nameEn) || name,
		isDemo,
		divisionCode,
		turnaroundDaysMin,
		turnaroundDaysMax,
		priceFen,
		priceUnit,
		sortedByFen,
		marks: [...new Set(hit.marks.map((mark) => mark.kind))],
		standards: hit.standards.slice(0, mostStandards).map(({ code }) => code),
		/** file of its first photo's small picture */
		cover: hit.cover?.small ?? null,
		offer: hit.offer && shownOffer(hit.offer, locale),
	}
}

function shownOffer({ mode, payNowFen, decision, publicFen, ownFen, split, reason }: HitOffer, locale: Locale) {
	return {
		mode,
		payNowFen,
		decision,
		publicFen,
		ownFen,
		split: split.map(({ name, amountFen }) => ({ name: name[locale], amountFen })),
		reason: reason && {
			text: reason[locale],
			article: reason.article ?? null,
			// a floor says that one is too few, not that the service is out
			isWarning: reason.verdict === 'limit' || reason.code.startsWith('floor.'),
		},
	}
}
