const alphabet = '0123456789ABCDEFGHJKLMNPQRTUWXY'
const weights = [1, 3, 9, 27, 19, 26, 16, 17, 20, 29, 25, 13, 8, 24, 10, 30, 28]

/** Check character of the first 17 characters of a unified social credit code (GB 32100—2015, mod 31). */
export function creditCodeCheck(first17: string): string {
	const sum = [...first17].reduce((total, c, i) => total + alphabet.indexOf(c) * weights[i]!, 0)
	return alphabet[(31 - (sum % 31)) % 31]!
}

/** What is wrong with a unified social credit code, or null: `length`, `character` or `check`. */
export function creditCodeFault(code: string): 'length' | 'character' | 'check' | null {
	if (code.length !== 18) return 'length'
	if ([...code].some((c) => !alphabet.includes(c))) return 'character'
	return creditCodeCheck(code.slice(0, 17)) === code[17] ? null : 'check'
}
