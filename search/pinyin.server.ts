import { createRequire } from 'node:module'
import { fold, hasHan } from './folding.server.ts'

const require = createRequire(import.meta.url)
type PinyinPro = typeof import('pinyin-pro')
let library: PinyinPro | undefined
const kept = new Map<string, readonly string[]>()
const mostKept = 20_000

/** Syllables without tones of the Han characters in folded text; other characters stay as words of their own. */
export function syllables(folded: string): readonly string[] {
	const known = kept.get(folded)
	if (known) return known
	library ??= require('pinyin-pro') as PinyinPro
	const read = library.pinyin(folded, { toneType: 'none', type: 'array', nonZh: 'consecutive', v: true })
	const all = read.map((part) => part.trim().toLowerCase()).filter(Boolean)
	if (kept.size >= mostKept) kept.clear()
	kept.set(folded, all)
	return all
}

/** Text as it sounds, syllables apart: what names that look or sound alike are compared by. */
export const sound = (text: string) =>
	syllables(fold(text))
		.join(' ')
		.replace(/[^a-z0-9 ]+/g, ' ')
		.replace(/\s+/g, ' ')
		.trim()

/** Tokens by which a Han word is found from its sound: initials and full, marked `~` (smdj, saomiaodianjing). */
export function soundTokens(word: string): string[] {
	if (!hasHan(word) || word.length < 2) return []
	const parts = syllables(word)
	const initials = parts.map((part) => (/^[a-z]+$/.test(part) ? part[0]! : part)).join('')
	return [initials, parts.join('')].filter((t) => /^[a-z0-9]{2,60}$/.test(t)).map((t) => `~${t}`)
}
