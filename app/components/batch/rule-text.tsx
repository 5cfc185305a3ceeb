import { useT } from '#app/components/texts.tsx'
import { addDays, formatDay, shanghaiDay } from '#app/lib/time.ts'

type Rule = { approvedBefore: string; mode?: string; division?: string; throughId?: string }

/** The rule a batch takes by, in words. */
export function RuleText({ rule }: { rule: Rule }) {
	const { t, locale } = useT()
	const last = addDays(shanghaiDay(new Date(rule.approvedBefore)), -1)
	return (
		<span>
			{t('settlement.rule_through', { day: formatDay(last, locale) })}
			{rule.mode ? ` · ${t(`settlement.mode_${rule.mode}`)}` : ''}
			{rule.division ? ` · ${rule.division}` : ''}
			{rule.throughId ? ` · ${t('settlement.rule_within_free')}` : ''}
		</span>
	)
}
