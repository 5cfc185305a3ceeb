import type { Money } from '#app/lib/money.ts'

/** `needs`: facts are missing, so nothing was decided (`Evaluation.needs` names them). */
export type Decision = 'eligible' | 'not_eligible' | 'needs'

/** ok: met · limit: lowers the amount · no: stands in the way · needs: a fact is missing · info: good to know. */
export type Verdict = 'ok' | 'limit' | 'no' | 'needs' | 'info'

/** One sentence a clerk can read out, with the article it rests on. */
export type Reason = {
	/** `chapter.rule`, stable: eligibility.headcount, cap.year, … */
	code: string
	verdict: Verdict
	zh: string
	en: string
	/** as cited in the source; empty when the rule is ours alone */
	article: string
	/** the published text is silent and the value is the platform's own setting */
	ours?: boolean
	amountFen?: Money
	/** which line of a claim with several lines it is about, from 0 */
	line?: number
}

/** What the amount takes from a cap. Consumed by the command that encumbers the money, in the same statement. */
export type Draw = { capKey: string; limitFen: Money; amountFen: Money }

/** The answer of `evaluate`. All amounts in fen; unless `decision` is eligible they are 0 and there are no draws. */
export type Evaluation = {
	decision: Decision
	amountFen: Money
	/** who pays `amountFen`: one entry per source of the document, in its order; the sum is exact */
	split: { source: string; amountFen: Money }[]
	/** what stays with the enterprise of the full price in the end (reimbursed or deducted alike) */
	enterprisePaysFen: Money
	/** the amount the rules were applied to */
	baseFen: Money
	draws: Draw[]
	/** per line of the facts, in their order; one when the facts have no lines, none at a grant */
	lines: { baseFen: Money; amountFen: Money }[]
	reasons: Reason[]
	/** paths into the facts that were missing, such as enterprise.headcount */
	needs: string[]
}
