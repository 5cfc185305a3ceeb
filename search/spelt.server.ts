import { dictionary, termsBySound } from './dictionary.server.ts'
import { hasHan } from './folding.server.ts'
import { sayingWords } from './needs.server.ts'
import { soundTokens } from './pinyin.server.ts'

let heard: ReadonlyMap<string, string> | undefined

/** Full spellings of words that are said but are no terms (断裂, 发热), and of common things (齿轮, 电池). */
function heardWords(): ReadonlyMap<string, string> {
	if (heard) return heard
	const made = new Map<string, string>()
	for (const word of [...sayingWords(), ...dictionary().common, ...dictionary().weak])
		if (hasHan(word) && word.length >= 2) {
			const full = soundTokens(word).at(-1)
			if (full && !made.has(full)) made.set(full, word)
		}
	heard = made
	return made
}

/**
 * A question spelt in pinyin (dianchi fare, chilunduanlie) in characters, when every bit of it is the full spelling of a
 * word that is known; else null.
 */
export function spelt(folded: string): string | null {
	if (!/^[a-z' ]{5,60}$/.test(folded)) return null
	const text = folded.replace(/[' ]/g, '')
	if (dictionary().isLatinTerm(text)) return null
	const wordOf = (piece: string) => {
		const [key] = termsBySound(`~${piece}`)
		return key ?? heardWords().get(`~${piece}`) ?? null
	}
	// best[i]: the fewest words that spell the text up to i
	const best: (readonly string[] | null)[] = [[]]
	for (let end = 1; end <= text.length; end++) {
		best[end] = null
		for (let start = 0; start <= end - 4; start++) {
			const before = best[start]
			if (!before || (best[end] && best[end]!.length <= before.length + 1)) continue
			const word = wordOf(text.slice(start, end))
			if (word && word.length * 2 <= end - start) best[end] = [...before, word]
		}
	}
	return best[text.length]?.join('') ?? null
}
