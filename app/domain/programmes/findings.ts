import type { Money } from '#app/lib/money.ts'
import type { Provenance, Words } from './document-parts.ts'
import type { Decision, Reason, Verdict } from './evaluation.ts'

/** A sentence before it is tied to a rule. */
export type Finding = { code: string; verdict: Verdict; text: Words; needs?: readonly string[]; amountFen?: Money }

/** Collects reasons and missing facts in the order the chapters are read. */
export class Findings {
	readonly reasons: Reason[] = []
	private readonly missing = new Set<string>()
	/** lines that may not be paid for, by index */
	readonly barred = new Set<number>()

	/** `assume`: conditions nobody has answered yet are taken as met and said as such (an estimate, never a decision). */
	constructor(readonly assume = false) {}

	/** Adds a reason. `line` is given when it speaks of one of several lines: a `no` then bars that line only. */
	add(rule: Provenance, finding: Finding, line?: number) {
		const { code, verdict, text, needs, amountFen } = finding
		this.reasons.push({
			code,
			verdict,
			zh: text.zh,
			en: text.en,
			article: rule.article ?? '',
			...(rule.ours ? { ours: true } : {}),
			...(amountFen === undefined ? {} : { amountFen }),
			...(line === undefined ? {} : { line }),
		})
		if (verdict === 'no' && line !== undefined) this.barred.add(line)
		if (verdict === 'needs')
			for (const path of needs ?? []) this.missing.add(line === undefined ? path : `lines.${line}.${path}`)
	}

	/** A condition nobody has answered: asked for, proved by the signed commitment, or in an estimate taken as met. */
	unsure(
		rule: Provenance & { proof?: 'fact' | 'commitment' },
		asked: { code: string; demand: Words; needs: readonly string[] },
		line?: number,
	) {
		const { code, demand, needs } = asked
		if (rule.proof === 'commitment')
			this.add(
				rule,
				{
					code,
					verdict: 'info',
					text: { zh: `凭承诺书认定：${demand.zh}`, en: `Taken from the signed commitment: ${demand.en}` },
				},
				line,
			)
		else if (this.assume)
			this.add(
				rule,
				{ code, verdict: 'info', text: { zh: `前提：${demand.zh}`, en: `Provided that: ${demand.en}` } },
				line,
			)
		else
			this.add(
				rule,
				{
					code,
					verdict: 'needs',
					text: { zh: `还需要确认：${demand.zh}`, en: `Still to be confirmed: ${demand.en}` },
					needs,
				},
				line,
			)
	}

	/** A fact without which nothing can be reckoned. */
	need(rule: Provenance, path: string, text: Words, line?: number) {
		this.add(rule, { code: `needs.${path}`, verdict: 'needs', text, needs: [path] }, line)
	}

	get needs(): string[] {
		return [...this.missing]
	}

	/** `lines`: how many there are; a claim fails as a whole only when every line is barred. */
	decide(lines: number): Decision {
		const no = this.reasons.some((reason) => reason.verdict === 'no' && reason.line === undefined)
		if (no || (lines > 0 && this.barred.size === lines)) return 'not_eligible'
		return this.missing.size > 0 ? 'needs' : 'eligible'
	}
}

/** A question with three answers; `needs` names the facts that would settle it. */
export type Answer = { holds: true } | { holds: false } | { holds: null; needs: string[] }

export const yes: Answer = { holds: true }
export const no: Answer = { holds: false }
export const unknown = (...needs: string[]): Answer => ({ holds: null, needs })

/** All must hold: one `no` settles it, whatever else is unknown. */
export function every(answers: readonly Answer[]): Answer {
	if (answers.some((answer) => answer.holds === false)) return no
	const needs = answers.flatMap((answer) => (answer.holds === null ? answer.needs : []))
	return needs.length > 0 ? unknown(...needs) : yes
}

/** One is enough: one `yes` settles it, whatever else is unknown. */
export function some(answers: readonly Answer[]): Answer {
	if (answers.some((answer) => answer.holds === true)) return yes
	const needs = answers.flatMap((answer) => (answer.holds === null ? answer.needs : []))
	return needs.length > 0 ? unknown(...needs) : no
}
