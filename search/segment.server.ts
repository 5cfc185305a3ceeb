import { createRequire } from 'node:module'
import { compactOf } from './compact.ts'
import { dictionary } from './dictionary.server.ts'
import { fold, hasHan, keyOf } from './folding.server.ts'
import { findStandards } from './standards.ts'

const require = createRequire(import.meta.url)
type Cutter = {
	cut(text: string, hmm?: boolean): string[]
	cutForSearch(text: string, hmm?: boolean): string[]
	tag(text: string, hmm?: boolean): { word: string; tag: string }[]
}
let cutter: Cutter | undefined

/** The word cutter with the trade's own words. Loaded on first use: its dictionary takes 200 ms and 60 MB. */
function jieba(): Cutter {
	if (cutter) return cutter
	const { Jieba } = require('@node-rs/jieba') as typeof import('@node-rs/jieba')
	const { dict } = require('@node-rs/jieba/dict') as typeof import('@node-rs/jieba/dict')
	const made = Jieba.withDict(dict)
	const own = [...dictionary().terms.keys()].filter((key) => hasHan(key) && key.length <= 8)
	made.loadDict(Buffer.from(own.map((key) => `${key} 20000 n`).join('\n')))
	cutter = made
	return made
}

const run = /\p{Script=Han}+|[a-z0-9µμωφ°℃%]+(?:[.\-+/&'_][a-z0-9%]+)*/gu

/** Whether Han text is one word of the general dictionary or of the trade's. */
export const isKnownWord = (text: string) => jieba().cut(text, false).length === 1

/** Han text cut into words that are known; what belongs to none stays as single characters. Together they are the text. */
export const knownWords = (text: string): string[] => jieba().cut(text, false)

/** Shorter words a Han word is made of (蛋糕店: 蛋糕). */
export const insideOf = (word: string): string[] =>
	hasHan(word) && word.length > 2
		? jieba()
				.cutForSearch(word, false)
				.filter((one) => one.length > 1 && one !== word)
		: []

/** Kinds of words that name nothing: verbs, adverbs, adjectives, numbers, times, particles, as the general dictionary has them. */
const passing = /^(?:v|d|a|c|p|u|f|r|q|m|t|y|e|o)/

/** Whether the general dictionary knows a word, and as one that names nothing (出现, 知道, 半年). */
export function isPassing(word: string): boolean {
	const [first, ...more] = jieba().tag(word, false)
	return first !== undefined && more.length === 0 && first.word.length > 1 && passing.test(first.tag)
}

/** Words of folded text as a question is read: no overlaps, in order. */
export function words(folded: string): string[] {
	const found: string[] = []
	for (const [part] of folded.matchAll(run)) {
		if (hasHan(part))
			found.push(
				...jieba()
					.cut(part, true)
					.filter((word) => hasHan(word)),
			)
		else found.push(part)
	}
	return found
}

/**
 * Every term of the dictionary that stands in folded text, longest first at each place, overlaps kept. Latin terms
 * must be whole words (SEM is not in "assembly").
 */
export function termsIn(folded: string): string[] {
	const { terms, longest } = dictionary()
	const compact = compactOf(folded)
	const found = new Set<string>()
	for (let start = 0; start < compact.text.length; start++) {
		if (!compact.isWordStart[start]) continue
		for (let length = Math.min(longest, compact.text.length - start); length >= 2; length--) {
			if (!compact.isWordEnd[start + length - 1]) continue
			const key = compact.text.substring(start, start + length)
			if (terms.has(key)) found.add(key)
		}
	}
	return [...found]
}

/**
 * Tokens of a text for the index: words, their parts, dictionary terms and every form of its standard numbers.
 * `aside` is text told in passing (a description): words that say little are left out.
 */
export function tokensOf(text: string, aside = false): string[] {
	const folded = fold(text)
	if (folded === '') return []
	const { stop, weak } = dictionary()
	const tokens = new Set<string>()
	let plain = folded
	for (const { start, end, forms } of findStandards(folded)) {
		for (const form of forms) tokens.add(form)
		plain = plain.slice(0, start) + ' '.repeat(end - start) + plain.slice(end)
	}
	for (const [part] of plain.matchAll(run)) {
		if (hasHan(part)) {
			for (const word of jieba().cutForSearch(part, true)) if (!aside || word.length > 1) tokens.add(word)
		} else {
			tokens.add(keyOf(part))
			for (const piece of part.split(/[.\-+/&'_]/)) if (piece.length > 1) tokens.add(piece)
		}
	}
	for (const term of termsIn(plain)) tokens.add(term)
	return [...tokens].filter((token) => isWorthKeeping(token) && !stop.has(token) && !(aside && weak.has(token)))
}

const isWorthKeeping = (token: string) => token !== '' && token.length <= 60 && !/^\d{1,2}$/.test(token)
