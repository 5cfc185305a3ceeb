import { lintCaps } from './lint-caps.ts'
import { lintConditions } from './lint-conditions.ts'
import { type LintFinding, LintFindings } from './lint-finding.ts'
import { lintPayers, lintSplit } from './lint-payers.ts'
import { lintProcess } from './lint-process.ts'
import { lintRates } from './lint-rates.ts'
import type { ProgrammeDocument } from './programme-document.ts'

/**
 * Contradictions and gaps of a document that is valid in itself: caps never reached, cases without a rate, bands that
 * overlap, windows that never open, shares that do not add up, rounding that loses money. In the document's order.
 */
export function lintProgramme(document: ProgrammeDocument): LintFinding[] {
	const findings = new LintFindings()
	const chapters = [
		['subsidy', document.subsidy],
		['reward', document.reward],
	] as const
	lintConditions(document, findings)
	lintPayers(document, findings)
	for (const [chapter, money] of chapters) {
		if (!money) continue
		lintRates(document, money, [chapter], findings)
		lintCaps(document, money, [chapter], findings)
		lintSplit(money, [chapter], findings)
	}
	lintProcess(document, findings)
	return findings.all
}

/** Whether nothing has to be put right: notes are allowed. */
export const isClean = (findings: readonly LintFinding[]) => findings.every(({ severity }) => severity === 'note')
