import type { Say } from './contradictions.ts'
import type { ProgrammeDocument } from './programme-document.ts'

/** Contradictions between the process and the rest: windows that end before they begin, classes and limits that do not exist. */
export function checkProcess({ process, eligibility, grant, scope }: ProgrammeDocument, say: Say) {
	process.windows.forEach(({ opens }, index) => {
		const path = ['process', 'windows', index, 'opens']
		if (opens?.kind === 'dates' && opens.until < opens.from)
			say([...path, 'until'], '截止日早于开始日', 'it closes before it opens')
		if (opens?.kind === 'monthly' && opens.untilDay < opens.fromDay)
			say([...path, 'untilDay'], '截止日早于开始日', 'it closes before it opens')
	})
	const classes = eligibility.classes.map(({ id }) => id)
	eligibility.priority?.classes.forEach((name, index) => {
		if (!classes.includes(name))
			say(['eligibility', 'priority', 'classes', index], `没有「${name}」这一类申请人`, `there is no class "${name}"`)
	})
	if (grant.object === 'none')
		for (const field of ['use', 'transfer', 'lapse'] as const)
			if (grant[field]) say(['grant', field], '不发券的，没有这一项', 'without a voucher there is none of this')
	if (scope.stacking?.with === 'listed' && scope.stacking.listed.length === 0)
		say(['scope', 'stacking', 'listed'], '写明可以叠加哪些办法', 'name the programmes it may be combined with')
	for (const [index, condition] of eligibility.conditions.entries())
		if (condition.kind === 'no_prior_funding' && condition.within === 'last_years' && condition.years === undefined)
			say(['eligibility', 'conditions', index, 'years'], '写明几年', 'say how many years')
}
