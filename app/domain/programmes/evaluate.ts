import { zero } from '#app/lib/money.ts'
import type { ApplicantClass } from './answer-match.ts'
import { countsYears, moneyOf } from './cap-keys.ts'
import type { Evaluation } from './evaluation.ts'
import { type Facts, type LineFacts, linesOf } from './facts.ts'
import { every, Findings } from './findings.ts'
import { addConditions, judge } from './judge-conditions.ts'
import { judgeDates, judgeServicePeriod, yearOf } from './judge-dates.ts'
import { judgeScope } from './judge-scope.ts'
import type { ProgrammeDocument } from './programme-document.ts'
import { reckonFace } from './reckon-face.ts'
import { type LineAmount, reckonLine } from './reckon-line.ts'
import { refuse, settle } from './settle-amount.ts'

/**
 * Decides eligibility and money of one question under a programme's rules. Pure, total and deterministic; all amounts
 * in fen. Facts that a rule asks for and nobody gave make the decision `needs`; nothing is ever guessed.
 */
export function evaluate(document: ProgrammeDocument, facts: Facts): Evaluation {
	return answer(document, facts, new Findings())
}

/**
 * What the programme would pay if every condition nobody answered yet were met: for price boxes and examples. Each
 * such condition stands among the reasons as a premise. Never a ground for posting money.
 */
export function estimate(document: ProgrammeDocument, facts: Facts): Evaluation {
	return answer(document, facts, new Findings(true))
}

function answer(document: ProgrammeDocument, facts: Facts, findings: Findings): Evaluation {
	const lines = linesOf(facts)
	const several = lines.length > 1
	judgeDates(document, facts, findings)
	const applicantClass = classify(document, facts, lines[0]!, findings)
	if (facts.holder !== 'provider')
		addConditions('eligibility', document.eligibility.conditions, facts, lines[0]!, findings)
	const money = moneyOf(document, facts)
	if (!money) {
		findings.add(
			{},
			{
				code: 'reward.none',
				verdict: 'no',
				text: { zh: '本办法不奖励服务机构', en: 'These rules give no reward to providers' },
			},
		)
		return refuse(document, facts, findings, [])
	}
	if (facts.step === 'grant') {
		const face = reckonFace(document, facts, applicantClass, findings)
		return settle({
			document,
			facts,
			money,
			applicantClass,
			findings,
			lines: [{ base: face ?? zero, amount: face ?? zero, row: null }],
		})
	}
	const year = yearOf(document, facts, lines[0]!)
	const reckoned = lines.map((line, index): LineAmount => {
		const at = several ? index : undefined
		if (facts.holder !== 'provider') judgeScope(document, facts, line, findings, at)
		else addConditions('provider', document.providers, facts, line, findings, at)
		judgeServicePeriod(document, facts, line, findings, at)
		if (several && countsYears(document, money, facts) && yearOf(document, facts, line) !== year)
			findings.add(
				document.process.yearBy,
				{
					code: 'window.year',
					verdict: 'no',
					text: {
						zh: '与第一项不在同一年度，请分开申请',
						en: 'Not of the same year as the first line: claim it separately',
					},
				},
				at,
			)
		return reckonLine(money, { facts, line, applicantClass }, findings, at)
	})
	return settle({ document, facts, money, applicantClass, findings, lines: reckoned })
}

/** The applicant's class: the first whose conditions all hold. */
function classify(
	{ eligibility }: ProgrammeDocument,
	facts: Facts,
	line: LineFacts,
	findings: Findings,
): ApplicantClass {
	for (const entry of eligibility.classes) {
		const held = every(entry.of.map((condition) => judge(condition, facts, line).answer))
		if (held.holds === null) return { needs: held.needs }
		if (!held.holds) continue
		findings.add(entry, {
			code: `class.${entry.id}`,
			verdict: 'info',
			text: { zh: `申请人类别：${entry.name.zh}`, en: `Class of applicant: ${entry.name.en}` },
		})
		return { id: entry.id }
	}
	if (eligibility.classRequired)
		findings.add(
			{},
			{
				code: 'class.none',
				verdict: 'no',
				text: { zh: '不属于任何一类支持对象', en: 'Not in any class that is supported' },
			},
		)
	return { id: null }
}
