import { useT } from './texts.tsx'
import { Disclosure } from './ui/disclosure.tsx'
import { type Reason, Reasons } from './ui/reasons.tsx'

/**
 * Why this much: what stands in the way, limits or makes up the amount in sight, the conditions that are simply met
 * behind their number.
 */
export function Why({ reasons }: { reasons: readonly Reason[] }) {
	const { t } = useT()
	const met = reasons.filter((reason) => reason.verdict === 'ok' && reason.amountFen === undefined)
	const telling = reasons.filter((reason) => !met.includes(reason))
	return (
		<div className="stack">
			{telling.length > 0 ? <Reasons reasons={telling} /> : null}
			{met.length > 0 ? (
				<Disclosure summary={t('common.conditions_met', { n: met.length })}>
					<Reasons reasons={met} />
				</Disclosure>
			) : null}
		</div>
	)
}
