import { dictionary } from './dictionary.server.ts'
import { fold, hasHan, keyOf } from './folding.server.ts'
import { soundTokens } from './pinyin.server.ts'
import { compactOf, words } from './segment.server.ts'
import { findStandards } from './standards.ts'

/** One thing asked for: any of the alternatives will do; an alternative is found when all of its tokens are. */
export type Part = {
	/** as typed, folded */
	text: string
	/** tokens of what was typed */
	typed: string[]
	/** ways to meet it, what was typed first */
	alternatives: string[][]
	/** a token that may also be the beginning of a longer one */
	prefix?: string
	/** says little (检测, 服务): helps the order, is not demanded */
	isWeak: boolean
}

export type Question = { folded: string; parts: Part[]; expandedTerms: string[]; matchedTerms: string[] }

const mostParts = 8

/** Reads a question: standard numbers, terms of the trade with their synonyms, other words, pinyin. */
export function readQuestion(text: string, expand: boolean): Question {
	const folded = fold(text.slice(0, 200))
	const parts: Part[] = []
	let rest = folded
	for (const mention of findStandards(folded).reverse()) {
		rest = `${rest.slice(0, mention.start)} ${rest.slice(mention.end)}`
		const forms = expand
			? mention.forms.filter((form) => form === mention.full || form.endsWith(mention.number))
			: [mention.full]
		parts.unshift({
			text: folded.slice(mention.start, mention.end),
			typed: [mention.full],
			alternatives: forms.filter((form) => !/^[a-z]?\d/.test(form)).map((form) => [form]),
			isWeak: false,
		})
	}
	for (const piece of cut(rest)) parts.push(partOf(piece, expand))
	const seen = new Set<string>()
	const distinct = parts
		.filter((part) => !seen.has(part.typed.join()) && seen.add(part.typed.join()))
		.slice(0, mostParts)
	return { folded, parts: distinct, ...termsFor(distinct, folded, expand) }
}

type Piece = { text: string; isTerm: boolean }

/** Cuts folded text at the longest dictionary terms, the rest into words; words that say nothing are dropped. */
function cut(folded: string): Piece[] {
	const { terms, longest, stop } = dictionary()
	const { text, isWordStart, isWordEnd, at } = compactOf(folded)
	const pieces: Piece[] = []
	let open = 0
	const flush = (until: number) => {
		if (until <= open) return
		// the original spacing matters for words that are no terms
		const source = folded.slice(at[open], (at[until - 1] ?? folded.length - 1) + 1)
		for (const word of words(source)) if (!stop.has(word)) pieces.push({ text: word, isTerm: false })
	}
	for (let start = 0; start < text.length; ) {
		const length = isWordStart[start] ? longestTerm(start) : 0
		if (length === 0) {
			start++
			continue
		}
		flush(start)
		pieces.push({ text: text.substring(start, start + length), isTerm: true })
		start += length
		open = start
	}
	flush(text.length)
	return pieces

	function longestTerm(start: number): number {
		for (let length = Math.min(longest, text.length - start); length >= 2; length--)
			if (isWordEnd[start + length - 1] && terms.has(text.substring(start, start + length))) return length
		return 0
	}
}

function partOf({ text, isTerm }: Piece, expand: boolean): Part {
	const { synonyms, weak, isLatinTerm } = dictionary()
	const key = keyOf(text)
	const alternatives: string[][] = [[key]]
	if (!expand) return { text, typed: [key], alternatives, isWeak: weak.has(text) }
	for (const term of synonyms.get(key) ?? []) alternatives.push([keyOf(term)])
	if (!isTerm && !hasHan(text) && /[.\-+/&'_]/.test(text)) {
		const pieces = text.split(/[.\-+/&'_]/).filter((piece) => piece.length > 1)
		if (pieces.length > 1) alternatives.push(pieces)
	}
	const mayBePinyin = /^[a-z]{2,40}$/.test(text) && !isLatinTerm(text)
	if (mayBePinyin) alternatives.push([`~${text}`])
	return {
		text,
		typed: [key],
		alternatives,
		isWeak: weak.has(text),
		...(mayBePinyin && text.length >= 4 ? { prefix: `~${text}` } : {}),
	}
}

/** What to tell the reader: terms added to the typed ones, and every term to be marked in names. */
function termsFor(parts: Part[], folded: string, expand: boolean) {
	const { terms, synonyms } = dictionary()
	const expanded = new Set<string>()
	const matched = new Set<string>()
	for (const part of parts) {
		matched.add(part.text)
		if (!expand) continue
		for (const term of synonyms.get(part.typed[0]!) ?? []) {
			expanded.add(term)
			matched.add(fold(term))
		}
		if (part.prefix || part.alternatives.some(([token]) => token?.startsWith('~')))
			for (const [key, term] of terms) if (soundTokens(key).includes(`~${part.text}`)) matched.add(fold(term))
	}
	const shown = [...expanded].filter((term) => !folded.includes(fold(term)))
	return { expandedTerms: shown, matchedTerms: [...matched].sort((a, b) => b.length - a.length) }
}
