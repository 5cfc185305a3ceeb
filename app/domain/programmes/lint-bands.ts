import type { Match } from './conditions.ts'
import type { LintFindings } from './lint-finding.ts'

/** Bands of numbers that touch, overlap or leave a gap: who stands on the boundary should not have to ask. */

type Path = readonly (string | number)[]
export type Band = { from: bigint | null; upto: bigint | null; index: number; label: string; group: string }

const big = (value: number | bigint | undefined) => (value === undefined ? null : BigInt(value))

/** The bands of matches that differ in nothing else. Both ends belong to a band. */
function bandsOf(when: Match | undefined, index: number): Band[] {
	if (!when) return []
	const bands: Band[] = []
	const add = (name: string, from: bigint | null, upto: bigint | null) => {
		const { [name as keyof Match]: _own, ...others } = when
		bands.push({ from, upto, index, label: name, group: `${name} ${plain(others)}` })
	}
	for (const name of ['headcount', 'revenueFen', 'score', 'yearOfBusiness', 'quantity'] as const) {
		const range = when[name]
		if (range) add(name, big(range.min), big(range.max))
	}
	if (when.amount) {
		const { overFen, uptoFen } = when.amount
		add('amount', overFen === undefined ? null : overFen + 1n, uptoFen ?? null)
	}
	return bands
}

const plain = (value: unknown) =>
	JSON.stringify(value, (_key, part: unknown) => (typeof part === 'bigint' ? part.toString() : part))

export function lintBands(
	matches: readonly (Match | undefined)[],
	pathOf: (index: number, label: string) => Path,
	findings: LintFindings,
) {
	lintBandList(
		matches.flatMap((when, index) => bandsOf(when, index)),
		pathOf,
		findings,
		matches.some((when) => when === undefined),
	)
}

/** `elsewhere`: what falls into a gap is answered by a case without bands. */
export function lintBandList(
	all: readonly Band[],
	pathOf: (index: number, label: string) => Path,
	findings: LintFindings,
	elsewhere: boolean,
) {
	for (const group of new Set(all.map((band) => band.group))) {
		const bands = all.filter((band) => band.group === group).sort((a, b) => order(a.from, b.from))
		bands.forEach((band, place) => {
			const before = bands[place - 1]
			if (!before || before.index === band.index) return
			const path = pathOf(band.index, band.label)
			if (before.upto === null || band.from === null || band.from <= before.upto)
				findings.warning(
					'boundary.overlap',
					path,
					`与第 ${before.index + 1} 项的区间重叠${band.from !== null && band.from === before.upto ? `：${band.from} 两边都算` : ''}，先写的适用；写清边界属于哪一档`,
					`It overlaps with number ${before.index + 1}${band.from !== null && band.from === before.upto ? `: ${band.from} belongs to both` : ''}, and the earlier one applies; say which the boundary belongs to`,
				)
			else if (band.from > before.upto + 1n && !elsewhere)
				findings.warning(
					'boundary.gap',
					path,
					`${before.upto} 与 ${band.from} 之间没有规定`,
					`Nothing is said between ${before.upto} and ${band.from}`,
				)
		})
	}
}

const order = (a: bigint | null, b: bigint | null) => (a === b ? 0 : a === null ? -1 : b === null ? 1 : a < b ? -1 : 1)
