import { paths } from './paths.ts'

/** Listings that stand side by side at most. */
export const mostCompared = 4

/** Which listings an address compares: `n` once for each, the first four that differ. */
export function comparedNumbers(params: URLSearchParams): string[] {
	const asked = params.getAll('n').filter((number) => /^[\w-]{1,40}$/.test(number))
	return [...new Set(asked)].slice(0, mostCompared)
}

/** The address that compares these listings. */
export function comparePath(numbers: readonly string[], isOnlyDifferent = false): string {
	const params = new URLSearchParams(numbers.map((number) => ['n', number]))
	if (isOnlyDifferent) params.set('only', 'different')
	return params.size > 0 ? `${paths.compare}?${params}` : paths.compare
}
