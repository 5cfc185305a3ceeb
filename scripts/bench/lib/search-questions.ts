import { circumstances, objects, referenceServices } from '#prisma/seed/catalogue/reference.ts'
import { dictionary } from '#search/dictionary.server.ts'
import { syllables } from '#search/pinyin.server.ts'

/** Different addresses of the search page, as people use it. */

/** A stream of numbers from 0 to 1 that is the same every time. */
function dice(seed: number) {
	let state = seed
	return () => {
		state = (Math.imul(state, 1_664_525) + 1_013_904_223) | 0
		return (state >>> 0) / 4_294_967_296
	}
}

const districts = ['990191', '990102', '990103', '990104', '990201', '990202', '990203', '990301', '990302', '990303']
const share = { covered: 0.2, pay: 0.1, withoutText: 0.05, filtered: 0.3 }

/**
 * `count` different addresses, none twice: one in five with "covered by my voucher", one in ten by what is paid, one in
 * twenty without words; words as in a trade (few are asked for often, most seldom): one term, a term and what it is for,
 * a standard's number, pinyin, a slip of the pen.
 */
export function searchAddresses(count: number, seed: number): string[] {
	const roll = dice(seed)
	const of = <T>(list: readonly T[]): T => list[Math.floor(roll() * list.length)]!
	/** the first of a list most often */
	const popular = <T>(list: readonly T[]): T => list[Math.floor(roll() ** 2 * list.length)]!
	const terms = [...dictionary().terms.values()].filter((term) => term.length >= 2)
	const names = referenceServices.map((service) => service.nameZh)
	const standards = referenceServices.flatMap((service) => service.standards.map(({ code }) => code))
	const categories = [...new Set(referenceServices.map((service) => service.categoryId))]
	const things = objects.map(([zh]) => zh)
	const ways = circumstances.map(([zh]) => zh).filter(Boolean)
	const initials = (text: string) =>
		syllables(text.toLowerCase())
			.map((sound) => sound[0])
			.join('')
	const slip = (text: string) => {
		const at = Math.floor(roll() * (text.length - 1))
		return text.slice(0, at) + text.slice(at + 1)
	}
	const words = (): string => {
		const kind = roll()
		if (kind < 0.3) return popular(terms)
		if (kind < 0.45) return popular(names)
		if (kind < 0.72) return `${of(things)}${roll() < 0.5 ? ' ' : ''}${popular(terms)}`
		if (kind < 0.8) return `${of(things)} ${popular(terms)} ${of(ways)}`
		if (kind < 0.9)
			return roll() < 0.5
				? popular(standards)
				: popular(standards)
						.replace(/-\d{4}$/, '')
						.replace('/T', '')
		if (kind < 0.95) return initials(popular(names).slice(0, 6))
		return slip(popular(names))
	}
	const filters = (params: URLSearchParams) => {
		const kind = roll()
		if (kind < 0.4) params.set('category', of(categories))
		else if (kind < 0.7) params.append('division', of(districts))
		else if (kind < 0.85) params.append('mark', roll() < 0.5 ? 'CMA' : 'CNAS')
		else params.set('days', '5')
	}
	const found = new Set<string>()
	for (let i = 0; found.size < count && i < count * 50; i++) {
		const params = new URLSearchParams()
		const isSilent = roll() < share.withoutText
		if (!isSilent) params.set('q', words())
		if (isSilent || roll() < share.filtered) filters(params)
		if (roll() < share.covered) params.set('covered', '1')
		if (roll() < share.pay) params.set('sort', 'pay')
		if (isSilent) params.set('to', String(100 + Math.floor(roll() * 400) * 25)) // else there are too few without words
		found.add(`/services?${params}`)
	}
	return [...found]
}
