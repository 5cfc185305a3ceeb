import { add, zero } from '#app/lib/money.ts'
import { percent } from './amount-words.ts'
import type { ApplicantClass } from './answer-match.ts'
import { countsYears, moneyOf } from './cap-keys.ts'
import { chooseSplit } from './choose-split.ts'
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
	if (facts.holder !== 'provider') judgeApplicant(document, facts, lines[0]!, applicantClass, findings)
	const rules = moneyOf(document, facts)
	if (!rules) {
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
	const money = chooseSplit(rules, { facts, line: lines[0]!, applicantClass }, findings)
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
	let counted = facts.yearBaseFen
	const reckoned = lines.map((line, index): LineAmount => {
		const at = several ? index : undefined
		if (facts.holder !== 'provider') judgeScope(document, facts, line, findings, at)
		else {
			addConditions('provider', document.providers, facts, line, findings, at)
			addConditions('reward', document.rewardConditions, facts, line, findings, at)
		}
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
		const amount = reckonLine(money, { facts, line, applicantClass }, counted, findings, at)
		if (counted !== undefined) counted = add(counted, amount.base)
		return amount
	})
	return settle({ document, facts, money, applicantClass, findings, lines: reckoned })
}

/** Whether the applicant may apply at all, and whether it comes first where money is short. */
function judgeApplicant(
	document: ProgrammeDocument,
	facts: Facts,
	line: LineFacts,
	applicantClass: ApplicantClass,
	findings: Findings,
) {
	const { conditions, priority, classes } = document.eligibility
	addConditions('eligibility', conditions, facts, line, findings)
	judgeLapses(document, facts, findings)
	const place = priority && 'id' in applicantClass ? priority.classes.indexOf(applicantClass.id ?? '') : -1
	if (!priority || place < 0) return
	const name = classes.find(({ id }) => id === priority.classes[place])!.name
	findings.add(priority, {
		code: 'class.priority',
		verdict: 'info',
		text: { zh: `${name.zh}优先，顺位第 ${place + 1}`, en: `${name.en} comes first: priority ${place + 1}` },
	})
}

/** Who let too much lapse last year may not apply now, where the rules say so. */
function judgeLapses({ grant }: ProgrammeDocument, { step, enterprise }: Facts, findings: Findings) {
	const penalty = grant.lapse?.penalty
	if (!penalty || step !== 'grant') return
	const demand = {
		zh: `逾期失效比例不超过 ${percent(penalty.overBp)}（否则 ${penalty.barYears} 年内不再发放）`,
		en: `at most ${percent(penalty.overBp)} of its vouchers lapsed (else none for ${penalty.barYears} years)`,
	}
	const lapsed = enterprise.lapsedShareBp
	const code = 'grant.lapse_penalty'
	if (lapsed === undefined) findings.unsure(grant, { code, demand, needs: ['enterprise.lapsedShareBp'] })
	else
		findings.add(
			grant,
			lapsed > penalty.overBp
				? { code, verdict: 'no', text: { zh: `不符合：要求${demand.zh}`, en: `Not met: ${demand.en} is required` } }
				: { code, verdict: 'ok', text: { zh: `符合：${demand.zh}`, en: `Met: ${demand.en}` } },
		)
}

/** The applicant's class: the first whose conditions all hold. */
export function classify(
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
