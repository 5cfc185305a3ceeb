import { compactOf } from './compact.ts'
import hints from './data/hints.json' with { type: 'json' }
import data from './data/needs.json' with { type: 'json' }
import { hasHan, keyOf } from './folding.server.ts'

/** Something that would answer what was said: a term of the trade, and how well it does (up to 8). */
export type Need = { term: string; key: string; weight: number }

/**
 * What has to be said, and what it asks for. Written `轴承+@坏/异响`: parts joined by `+` must all be said, any of the ways
 * apart by `/` will do, and `@坏` is any word of that class.
 */
type Saying = { slots: readonly (readonly string[])[]; needs: Readonly<Record<string, number>> }
type Told = { words: readonly string[]; needs: Saying['needs'] }

const classes: Readonly<Record<string, readonly string[]>> = data.classes
const waysOf = (slot: string) => slot.split('/').flatMap((way) => (classes[way] ?? [way]).map(keyOf))
const sayings: readonly Saying[] = data.sayings.flatMap(({ said, needs }) =>
	said.map((text) => ({
		slots: text.split('+').map(waysOf),
		needs: needs as unknown as Record<string, number>,
	})),
)
/** the sayings that begin with a word: only those of words that were said are looked at */
const sayingsOf: ReadonlyMap<string, readonly Saying[]> = (() => {
	const found = new Map<string, Saying[]>()
	for (const saying of sayings)
		for (const word of saying.slots[0]!) found.set(word, [...(found.get(word) ?? []), saying])
	return found
})()
const toldWords: ReadonlySet<string> = new Set(sayings.flatMap(({ slots }) => slots.flat()))

/** word → terms it goes with, by what is usually said when they are needed: products, materials, properties, purposes */
const hintedBy: ReadonlyMap<string, ReadonlySet<string>> = (() => {
	const found = new Map<string, Set<string>>()
	for (const [term, words] of Object.entries(hints))
		for (const word of words) found.set(keyOf(word), (found.get(keyOf(word)) ?? new Set()).add(term))
	return found
})()
const allWords: ReadonlySet<string> = new Set([...toldWords, ...hintedBy.keys()])
const longest = Math.max(...[...allWords].map((word) => word.length))
const mostNeeds = 8
const mostWeight = 8
const leastWeight = 0.5
/** Hints: how strong the strongest must be, which others count, and what they weigh besides sayings or alone. */
const leastHint = 0.2
const leastShareOfHint = 0.3
const mostByHintBesides = 3
const mostByHintAlone = 6
/** What a saying still counts for where a more telling one was said, too. */
const lesserShare = 0.3

/** All terms that needs are told in: they belong into the dictionary. */
export const neededTerms = () => [...data.sayings.flatMap((entry) => Object.keys(entry.needs)), ...Object.keys(hints)]

/** The words needs are told by, and whether a word is one of those or goes with a term. */
export const sayingWords = () => toldWords
export const isToldBy = (word: string) => allWords.has(word)

/**
 * What somebody needs who tells a symptom, a product or a purpose and not the name of a service (齿轮断了 → 断裂分析,
 * 金相 …), best first. The more telling of two sayings counts: where 焊缝 and 裂纹 are said together, 裂纹 alone says little.
 * `cut`: the known words of the question; one character in the middle of a longer word (不锈钢, 碳酸钙) is not said by itself.
 */
export function needsOf(folded: string, cut: readonly string[]): Need[] {
	const compact = compactOf(folded)
	const isSaidHere = saidIn(compact, cut)
	const likely = new Set([...isSaidHere].flatMap((word) => sayingsOf.get(word) ?? []))
	const found = [...likely].flatMap((saying) => toldBy(saying, isSaidHere) ?? [])
	const weights = new Map<string, number>()
	const read = new Map<Saying['needs'], number>()
	for (const one of found) {
		const share = found.some((other) => isMoreTelling(other, one)) ? lesserShare : 1
		read.set(one.needs, Math.max(share, read.get(one.needs) ?? 0))
	}
	for (const [needs, share] of read)
		for (const [term, weight] of Object.entries(needs)) weights.set(term, (weights.get(term) ?? 0) + weight * share)
	const hinted = hintedTerms(isSaidHere)
	const strongest = Math.max(0, ...hinted.values())
	if (strongest >= leastHint) {
		const most = found.length > 0 ? mostByHintBesides : mostByHintAlone
		for (const [term, strength] of hinted)
			if (strength >= strongest * leastShareOfHint)
				weights.set(term, (weights.get(term) ?? 0) + (most * strength) / strongest)
	}
	const scale = mostWeight / Math.max(mostWeight, ...weights.values())
	return [...weights]
		.map(([term, weight]) => ({ term, key: keyOf(term), weight: Math.round(weight * scale * 10) / 10 }))
		.filter((need) => need.weight >= leastWeight)
		.sort((a, b) => b.weight - a.weight)
		.slice(0, mostNeeds)
}

/** Terms the words said go with: the fewer terms a word goes with, the more it tells. A word inside a longer one is not said. */
function hintedTerms(isSaidHere: ReadonlySet<string>): Map<string, number> {
	const said = [...isSaidHere]
	const strengths = new Map<string, number>()
	for (const word of said) {
		const terms = hintedBy.get(word)
		if (!terms || said.some((other) => other !== word && other.includes(word))) continue
		const strength = (word.length === 1 ? 0.5 : 1) / terms.size ** 0.7
		for (const term of terms) strengths.set(term, (strengths.get(term) ?? 0) + strength)
	}
	return strengths
}

/** A saying with the words it was said in, the longest of each part; null when a part was not said. */
function toldBy({ slots, needs }: Saying, isSaidHere: ReadonlySet<string>): Told | null {
	const words: string[] = []
	for (const slot of slots) {
		const [longest] = slot.filter((word) => isSaidHere.has(word)).sort((a, b) => b.length - a.length)
		if (!longest) return null
		words.push(longest)
	}
	return { words, needs }
}

const isMoreTelling = (other: Told, one: Told) =>
	other.words.join('').length > one.words.join('').length &&
	one.words.every((word) => other.words.some((wider) => wider.includes(word)))

/**
 * The known words a text says. Han words may stand anywhere, single characters not in the middle of a longer word alone; others
 * begin where a word begins, and end with it unless they are long stems.
 */
function saidIn({ text, isWordStart, isWordEnd }: ReturnType<typeof compactOf>, cut: readonly string[]): Set<string> {
	const said = new Set<string>()
	for (let start = 0; start < text.length; start++)
		for (let length = Math.min(longest, text.length - start); length > 0; length--) {
			const word = text.substring(start, start + length)
			if (!allWords.has(word) || said.has(word)) continue
			const isSaid = hasHan(word)
				? length > 1 || cut.some((one) => one[0] === word || one.at(-1) === word)
				: isWordStart[start] && (isWordEnd[start + length - 1] || (length >= 5 && !/\d$/.test(word)))
			if (isSaid) said.add(word)
		}
	return said
}
