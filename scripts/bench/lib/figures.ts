import { CannotRun } from '#scripts/lib/command-line.ts'
import type { Exercise } from '#scripts/lib/dispatch.ts'
import { machine, serverSettings } from './cluster.ts'

export const median = (values: readonly number[]): number => {
	const sorted = [...values].sort((a, b) => a - b)
	const middle = sorted.length >> 1
	return sorted.length % 2 ? sorted[middle]! : (sorted[middle - 1]! + sorted[middle]!) / 2
}

/** The value below which a share (0…1) of the values lies. */
export const percentile = (values: readonly number[], share: number): number => {
	const sorted = [...values].sort((a, b) => a - b)
	return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? 0
}

export const rounded = (value: number, digits = 3) => Number(value.toFixed(digits))

/** A ratio taken within each round: its median, and its least and greatest. */
export const ratioOf = (ratios: readonly number[]) => ({
	ratio: rounded(median(ratios)),
	spread: [rounded(Math.min(...ratios)), rounded(Math.max(...ratios))],
})

/** Machine and server a figure was taken on. Refuses a server that would lose commits: its figures are worth nothing. */
export async function surroundings(url: string) {
	const settings = await serverSettings(url)
	for (const name of ['fsync', 'synchronous_commit', 'full_page_writes'])
		if (settings[name] !== 'on')
			throw new CannotRun(`${name} is ${settings[name]}: a figure without it is worth nothing.`)
	return { settings, ...machine() }
}

/** Rounds of a bench and the seconds of each side in them; `--seconds` shortens them for a trial. */
export const rounds = 5
export const secondsOf = (line: Parameters<Exercise['run']>[0]) => Number(line.options.seconds ?? 10)
