import { createHash } from 'node:crypto'
import type { Lottery } from '#app/domain/programmes/giving-rules.ts'
import type { LocalDate } from '#app/lib/time.ts'

/**
 * The closed list of a draw as a text anyone can download, and the order that follows from it. The database computes both
 * by the same rule (draw_list_text, draw_order); this is the second reckoning, for the drill and for whoever doubts.
 */

export type ListedCandidate = { number: string; amountFen: bigint; submittedAt: string; score: number | null }
export type DrawList = { round: string; giving: 'lottery' | 'ranked'; candidates: ListedCandidate[] }

const firstLine = '# innovation voucher draw list 1'
const sha256 = (words: string) => createHash('sha256').update(words, 'utf8').digest('hex')

/** The hash under which a list is closed: of its bytes, as `sha256sum` says it. */
export const listHash = sha256

/** The seed: sha256 of the list's hash and the digits of the public number, one after the other. */
export const seedOf = (hash: string, number: string) => sha256(hash + number)

/** A lottery's order: application numbers sorted by sha256 of the seed and the number. */
export function lotteryOrder(numbers: readonly string[], seed: string): string[] {
	return numbers
		.map((number) => ({ number, lot: sha256(seed + number) }))
		.sort((a, b) => compare(a.lot, b.lot) || compare(a.number, b.number))
		.map(({ number }) => number)
}

/** The order by score: highest first; equal scores by the time of handing in, then by number. */
export function rankedOrder(candidates: readonly ListedCandidate[]): string[] {
	return [...candidates]
		.sort(
			(a, b) => (b.score ?? 0) - (a.score ?? 0) || compare(a.submittedAt, b.submittedAt) || compare(a.number, b.number),
		)
		.map(({ number }) => number)
}

const compare = (a: string, b: string) => (a < b ? -1 : a > b ? 1 : 0)
const oneLine = (words: string) => words.replace(/\s+/g, ' ').trim()

/** The first lines of a list: which round, how it gives, and which number decides from which day on. */
export function drawListHeader(round: string, lottery: { rule: Lottery; numberOn: LocalDate } | null): string {
	const lines = [firstLine, `# round ${round}`, `# giving ${lottery ? 'lottery' : 'ranked'}`]
	if (lottery) {
		const { name, source } = lottery.rule.publicNumber
		lines.push(`# number ${oneLine(name.zh)} | ${oneLine(source.zh)} | first published on or after ${lottery.numberOn}`)
	}
	lines.push(`# columns application, amount in fen, handed in (UTC)${lottery ? '' : ', score'}`)
	return lines.map((line) => `${line}\n`).join('')
}

/** Reads a downloaded list. Throws RangeError naming the line that is none. */
export function readDrawList(text: string): DrawList {
	const lines = text.split('\n')
	if (lines[0] !== firstLine || lines.pop() !== '') throw new RangeError('not a draw list, or not whole')
	const head = (name: string) => lines.find((line) => line.startsWith(`# ${name} `))?.slice(name.length + 3) ?? ''
	const giving = head('giving')
	if (giving !== 'lottery' && giving !== 'ranked') throw new RangeError('the list does not say how it is given')
	const candidates = lines.flatMap((line, index) => {
		if (line.startsWith('#')) return []
		const [number = '', amount = '', submittedAt = '', score] = line.split('\t')
		if (!/^\S+$/.test(number) || !/^\d+$/.test(amount) || (score !== undefined && !/^\d+$/.test(score)))
			throw new RangeError(`line ${index + 1} is no candidate`)
		return [{ number, amountFen: BigInt(amount), submittedAt, score: score === undefined ? null : Number(score) }]
	})
	return { round: head('round'), giving, candidates }
}

/** What anyone can recompute of a draw: the list's hash, the seed (lottery) and the order. Throws RangeError. */
export function recomputeDraw(text: string, number: string | null) {
	const { round, giving, candidates } = readDrawList(text)
	const hash = listHash(text)
	if (giving === 'ranked') return { round, giving, listHash: hash, seed: null, order: rankedOrder(candidates) }
	if (!number) throw new RangeError('a lottery needs its public number')
	const seed = seedOf(hash, number)
	const order = lotteryOrder(
		candidates.map((candidate) => candidate.number),
		seed,
	)
	return { round, giving, listHash: hash, seed, order }
}
