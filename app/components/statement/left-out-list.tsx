import { useT } from '#app/components/texts.tsx'
import { Disclosure } from '#app/components/ui/disclosure.tsx'

type LeftOutListProps = { leftOut: readonly { line: number; path: string; reason: string }[] }

/** What of a bank's file was not taken, with line and reason. */
export function LeftOutList({ leftOut }: LeftOutListProps) {
	const { t } = useT()
	if (leftOut.length === 0) return null
	return (
		<div className="mt-6">
			<Disclosure summary={t('reconciliation.left_out')}>
				<p className="small dim">{t('reconciliation.left_out_note')}</p>
				<ul className="small">
					{leftOut.map((left) => (
						<li key={`${left.line} ${left.path} ${left.reason}`}>
							{t(`reconciliation.left_${left.reason}`, { line: left.line, path: left.path })}
						</li>
					))}
				</ul>
			</Disclosure>
		</div>
	)
}
