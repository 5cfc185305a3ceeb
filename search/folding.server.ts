import { createRequire } from 'node:module'

const require = createRequire(import.meta.url)
let toSimplified: ((text: string) => string) | undefined

const han = /\p{Script=Han}/u
export const hasHan = (text: string) => han.test(text)

/**
 * Text as it is compared: full-width forms made narrow, lower case, Traditional folded to Simplified, all dashes one,
 * runs of space one. Length may change.
 */
export function fold(text: string): string {
	const plain = text
		.normalize('NFKC')
		.toLowerCase()
		.replace(/[‐-―−－]/g, '-')
		.replace(/\s+/g, ' ')
		.trim()
	if (!han.test(plain)) return plain
	toSimplified ??= (require('opencc-js/t2cn') as typeof import('opencc-js')).Converter({ from: 't', to: 'cn' })
	return isTraditional(plain, toSimplified) ? toSimplified(plain) : plain
}

const traditional = new Map<string, boolean>()

/** Whether a text holds a Traditional character. One that holds none is Simplified, where words may mean another thing (打坏). */
function isTraditional(text: string, convert: (text: string) => string): boolean {
	for (const char of text) {
		let is = traditional.get(char)
		if (is === undefined) {
			is = convert(char) !== char
			traditional.set(char, is)
		}
		if (is) return true
	}
	return false
}

/** The key under which a term is kept: folded, without spaces, dashes and slashes (FE-SEM = fesem). */
export const keyOf = (term: string) => fold(term).replace(/[\s\-_/·.()]+/g, '')
