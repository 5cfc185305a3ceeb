import { type Asked, answerMatch } from './answer-match.ts'
import type { Findings } from './findings.ts'
import type { MoneyRules } from './money-rules.ts'
import type { PlainSplit, SplitRule } from './split-rules.ts'

/** Money rules of which it is known who pays. */
export type ChosenMoney = Omit<MoneyRules, 'split'> & { split: PlainSplit }

/** The splits a rule can come to: its cases, or itself. */
export const splitsOf = (split: SplitRule): PlainSplit[] =>
	split.kind === 'by_case' ? split.cases.map((entry) => entry.split) : [split]

/** The split that applies to who asks. What is missing to choose it, or that none applies, goes to the findings. */
export function chooseSplit(money: MoneyRules, asked: Asked, findings: Findings): ChosenMoney {
	const { split } = money
	if (split.kind !== 'by_case') return money as ChosenMoney
	for (const entry of split.cases) {
		const answer = answerMatch(entry.when, asked)
		if (answer.holds === false) continue
		if (answer.holds === null)
			findings.add(split, {
				code: 'split.case',
				verdict: 'needs',
				text: { zh: '还需要知道由哪级承担', en: 'Still to be known: who pays in this case' },
				needs: answer.needs,
			})
		return { ...money, split: entry.split }
	}
	findings.add(split, {
		code: 'split.none',
		verdict: 'no',
		text: { zh: '这一情形没有写由谁承担', en: 'The rules do not say who pays in this case' },
	})
	return { ...money, split: split.cases[0]!.split }
}
