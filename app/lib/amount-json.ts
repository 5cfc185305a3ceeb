/** JSON has no number for an amount in fen: a bigint becomes text. A copy first and a plain `stringify` is a quarter faster than asking a replacer of every value. */
export const amountJson = (value: unknown): string => JSON.stringify(withText(value))

function withText(value: unknown): unknown {
	if (typeof value === 'bigint') return value.toString()
	if (typeof value !== 'object' || value === null || value instanceof Date) return value
	if (Array.isArray(value)) return value.map(withText)
	const copy: Record<string, unknown> = {}
	for (const key of Object.keys(value)) copy[key] = withText((value as Record<string, unknown>)[key])
	return copy
}
