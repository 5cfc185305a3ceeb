import { useT } from '#app/components/texts.tsx'
import { Amount } from '#app/components/ui/amount.tsx'
import type { Reason } from '#app/components/ui/reasons.tsx'
import { Panel } from '#app/components/ui/section.tsx'
import { type Part, SplitBar, SplitLegend } from '#app/components/ui/split-bar.tsx'
import { Verdict } from '#app/components/ui/status.tsx'
import { Why } from '#app/components/why.tsx'

type Words = { zh: string; en: string }
type Answer = {
	decision: 'eligible' | 'not_eligible' | 'needs'
	amountFen: bigint
	split: readonly { source: string; amountFen: bigint }[]
	reasons: readonly Reason[]
}

/** What the rules would grant: the amount, who gives it, and each article it rests on. */
export function Grantable({
	title,
	evaluation,
	payers,
}: {
	title: string
	evaluation: Answer
	payers: readonly { code: string; name: Words }[]
}) {
	const { t, locale } = useT()
	const parts: Part[] = evaluation.split
		.filter((part) => part.amountFen > 0n)
		.map((part, index) => ({
			fill: index === 0 ? 'pub' : 'pub2',
			label: payers.find((payer) => payer.code === part.source)?.name[locale] ?? part.source,
			fen: part.amountFen,
		}))
	const isEligible = evaluation.decision === 'eligible'
	return (
		<Panel title={title}>
			<p className="row between">
				<span className="big">
					<Amount fen={evaluation.amountFen} large />
				</span>
				<Verdict shape={isEligible ? 'disc' : 'square'} hue={isEligible ? 'ok' : 'stop'}>
					{t(`voucher.decision_${evaluation.decision}`)}
				</Verdict>
			</p>
			{parts.length > 0 ? (
				<div className="mt-4 stack">
					<SplitBar parts={parts} size="tall" />
					<SplitLegend parts={parts} />
				</div>
			) : null}
			<h3 className="small strong mt-4 mb-2">{t('voucher.reasons')}</h3>
			<Why reasons={evaluation.reasons} />
		</Panel>
	)
}
