import { daysBetween, type LocalDate } from '#app/lib/time.ts'

/** What two lines are compared by. Texts are plain: letters, digits and characters only, in one width and case. */
export type Project = {
	words: string
	contractNo: string
	reportNo: string
	baseFen: bigint
	serviceOn: LocalDate | null
	enterprise: string
	provider: string
	/** the listing it was bought from; null: not on the platform */
	listing: string | null
}

export const likenessSigns = ['words', 'report_no', 'contract_no', 'amount', 'days', 'enterprise', 'provider'] as const
export type LikenessSign = (typeof likenessSigns)[number]

/** How alike two projects are: 0 to 100, with what matched. */
export type Likeness = { score: number; wordsPercent: number; signs: LikenessSign[] }

const gramLength = 2

/** Pairs of neighbouring characters with how often each occurs. */
function grams(words: string): Map<string, number> {
	const found = new Map<string, number>()
	const characters = [...words]
	for (let i = 0; i + gramLength <= characters.length; i++) {
		const gram = characters.slice(i, i + gramLength).join('')
		found.set(gram, (found.get(gram) ?? 0) + 1)
	}
	return found
}

/** Share of character pairs two texts have in common (Dice), 0 to 1: word order and small changes weigh little. */
export function wordLikeness(left: string, right: string): number {
	if (left === right) return left === '' ? 0 : 1
	const [a, b] = [grams(left), grams(right)]
	const size = (all: Map<string, number>) => [...all.values()].reduce((sum, n) => sum + n, 0)
	let common = 0
	for (const [gram, count] of a) common += Math.min(count, b.get(gram) ?? 0)
	const whole = size(a) + size(b)
	return whole === 0 ? 0 : (2 * common) / whole
}

/** The longest stretches of at least four characters that both texts have, longest first, at most three. */
export function sharedStretches(left: string, right: string): string[] {
	const [a, b] = [[...left].slice(0, 300), [...right].slice(0, 300)]
	const lengths = new Map<string, number>()
	let before = new Array<number>(b.length + 1).fill(0)
	for (let i = 1; i <= a.length; i++) {
		const row = new Array<number>(b.length + 1).fill(0)
		for (let j = 1; j <= b.length; j++) {
			if (a[i - 1] !== b[j - 1]) continue
			row[j] = before[j - 1]! + 1
			const isEnd = i === a.length || j === b.length || a[i] !== b[j]
			if (isEnd && row[j]! >= 4) lengths.set(a.slice(i - row[j]!, i).join(''), row[j]!)
		}
		before = row
	}
	const longest = [...lengths].sort((x, y) => y[1] - x[1]).map(([text]) => text)
	return longest.filter((text, index) => !longest.slice(0, index).some((other) => other.includes(text))).slice(0, 3)
}

const nearDays = 30

/** Compares two projects. Pure. */
export function likenessOf(left: Project, right: Project): Likeness {
	const words = wordLikeness(left.words, right.words)
	const days = left.serviceOn && right.serviceOn ? Math.abs(daysBetween(left.serviceOn, right.serviceOn)) : null
	const isSameProvider = left.provider === right.provider
	const signs = new Set<LikenessSign>()
	if (words >= 0.5) signs.add('words')
	if (isSameProvider && left.reportNo !== '' && left.reportNo === right.reportNo) signs.add('report_no')
	if (isSameProvider && left.contractNo !== '' && left.contractNo === right.contractNo) signs.add('contract_no')
	if (left.baseFen === right.baseFen) signs.add('amount')
	if (days !== null && days <= nearDays) signs.add('days')
	if (left.enterprise === right.enterprise) signs.add('enterprise')
	if (isSameProvider) signs.add('provider')
	const points =
		60 * words +
		(signs.has('report_no') ? 30 : 0) +
		(signs.has('contract_no') ? 15 : 0) +
		(signs.has('amount') ? 10 : 0) +
		(signs.has('days') ? 10 : 0) +
		(signs.has('enterprise') ? 10 : 0)
	return {
		score: Math.min(100, Math.round(points)),
		wordsPercent: Math.round(words * 100),
		signs: likenessSigns.filter((sign) => signs.has(sign)),
	}
}

/** Texts this long describe a project; shorter ones may be the name of a service that a provider sells to everybody. */
const tellingLength = 40

/**
 * Whether a likeness is worth a person's look. The same report always is. A service a provider sells to many says little by
 * its name: between two enterprises the whole description has to be alike, and where the same listing is bought again, the
 * contract, the amount and the month.
 */
export function isSuggested({ signs, score, wordsPercent }: Likeness, left: Project, right: Project): boolean {
	if (signs.includes('report_no')) return true
	if (left.listing !== null && left.listing === right.listing)
		return signs.includes('contract_no') && signs.includes('amount') && signs.includes('days')
	if (!signs.includes('enterprise'))
		return wordsPercent >= 85 && Math.min(left.words.length, right.words.length) >= tellingLength
	return score >= 50 && (signs.includes('words') || signs.includes('contract_no'))
}

const mustJudgeFrom = 75

/** Too alike to be approved before somebody has looked: the same enterprise again, or the same report. */
export const needsJudgement = ({ score, signs }: Likeness) =>
	signs.includes('report_no') || (score >= mustJudgeFrom && signs.includes('enterprise'))
