/** Where things stand in a burn chart: pure geometry, in the units of its view box. */

export type Plot = {
	width: number
	height: number
	left: number
	right: number
	top: number
	bottom: number
	months: readonly number[]
}

export const widePlot: Plot = {
	width: 540,
	height: 330,
	left: 44,
	right: 448,
	top: 16,
	bottom: 300,
	months: [1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12],
}
export const phonePlot: Plot = {
	width: 330,
	height: 280,
	left: 40,
	right: 240,
	top: 16,
	bottom: 250,
	months: [3, 6, 9, 12],
}

/** One cumulative series: its value at the end of each month so far, and how far into the year each stands (0 to 12). */
export type Series = { at: number; value: bigint }[]

/** A round number just above `amount` that divides by five. */
export function scaleTop(amount: bigint): bigint {
	let step = 1n
	while (step * 10n <= amount) step *= 10n
	for (const factor of [10n, 15n, 20n, 25n, 30n, 40n, 50n, 60n, 80n, 100n]) {
		const top = (step * factor) / 10n
		if (top >= amount && top % 5n === 0n) return top
	}
	return step * 10n
}

export const x = (plot: Plot, month: number) => round(plot.left + ((plot.right - plot.left) * month) / 12)

/** Height of a value on a scale from 0 to `top`. */
export function y(plot: Plot, value: bigint, top: bigint): number {
	const share = top === 0n ? 0 : Number((value * 100_000n) / top) / 100_000
	return round(plot.bottom - (plot.bottom - plot.top) * share)
}

const round = (n: number) => Math.round(n * 10) / 10

/** The line of a series, from the beginning of the year. */
export const linePath = (plot: Plot, series: Series, top: bigint) =>
	`M${plot.left} ${plot.bottom}${series.map((point) => `L${x(plot, point.at)} ${y(plot, point.value, top)}`).join('')}`

/** The ground under a series. */
export const areaPath = (plot: Plot, series: Series, top: bigint) =>
	`${linePath(plot, series, top)}L${x(plot, series.at(-1)?.at ?? 0)} ${plot.bottom}Z`

/** Moves labels down until none overlaps the one above, then up from the bottom; keeps their order. */
export function spread(heights: readonly number[], gap: number, bottom: number): number[] {
	const placed = [...heights]
	for (let i = 1; i < placed.length; i++) placed[i] = Math.max(placed[i]!, placed[i - 1]! + gap)
	for (let i = placed.length - 1; i >= 0; i--)
		placed[i] = Math.min(placed[i]!, i === placed.length - 1 ? bottom : placed[i + 1]! - gap)
	return placed
}
