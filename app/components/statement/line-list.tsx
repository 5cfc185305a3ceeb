import { Link } from '@remix-run/react'
import { useT } from '#app/components/texts.tsx'
import { Verdict } from '#app/components/ui/status.tsx'
import { LineAmount } from './line-amount.tsx'

export type ListedLine = {
	id: bigint
	lineNo: number
	reference: string
	amount: string
	amountFen: bigint | null
	currency: string
	counterpartyName: string | null
	remittance: string
	returnCode: string | null
	state: string
	setAsideKind: string | null
}

type LineListProps = { lines: readonly ListedLine[]; chosenNo: number | null; to: (lineNo: number) => string }

/** A bank reference as people read it: those we made up ourselves say so. */
export const useReference = () => {
	const { t } = useT()
	return (reference: string) => (reference.startsWith('~') ? t('reconciliation.no_reference') : reference)
}

/** The lines of a view, at the left of the desk. */
export function LineList({ lines, chosenNo, to }: LineListProps) {
	const { t } = useT()
	const referenceOf = useReference()
	return (
		<ol>
			{lines.map((line) => (
				<li key={line.lineNo}>
					<Link
						className="q-item"
						to={to(line.lineNo)}
						aria-current={line.lineNo === chosenNo || undefined}
						preventScrollReset
					>
						<span className="l1">
							<b>{line.counterpartyName ?? (line.remittance || t('reconciliation.not_given'))}</b>
							<LineAmount line={line} />
						</span>
						<span className="l2">
							<span className="code">{referenceOf(line.reference)}</span>
							<LineMark line={line} />
						</span>
						{line.remittance && line.counterpartyName ? (
							<span className="l2">
								<span>{line.remittance.slice(0, 60)}</span>
							</span>
						) : null}
					</Link>
				</li>
			))}
		</ol>
	)
}

/** What a line seems to be, or has become. */
export function LineMark({ line }: { line: Pick<ListedLine, 'state' | 'setAsideKind' | 'returnCode' | 'amountFen'> }) {
	const { t } = useT()
	if (line.state === 'matched')
		return (
			<Verdict shape="disc" hue="ok">
				{t('status.line.matched')}
			</Verdict>
		)
	if (line.state === 'set_aside')
		return (
			<Verdict shape="ring" hue="idle">
				{t(`reconciliation.aside_${line.setAsideKind}`)}
			</Verdict>
		)
	if (line.state === 'part')
		return (
			<Verdict shape="half" hue="go">
				{t('status.line.part')}
			</Verdict>
		)
	if (line.returnCode)
		return (
			<Verdict shape="square" hue="stop">
				{t('status.payment.returned')}
			</Verdict>
		)
	return (
		<Verdict shape="triangle" hue="warn">
			{t('status.line.unmatched')}
		</Verdict>
	)
}
