import { compactOf } from './compact.ts'
import { dictionary } from './dictionary.server.ts'
import { fold, hasHan } from './folding.server.ts'
import { sayingWords } from './needs.server.ts'
import { syllables } from './pinyin.server.ts'
import { isKnownWord, knownWords } from './segment.server.ts'

type Vocabulary = { bySound: Map<string, string>; shortBySound: Map<string, string>; byDeletion: Map<string, string[]> }
let kept: Vocabulary | undefined

const soundOf = (text: string) => syllables(text).join(' ')
const deletions = (word: string) => [word, ...Array.from(word, (_, i) => word.slice(0, i) + word.slice(i + 1))]

function vocabulary(): Vocabulary {
	if (kept) return kept
	const bySound = new Map<string, string>()
	const byDeletion = new Map<string, string[]>()
	const shortBySound = new Map<string, string>()
	for (const word of [...dictionary().common, ...sayingWords(), ...dictionary().terms.keys()])
		if (hasHan(word) && word.length === 2 && !shortBySound.has(soundOf(word))) shortBySound.set(soundOf(word), word)
	for (const key of dictionary().terms.keys()) {
		if (hasHan(key) && key.length >= 3) bySound.set(soundOf(key), key)
		if (key.length < (hasHan(key) ? 3 : 4)) continue
		for (const form of deletions(key)) byDeletion.set(form, [...(byDeletion.get(form) ?? []), key])
	}
	kept = { bySound, shortBySound, byDeletion }
	return kept
}

/** Whether two words differ by one character: one other, one more, one less, or two neighbours changed over. */
export function isOneEditApart(a: string, b: string): boolean {
	if (a === b || Math.abs(a.length - b.length) > 1) return false
	let head = 0
	while (head < a.length && head < b.length && a[head] === b[head]) head++
	let tail = 0
	while (tail < a.length - head && tail < b.length - head && a.at(-1 - tail) === b.at(-1 - tail)) tail++
	const restA = a.slice(head, a.length - tail)
	const restB = b.slice(head, b.length - tail)
	if (restA.length <= 1 && restB.length <= 1) return true
	return restA.length === 2 && restB.length === 2 && restA[0] === restB[1] && restA[1] === restB[0]
}

const longestWindow = 30

/**
 * The question with its first misspelt term put right: a term of the dictionary that sounds the same (扫秒电镜) or is
 * one character away (HPCL), else two characters that are no word and sound like one that is (齿伦). Null when nothing
 * is near.
 */
export function corrected(question: string): string | null {
	const folded = fold(question)
	const { text, isWordStart, isWordEnd, at } = compactOf(folded)
	const { terms } = dictionary()
	const pieces = piecesOf(text)
	for (let length = Math.min(longestWindow, text.length); length >= 2; length--) {
		for (let start = 0; start + length <= text.length; start++) {
			if (!isWordStart[start] || !isWordEnd[start + length - 1]) continue
			const window = text.substring(start, start + length)
			if (terms.has(window)) continue
			const inside = piecesWithin(pieces, start, start + length)
			const better = inside && nearest(window, inside)
			if (better)
				return `${folded.slice(0, at[start])}${terms.get(better) ?? better}${folded.slice(at[start + length - 1]! + 1)}`.trim()
		}
	}
	return null
}

/** Where each known word of a text begins, and where the last one ends. */
function piecesOf(text: string): number[] {
	let at = 0
	return [0, ...knownWords(text).map((word) => (at += word.length))]
}

/** Lengths of the known words between two places; null where one of them lies across a place. */
function piecesWithin(pieces: readonly number[], start: number, end: number): number[] | null {
	const from = pieces.indexOf(start)
	const to = pieces.indexOf(end)
	return from < 0 || to < 0 ? null : pieces.slice(from + 1, to + 1).map((at, i) => at - pieces[from + i]!)
}

function nearest(window: string, pieces: readonly number[]): string | null {
	const { bySound, shortBySound, byDeletion } = vocabulary()
	if (window.length === 2) {
		const same = /^\p{Script=Han}{2}$/u.test(window) ? shortBySound.get(soundOf(window)) : undefined
		return same && same !== window && !isKnownWord(window) ? same : null
	}
	if (hasHan(window)) {
		const same = bySound.get(soundOf(window))
		if (same && same !== window) return same
	}
	// what consists of words that are known is meant as it stands (焊缝开裂 is no misspelt 焊点开裂)
	if (window.length < 4 || (hasHan(window) && pieces.every((length) => length > 1))) return null
	// a term with something beside it is there already
	for (const form of deletions(window))
		for (const term of byDeletion.get(form) ?? [])
			if (isOneEditApart(term, window) && !window.includes(term)) return term
	return null
}
