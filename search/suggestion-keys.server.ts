import { fold, hasHan, keyOf } from './folding.server.ts'
import { soundTokens } from './pinyin.server.ts'
import { termsIn, words } from './segment.server.ts'
import { findStandards } from './standards.ts'

/** Words of a name by whose beginnings it is found, too. */
const mostWords = 4
const longestKey = 60

/**
 * What a suggestion is found by: beginnings of these. The first character is the rank: 0 its name, 1 a later word of it, 2
 * how it sounds (saomiaodianjing), 3 its initials (smdj).
 */
export function keysOf(names: readonly (string | null)[]): string[] {
	const keys = new Set<string>()
	const put = (rank: number, key: string) => {
		if (key !== '' && ![0, 1, 2, 3].some((known) => known < rank && keys.has(`${known}${key}`)))
			keys.add(`${rank}${key.slice(0, longestKey)}`)
	}
	for (const name of names) {
		if (!name) continue
		const folded = fold(name)
		put(0, keyOf(name))
		for (const { forms } of findStandards(folded)) for (const form of forms) put(/^\d/.test(form) ? 1 : 0, keyOf(form))
		let at = 0
		for (const word of words(folded).slice(1, mostWords + 1)) {
			at = folded.indexOf(word, at + 1)
			if (at > 0 && word.length > 1) put(1, keyOf(folded.slice(at)))
		}
		const whole = keyOf(name)
		for (const term of termsIn(folded).slice(0, mostWords)) {
			const from = whole.indexOf(term)
			if (from > 0) put(1, whole.slice(from))
		}
		if (!hasHan(folded)) continue
		const [initials, sound] = soundTokens(keyOf(name))
		if (sound) put(2, sound.slice(1))
		if (initials) put(3, initials.slice(1))
	}
	return [...keys]
}
