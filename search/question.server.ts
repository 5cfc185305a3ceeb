import { compactOf } from './compact.ts'
import { dictionary, termsBySound } from './dictionary.server.ts'
import { fold, hasHan, keyOf } from './folding.server.ts'
import { isToldBy, type Need, needsOf } from './needs.server.ts'
import { insideOf, isPassing, knownWords, words } from './segment.server.ts'
import { spelt } from './spelt.server.ts'
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
	/** how telling it is: a standard 10, a term 4, another word 3, a word common to many services 2, a weak one 1 */
	weight: number
}

export type Question = {
	folded: string
	parts: Part[]
	/** what would help when no service is named but a symptom, a product or a purpose; empty for plain terms */
	needs: readonly Need[]
	expandedTerms: string[]
	matchedTerms: string[]
}

const mostParts = 8
const standardWeight = 10

/** What was read last: a search reads its question as it begins, and again when it is its turn. */
const lately = new Map<string, Question>()
const mostLately = 50

/** Reads a question: standard numbers, terms of the trade with their synonyms, other words, pinyin; and what is needed. */
export function readQuestion(text: string, expand: boolean): Question {
	const key = `${expand} ${text}`
	const known = lately.get(key)
	if (known) return known
	const question = read(text, expand)
	if (lately.size >= mostLately) lately.clear()
	lately.set(key, question)
	return question
}

function read(text: string, expand: boolean): Question {
	const typed = fold(text.slice(0, 200))
	const folded = expand ? (spelt(typed) ?? typed).replace(/国标(?=\s*\d)/g, 'gb ') : typed
	const parts: Part[] = []
	let rest = folded
	for (const mention of findStandards(folded).reverse()) {
		rest = `${rest.slice(0, mention.start)} ${rest.slice(mention.end)}`
		const forms = expand
			? [
					...mention.forms.filter((form) => form === mention.full || form.endsWith(mention.number)),
					...mention.adopted,
					...(dictionary().synonyms.get(keyOf(mention.full)) ?? []).map(keyOf),
				]
			: [mention.full]
		parts.unshift({
			text: folded.slice(mention.start, mention.end),
			typed: [mention.full],
			alternatives: forms
				// a long number is that standard's alone, whoever is thought to have issued it
				.filter((form) => !/^[a-z]?\d/.test(form) || (expand && /^(?:\d{5,}|\d{4,}\.\d+)$/.test(form)))
				.map((form) => [form]),
			isWeak: false,
			weight: standardWeight,
		})
	}
	const pieces = cut(rest)
	for (const piece of pieces) parts.push(partOf(piece, expand))
	const seen = new Set<string>()
	const distinct = parts
		.filter((part) => !seen.has(part.typed.join()) && seen.add(part.typed.join()))
		.slice(0, mostParts)
	// a service named in one term is what is wanted; what it might be good for is not asked
	const others = distinct.filter((part) => part.weight < 4)
	const isStandard = distinct.some((part) => part.weight === standardWeight)
	const isPlain =
		!isStandard && distinct.length === others.length + 1 && others.every((part) => dictionary().weak.has(part.text))
	const needs = expand && !isPlain ? needsOf(folded, knownWords(folded)) : []
	return { folded, parts: distinct, needs, ...termsFor(distinct, needs, folded, expand) }
}

/** Where nothing answers: a standard is any of its series, a longer word is also what it is made of. Null: that is no more. */
export function looser(question: Question): Question | null {
	const parts = question.parts.map((part): Part => {
		const more =
			part.weight === standardWeight
				? findStandards(part.text).flatMap(({ forms }) => forms.filter((form) => !/^[a-z]?\d/.test(form)))
				: insideOf(part.text).filter((word) => !dictionary().stop.has(word) && !dictionary().weak.has(word))
		const known = new Set(part.alternatives.map((tokens) => tokens.join(' ')))
		const added = more.filter((token) => !known.has(token)).map((token) => [token])
		return added.length > 0 ? { ...part, alternatives: [...part.alternatives, ...added] } : part
	})
	return parts.some((part, i) => part !== question.parts[i]) ? { ...question, parts } : null
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
	const { weak } = dictionary()
	const key = keyOf(text)
	const isWeak = weak.has(text) || (hasHan(text) && (text.length === 1 || (!isTerm && namesNothing(text))))
	const plain = { text, typed: [key], isWeak, weight: weightOf(text, isTerm, isWeak) }
	if (!expand) return { ...plain, alternatives: [[key]] }
	const mayBePinyin = /^[a-z]{2,40}$/.test(text) && !dictionary().isLatinTerm(text)
	return {
		...plain,
		alternatives: alternativesOf(text, isTerm, mayBePinyin),
		...(mayBePinyin && text.length >= 4 ? { prefix: `~${text}` } : {}),
	}
}

/** Verbs, adverbs, numbers and the like that the trade has no use for (出现, 知道, 半年). */
const namesNothing = (word: string) => !dictionary().common.has(word) && !isToldBy(word) && isPassing(word)

function weightOf(text: string, isTerm: boolean, isWeak: boolean): number {
	if (isWeak) return 1
	if (dictionary().common.has(text)) return 2
	return isTerm ? 4 : 3
}

const mostBySound = 4

/** Every way to meet a word: itself, terms that mean the same, its pieces, other forms of a number or an English word, pinyin. */
function alternativesOf(text: string, isTerm: boolean, mayBePinyin: boolean): string[][] {
	const { synonyms } = dictionary()
	const key = keyOf(text)
	const ways = new Map<string, string[]>([[key, [key]]])
	const put = (...tokens: string[]) => ways.set(tokens.join(' '), tokens)
	const putTerm = (term: string) => {
		put(term)
		for (const other of synonyms.get(term) ?? []) put(keyOf(other))
	}
	putTerm(key)
	// an apparatus is asked for by what it does, too (液质联用仪: 液质联用)
	const stem = key.replace(/(仪器|设备|系统|[仪机器])$/, '')
	if (isTerm && stem !== key && stem.length >= 2 && dictionary().terms.has(stem)) putTerm(stem)
	if (/^\d{3,6}(\.\d{1,3})?$/.test(text)) put(text)
	if (!isTerm && !hasHan(text) && /[.\-+/&'_]/.test(text)) {
		const pieces = text.split(/[.\-+/&'_]/).filter((piece) => piece.length > 1)
		if (pieces.length > 1) put(...pieces)
	}
	if (!isTerm && /^[a-z]{4,}$/.test(text)) {
		put(`${text}s`)
		put(text.replace(/ies$/, 'y').replace(/([^s])s$/, '$1'))
	}
	if (mayBePinyin) {
		for (const term of termsBySound(`~${text}`).slice(0, mostBySound)) putTerm(term)
		put(`~${text}`)
	}
	return [...ways.values()]
}

/** What to tell the reader: terms added to the typed ones, and every term to be marked in names. */
function termsFor(parts: Part[], needs: readonly Need[], folded: string, expand: boolean) {
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
		if (part.alternatives.some(([token]) => token?.startsWith('~')))
			for (const [token] of part.alternatives) if (token && terms.has(token)) matched.add(fold(terms.get(token)!))
	}
	for (const { term } of needs) {
		expanded.add(term)
		matched.add(fold(term))
	}
	const shown = [...expanded].filter((term) => !folded.includes(fold(term)))
	return { expandedTerms: shown, matchedTerms: [...matched].sort((a, b) => b.length - a.length) }
}
