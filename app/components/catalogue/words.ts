import { useT } from '#app/components/texts.tsx'
import type { InstrumentClass } from '#app/domain/catalogue/instrument-class.ts'
import type { Standard } from '#app/domain/catalogue/listing.ts'
import type { ListingDetails } from '#app/domain/catalogue/listing-details.ts'

type Days = { turnaroundDaysMin: number | null; turnaroundDaysMax: number | null }

/** Words of the catalogue that depend on the reader's language. */
export function useCatalogueWords() {
	const { t, locale } = useT()
	/** the name in the reader's language, Chinese when there is no other */
	const nameOf = (thing: { name: string; nameEn: string | null }) => (locale === 'en' && thing.nameEn) || thing.name
	/** the name of what a code stands for in a list, the code when it is not in it */
	const nameIn = (list: readonly { value: string; name: string; nameEn: string | null }[], value: string) => {
		const one = list.find((each) => each.value === value)
		return one ? nameOf(one) : value
	}
	const daysOf = ({ turnaroundDaysMin: from, turnaroundDaysMax: to }: Days) => {
		if (from === null || to === null) return t('catalogue.days_none')
		return from === to ? t('catalogue.days_one', { n: to }) : t('catalogue.days_range', { from, to })
	}
	const unitOf = (unit: string) => t(`catalogue.unit_${unit}`)
	const providerKindOf = (kind: string | null) => {
		const key = `catalogue.providerkind_${kind ?? 'other'}`
		const said = t(key)
		return said === key ? t('catalogue.providerkind_other') : said
	}
	return { t, locale, nameOf, nameIn, daysOf, unitOf, providerKindOf }
}

type Detailed = { details: ListingDetails; instrumentClass: InstrumentClass | null }

/** A class of the national classification of instruments, both levels, with its code. */
export function classText({ group, code, name, nameEn }: InstrumentClass, locale: string): string {
	const names = locale === 'en' ? [group.nameEn, nameEn] : [group.name, name]
	return `${[...new Set(names)].join(' / ')} (${code})`
}

/** What a result, an expert or a piece of equipment says besides, as label key and text. */
export function useDetailRows() {
	const { t, locale } = useT()
	return ({ details: { result, expert, equipment }, instrumentClass }: Detailed): [label: string, text: string][] => [
		...(instrumentClass ? ([['instrument_class', classText(instrumentClass, locale)]] as [string, string][]) : []),
		...(result
			? ([
					['maturity', t(`listings.maturity_${result.maturity}`)],
					['hand_over', t(`listings.hand_over_${result.handOver}`)],
					['rights', result.rights],
				] as [string, string][])
			: []),
		...(expert
			? ([
					['expert_field', expert.field],
					['expert_title', expert.title],
					['expert_affiliation', expert.affiliation],
				].filter(([, text]) => text !== '') as [string, string][])
			: []),
		...Object.entries(equipment ?? {}).map(([label, text]): [string, string] => [label, text]),
	]
}

/** `GB/T 228.1-2021` as it is printed: an em dash before the year. */
export const printedCode = (code: string) => code.replace(/-(\d{4})$/, '—$1')
export const printedStandard = ({ code }: Pick<Standard, 'code'>) => printedCode(code)
