import { percent, yuanText } from './amount-words.ts'
import { type Asked, answerMatch } from './answer-match.ts'
import type { Words } from './document-parts.ts'
import type { Findings } from './findings.ts'
import type { Bonus } from './money-rules.ts'
import type { RateRow } from './rate-rules.ts'

/** Bonuses together: points to add, a factor as a fraction, and fen on top. */
export type BonusSum = { points: number; numerator: bigint; denominator: bigint; extra: bigint }

const inGroup = (bonus: Bonus, counted: ReadonlySet<string>) => bonus.group !== undefined && counted.has(bonus.group)

/** The bonuses that hold for a line; undefined when a fact is missing to say so. */
export function bonusesOf(
	bonuses: readonly Bonus[],
	row: RateRow,
	asked: Asked,
	findings: Findings,
	index?: number,
): BonusSum | undefined {
	const total: BonusSum = { points: 0, numerator: 1n, denominator: 1n, extra: 0n }
	const counted = new Set<string>()
	for (const bonus of bonuses) {
		if ((bonus.rows && !bonus.rows.includes(row.id)) || inGroup(bonus, counted)) continue
		const answer = answerMatch(bonus.when, asked)
		const code = `bonus.${bonus.id}`
		if (answer.holds === null && findings.assume) {
			// an estimate never promises what may not apply
			const text: Words = {
				zh: `没有计入「${bonus.name.zh}」的加成`,
				en: `Not counted: the bonus for “${bonus.name.en}”`,
			}
			findings.add(bonus, { code, verdict: 'info', text }, index)
			continue
		}
		if (answer.holds === null) {
			const text: Words = {
				zh: `还需要知道是否适用「${bonus.name.zh}」`,
				en: `Still to be known: whether “${bonus.name.en}” applies`,
			}
			findings.add(bonus, { code, verdict: 'needs', text, needs: answer.needs }, index)
			return undefined
		}
		if (!answer.holds) continue
		if (bonus.group !== undefined) counted.add(bonus.group)
		const how = bonusWords(bonus)
		const text = { zh: `${bonus.name.zh}：${how.zh}`, en: `${bonus.name.en}: ${how.en}` }
		findings.add(bonus, { code, verdict: 'ok', text }, index)
		if (bonus.mode === 'points') total.points += bonus.bp
		else if (bonus.mode === 'amount') total.extra += bonus.fen ?? 0n
		else {
			total.numerator *= BigInt(10_000 + bonus.bp)
			total.denominator *= 10_000n
		}
	}
	return total
}

/** What a bonus adds, in words. */
export function bonusWords({ mode, bp, fen }: Pick<Bonus, 'mode' | 'bp' | 'fen'>): Words {
	const points = percent(bp).replace('%', '')
	switch (mode) {
		case 'points':
			return { zh: `比例加 ${points} 个百分点`, en: `${points} points more` }
		case 'factor':
			return { zh: `按 ${percent(10_000 + bp)} 计`, en: `at ${percent(10_000 + bp)} of it` }
		case 'amount':
			return { zh: `加 ${yuanText(fen ?? (0n as never))}`, en: `${yuanText(fen ?? (0n as never))} more` }
	}
}
