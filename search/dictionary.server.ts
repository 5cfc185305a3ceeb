import synonyms from './data/synonyms.json' with { type: 'json' }
import terms from './data/terms.json' with { type: 'json' }
import words from './data/words.json' with { type: 'json' }
import { fold, hasHan, keyOf } from './folding.server.ts'
import { neededTerms } from './needs.server.ts'
import { soundTokens } from './pinyin.server.ts'

/** What search knows about the trade: terms kept whole, words that mean the same, words that say little. */
export type Dictionary = {
	/** folded key of a term → the term as it is shown */
	terms: ReadonlyMap<string, string>
	/** longest key, in characters */
	longest: number
	/** folded key → other terms that mean the same, as shown */
	synonyms: ReadonlyMap<string, readonly string[]>
	stop: ReadonlySet<string>
	weak: ReadonlySet<string>
	/** words that name a thing but do not tell services apart (塑料, 齿轮) */
	common: ReadonlySet<string>
	/** latin words that are terms, so that they are not taken for pinyin initials */
	isLatinTerm: (word: string) => boolean
}

let kept: Dictionary | undefined

/** The dictionary of the files in search/data, built once per process. */
export function dictionary(): Dictionary {
	kept ??= build()
	return kept
}

function build(): Dictionary {
	const shown = new Map<string, string>()
	const same = new Map<string, Set<string>>()
	const put = (term: string) => {
		const key = keyOf(term)
		// the simplified spelling is the one shown
		if (!shown.has(key)) shown.set(key, hasHan(term) ? fold(term).toUpperCase() : term)
		return key
	}
	const relate = (key: string, others: readonly string[]) => {
		const set = same.get(key) ?? new Set()
		for (const other of others) if (keyOf(other) !== key) set.add(keyOf(other))
		same.set(key, set)
	}
	for (const { terms: group } of synonyms.groups) for (const term of group) relate(put(term), group)
	for (const { term, senses } of synonyms.ambiguous) {
		for (const sense of senses) put(sense)
		relate(put(term), senses)
	}
	for (const term of [...terms.terms, ...neededTerms()]) put(term)
	const related = [...same].map(([key, keys]) => [key, [...keys].map((k) => shown.get(k)!)] as const)
	return {
		terms: shown,
		longest: Math.max(...[...shown.keys()].map((key) => key.length)),
		synonyms: new Map(related),
		stop: new Set(words.stop),
		weak: new Set(words.weak),
		common: new Set(words.common),
		isLatinTerm: (word) => shown.has(word),
	}
}

let sounds: ReadonlyMap<string, readonly string[]> | undefined

/** Keys of the terms that sound like this, by initials or in full (`~smdj`, `~saomiaodianjing`). */
export function termsBySound(token: string): readonly string[] {
	if (!sounds) {
		const made = new Map<string, string[]>()
		for (const key of dictionary().terms.keys())
			for (const sound of soundTokens(key)) made.set(sound, [...(made.get(sound) ?? []), key])
		sounds = made
	}
	return sounds.get(token) ?? []
}
