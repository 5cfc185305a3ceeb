/** A random token for cookies: 256 bits, base64url. */
export function newToken(): string {
	const bytes = crypto.getRandomValues(new Uint8Array(32))
	return btoa(String.fromCharCode(...bytes))
		.replace(/\+/g, '-')
		.replace(/\//g, '_')
		.replace(/=+$/, '')
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
	listing_import: 'DR',
	order: 'DD',
	claim: 'DF',
	notice: 'GS',
	objection: 'YY',
	batch: 'QS',
	payment: 'FK',
	statement: 'DZ',
	statement_file: 'LS',
	payee: 'ZH',
	clawback: 'ZK',
	set_off: 'CD',
	clearing: 'JS',
	advance: 'DK',
	sampling: 'CY',
	sanction: 'CJ',
	simulation: 'MN',
} as const
export type NumberKind = keyof typeof numberPrefixes

/** DD-2026-000123 from a counter's value. */
export const publicNumber = (kind: NumberKind, year: number, counter: bigint | number) =>
	`${numberPrefixes[kind]}-${year}-${counter.toString().padStart(6, '0')}`
