import type { ClassPrices } from '#app/lib/pay-pieces.ts'
import type { FacetName, SearchAnswer, SearchFilters, SubsidyQuery } from './engine.ts'
import { asciiWord, type FilterLetter, filterWord } from './meili-document.ts'
import { soundsLike } from './pinyin-prefix.server.ts'
import type { Part, Question } from './question.server.ts'
import { demanded, isTelling, type Position } from './ways.server.ts'
import { exactToken } from './weighted-tokens.server.ts'

type FilterName = FacetName | 'ids'

/** No listing has this number: a condition nothing meets. */
const nothing = 'id = -1'

/** All of the conditions at once; undefined: none. Words of ours are letters and digits, so nothing needs quoting. */
export const all = (conditions: readonly string[]): string | undefined =>
	conditions.length > 0 ? conditions.map((condition) => `(${condition})`).join(' AND ') : undefined

const any = (conditions: readonly string[]) =>
	conditions.length > 0 ? conditions.map((condition) => `(${condition})`).join(' OR ') : nothing

/** Where words of a document stand. */
export type Field = 'a' | 'b' | 'c' | 'd'
export const everywhere: readonly Field[] = ['a', 'b', 'c', 'd']

const holds = (fields: readonly Field[], words: readonly string[]) =>
	any(fields.map((field) => `${field} IN [${words.join(', ')}]`))

/** A part is met by any of its alternatives; one of several words by all of them. In `fields`, but for how a word sounds. */
export function meets(part: Part, fields: readonly Field[]): string {
	const single = part.alternatives.filter((tokens) => tokens.length === 1).flat()
	const begun = part.prefix ? soundsLike(part.prefix) : []
	const spoken = [...single.filter((token) => token.startsWith('~')), ...begun].map(asciiWord)
	const plain = single.filter((token) => !token.startsWith('~')).map(asciiWord)
	const ways: string[] = []
	if (plain.length > 0) ways.push(holds(fields, plain))
	if (spoken.length > 0) ways.push(holds(everywhere, spoken))
	for (const tokens of part.alternatives)
		if (tokens.length > 1) ways.push(tokens.map((token) => `(${holds(fields, [asciiWord(token)])})`).join(' AND '))
	return any(ways)
}

const word = (fields: readonly Field[], token: string) => holds(fields, [asciiWord(token)])

/**
 * What a listing must hold to be found, and which of those are looked at first: as PostgreSQL is asked. Where needs were
 * read out of the question, what answers them is found besides what holds a telling word of it.
 */
export function wantedOf(
	{ parts, needs }: Question,
	match: SearchAnswer['match'],
): { anywhere: string; inName: string } | null {
	const strong = demanded(parts)
	if (strong.length === 0 && needs.length === 0) return null
	if (needs.length === 0) {
		const joined = (fields: readonly Field[]) => {
			const each = strong.map((part) => meets(part, fields))
			return match === 'some' ? any(each) : all(each)!
		}
		return { anywhere: joined(everywhere), inName: joined(['a']) }
	}
	const telling = strong.filter(isTelling)
	const named = all(telling.map((part) => meets(part, ['a'])))
	return {
		anywhere: any([
			...telling.map((part) => meets(part, everywhere)),
			...needs.map(({ key }) => word(everywhere, key)),
		]),
		inName: any([...(named ? [named] : []), ...needs.map(({ key }) => word(['b'], exactToken(key)))]),
	}
}

/** True where a class and a price are within one of the ranges. */
export function within(ranges: readonly ClassPrices[]): string {
	return any(
		ranges
			.filter(({ classes }) => classes.length > 0)
			.map(({ classes, fromFen, toFen }) =>
				[
					`subsidyClass IN [${classes.join(', ')}]`,
					`price >= ${fromFen}`,
					...(toFen === null ? [] : [`price <= ${toFen}`]),
				].join(' AND '),
			),
	)
}

/** One condition per filter in use, under the name of the facet it belongs to. */
export function conditions(filters: SearchFilters, subsidy: SubsidyQuery | undefined): Map<FilterName, string> {
	const found = new Map<FilterName, string>()
	const put = (name: FacetName, letter: FilterLetter, values: readonly string[] | undefined) => {
		if (values?.length) found.set(name, `f IN [${values.map((value) => filterWord(letter, value)).join(', ')}]`)
	}
	put('category', 'c', filters.category ? [filters.category] : [])
	put('kind', 'k', filters.kinds)
	put('division', 'd', filters.divisions)
	put('providerKind', 'p', filters.providerKinds)
	put('standard', 's', filters.standards)
	put('instrumentModel', 'i', filters.instrumentModels)
	put('instrumentClass', 'n', filters.instrumentClasses)
	if (filters.marks?.length)
		found.set('mark', filters.marks.map((mark) => `f = ${filterWord('m', mark)}`).join(' AND '))
	if (filters.ids) found.set('ids', filters.ids.length > 0 ? `id IN [${filters.ids.join(', ')}]` : nothing)
	if (filters.isCovered) found.set('covered', within(subsidy?.covered ?? []))
	if (filters.turnaroundDays !== undefined) found.set('turnaround', `days <= ${filters.turnaroundDays}`)
	const price: string[] = []
	if (filters.priceFromFen !== undefined) price.push(`price >= ${filters.priceFromFen}`)
	if (filters.priceToFen !== undefined) price.push(`price <= ${filters.priceToFen}`)
	if (price.length > 0) found.set('price', price.join(' AND '))
	return found
}

/** What comes after a position in the order of a field, ties by id, those without the field last. */
export function after(field: string, direction: 'asc' | 'desc', { value, id }: Position): string {
	if (value === null) return `${field} NOT EXISTS AND id > ${id}`
	const beyond = direction === 'asc' ? '>' : '<'
	return any([`${field} ${beyond} ${value}`, `${field} = ${value} AND id > ${id}`, `${field} NOT EXISTS`])
}
