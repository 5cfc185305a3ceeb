const alphabet = '0123456789ABCDEFGHJKMNPQRSTVWXYZ'

/** A random token for cookies: 256 bits, base64url. */
export function newToken(): string {
	const bytes = crypto.getRandomValues(new Uint8Array(32))
	return btoa(String.fromCharCode(...bytes))
		.replace(/\+/g, '-')
		.replace(/\//g, '_')
		.replace(/=+$/, '')
}

/** A short code a person can read aloud and a bank keeps whole in 附言 (no I, L, O, U). */
export function newCode(length: number): string {
	return [...crypto.getRandomValues(new Uint8Array(length))].map((b) => alphabet[b % 32]).join('')
}

/** Prefixes of public numbers. */
export const numberPrefixes = {
	organisation: 'JG',
	programme: 'BF',
	round: 'PC',
	fund: 'ZJ',
	application: 'SL',
	voucher: 'KJ',
	listing: 'FW',
	order: 'DD',
	claim: 'DF',
	notice: 'GS',
	objection: 'YY',
	batch: 'QS',
	payment: 'FK',
	statement: 'DZ',
	payee: 'ZH',
} as const
export type NumberKind = keyof typeof numberPrefixes

/** DD-2026-000123 from a counter's value. */
export const publicNumber = (kind: NumberKind, year: number, counter: bigint | number) =>
	`${numberPrefixes[kind]}-${year}-${counter.toString().padStart(6, '0')}`
