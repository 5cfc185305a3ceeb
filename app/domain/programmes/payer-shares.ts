import { add, least, type Money, share, split as splitBy, zero } from '#app/lib/money.ts'
import { type ApplicantClass, answerMatch } from './answer-match.ts'
import type { ChosenMoney } from './choose-split.ts'
import { inRegion } from './document-parts.ts'
import { type Facts, linesOf } from './facts.ts'
import type { Findings } from './findings.ts'
import type { ProgrammeDocument } from './programme-document.ts'
import type { LineAmount } from './reckon-line.ts'
import type { PlainSplit } from './split-rules.ts'

/** Who pays which part of the cost, before any cap. */

/** Whether the enterprise's locality matches; a locality outside refuses where the rule says so. */
export function localityJoined({ split }: ChosenMoney, { enterprise }: Facts, findings: Findings): boolean {
	if (split.kind !== 'match') return false
	const { divisions } = split
	const joined = divisions
		? enterprise.division === undefined
			? undefined
			: inRegion(enterprise.division, divisions)
		: enterprise.localityJoined
	if (joined === undefined)
		findings.need(split, divisions ? 'enterprise.division' : 'enterprise.localityJoined', {
			zh: '还需要知道所在地是否参加联动资助',
			en: 'Still to be known: whether the locality takes part in the co-funding',
		})
	if (joined === false)
		findings.add(
			split,
			split.notJoined === 'refuse'
				? {
						code: 'split.locality',
						verdict: 'no',
						text: {
							zh: '所在地未参加联动资助，暂不能用券',
							en: 'The locality does not take part in the co-funding, so no voucher can be used yet',
						},
					}
				: {
						code: 'split.locality',
						verdict: 'info',
						text: {
							zh: '所在地未参加联动资助，只有上级部分',
							en: 'The locality does not take part, so only the lead’s part is paid',
						},
					},
		)
	return joined ?? false
}

/** What each matching source adds to the lead's part, in basis points of it. */
export const matchRatios = ({ ratioBp, further }: Extract<PlainSplit, { kind: 'match' }>): number[] => [
	ratioBp,
	...further.map((part) => part.ratioBp),
]

/** Adds the matching source's part to what the rate gave, never beyond the base; the face of a quota is matched whole. */
export function withMatch({ split }: ChosenMoney, { step }: Facts, lines: LineAmount[], joined: boolean): LineAmount[] {
	if (split.kind !== 'match' || !joined) return lines
	return lines.map((line) => {
		const both = matchRatios(split)
			.map((bp) => share(line.amount, bp))
			.reduce(add, line.amount)
		return step === 'grant' ? { ...line, base: both, amount: both } : { ...line, amount: least(both, line.base) }
	})
}

/** What each source may pay at most of the cost, summed over the lines; empty for other shapes and at a grant. */
export function costShares(
	{
		document,
		money: { split },
		facts,
		applicantClass,
	}: { document: ProgrammeDocument; money: ChosenMoney; facts: Facts; applicantClass: ApplicantClass },
	lines: readonly LineAmount[],
	findings: Findings,
): Map<string, Money> {
	const shares = new Map<string, Money>()
	if (split.kind !== 'cost_shares' || facts.step === 'grant') return shares
	const facets = linesOf(facts)
	const { parts } = split
	for (const { source } of parts) shares.set(source, zero)
	const asked = new Set<string>()
	lines.forEach((line, index) => {
		const held = parts.map((part) => {
			const answer = answerMatch(part.when, { facts, line: facets[index]!, applicantClass })
			if (answer.holds === null && !asked.has(part.source)) {
				asked.add(part.source)
				const payer = document.payers.find(({ code }) => code === part.source)!.name
				findings.add(split, {
					code: 'split.part',
					verdict: 'needs',
					text: { zh: `还需要知道${payer.zh}是否承担`, en: `Still to be known: whether ${payer.en} pays a part` },
					needs: answer.needs,
				})
			}
			return answer.holds === true ? part.bp : 0
		})
		const together = held.reduce((total, bp) => total + bp, 0)
		if (together === 0 || line.amount === 0n) return
		// by largest remainder: flooring every part would leave a fen that nobody pays
		const most = splitBy(share(line.base, together), held.map(BigInt))
		parts.forEach(({ source }, place) => {
			shares.set(source, add(shares.get(source)!, most[place]!))
		})
	})
	return shares
}
