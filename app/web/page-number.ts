/** The page of a list an address asks for, from 1; what is no number is the first. */
export function pageIn(url: string): number {
	const asked = Number.parseInt(new URL(url).searchParams.get('page') ?? '1', 10)
	return Math.min(Math.max(asked || 1, 1), 100_000)
}
