import { useT } from '#app/components/texts.tsx'
import { type Check as CheckRow, Checks } from '#app/components/ui/checks.tsx'
import { Disclosure } from '#app/components/ui/disclosure.tsx'
import type { Check, CheckValue } from '#app/domain/claims/check-claim.ts'
import type { Locale } from '#app/lib/i18n.ts'
import { formatYuan } from '#app/lib/money.ts'
import { formatDay } from '#app/lib/time.ts'

function shown(value: CheckValue, locale: Locale): string | number {
	if (typeof value !== 'object') return value
	return 'fen' in value ? `¥${formatYuan(value.fen)}` : formatDay(value.day, locale)
}

/** The sentence of a check in the reader's language. */
export function useCheckText() {
	const { t, locale } = useT()
	return (check: Check) => {
		const values = Object.fromEntries(Object.entries(check.values).map(([name, value]) => [name, shown(value, locale)]))
		return t(`claim.check_${check.code}_${check.verdict}`, { ...values, rule: values[locale] ?? '' })
	}
}

/** What was looked at: what needs attention first, on amber ground, then what agrees. */
export function ClaimChecks({ checks, several }: { checks: readonly Check[]; several: boolean }) {
	const { t } = useT()
	const text = useCheckText()
	const row = (check: Check): CheckRow => ({
		key: `${check.lineNo}-${check.code}`,
		outcome: check.verdict,
		label:
			several && check.lineNo !== null ? `${t('claim.line_no', { no: check.lineNo })} ${text(check)}` : text(check),
		detail: detailOf(check),
	})
	const asking = checks.filter((check) => check.verdict !== 'ok')
	const fine = checks.filter((check) => check.verdict === 'ok')
	const shownFirst = fine.slice(0, 5)
	return (
		<div className="stack">
			{asking.length > 0 ? (
				<>
					<h3 className="small">{t('claim.checks_ask', { n: asking.length })}</h3>
					<Checks checks={asking.map(row)} ask />
				</>
			) : null}
			<h3 className="small">{t('claim.checks_fine', { n: fine.length })}</h3>
			<Checks checks={shownFirst.map(row)} />
			{fine.length > shownFirst.length ? (
				<Disclosure summary={t('claim.checks_more', { n: fine.length - shownFirst.length })}>
					<Checks checks={fine.slice(5).map(row)} />
				</Disclosure>
			) : null}
		</div>
	)
}

/** The article a rule's check rests on. */
const detailOf = (check: Check) =>
	typeof check.values.article === 'string' && check.values.article ? check.values.article : undefined
