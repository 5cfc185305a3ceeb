import { PayeeName } from '#app/components/batch/payee-name.tsx'
import { Form, Submit } from '#app/components/form.tsx'
import { useT } from '#app/components/texts.tsx'
import { Figure } from '#app/components/ui/amount.tsx'
import { DateText } from '#app/components/ui/date-text.tsx'
import { Table } from '#app/components/ui/table.tsx'
import { shanghaiDay } from '#app/lib/time.ts'

export type PickableLine = {
	id: bigint
	claim: string
	mode: string
	claimant: string
	claimantEn: string | null
	isDemo: boolean
	amountFen: bigint
	approvedAt: Date | null
	attempts: number
	hasAccount: boolean
}

type PickLinesProps = {
	lines: readonly PickableLine[]
	/** received money: lines are ticked in order as far as it goes; null ticks none */
	freeFen: bigint | null
	intent: 'create' | 'add'
	hidden?: Readonly<Record<string, string>>
	submit: string
}

/** Payable lines with a box each, and the button that batches the ticked ones. Works without script. */
export function PickLines({ lines, freeFen, intent, hidden = {}, submit }: PickLinesProps) {
	const { t } = useT()
	let left = freeFen ?? 0n
	const ticked = new Set<bigint>()
	for (const line of lines) {
		if (!line.hasAccount || line.amountFen > left) continue
		left -= line.amountFen
		ticked.add(line.id)
	}
	return (
		<Form intent={intent} label={t('settlement.pick_lines')}>
			{Object.entries(hidden).map(([name, value]) => (
				<input key={name} type="hidden" name={name} value={value} />
			))}
			<Table
				caption={t('settlement.pick_lines')}
				rows={lines}
				rowKey={(line) => String(line.id)}
				dense
				columns={[
					{
						head: t('settlement.claim'),
						isName: true,
						cell: (line) => (
							<label className="check">
								<input type="checkbox" name="payLine" value={String(line.id)} defaultChecked={ticked.has(line.id)} />
								<span className="code">{line.claim}</span>
							</label>
						),
					},
					{
						head: t('settlement.payee'),
						cell: (line) => (
							<PayeeName
								name={line.claimant}
								nameEn={line.claimantEn}
								isDemo={line.isDemo}
								hasAccount={line.hasAccount}
							/>
						),
					},
					{
						head: t('settlement.approved_on'),
						cell: (line) => (line.approvedAt ? <DateText day={shanghaiDay(line.approvedAt)} /> : '—'),
					},
					{
						head: t('settlement.state'),
						quietHead: true,
						cell: (line) =>
							line.attempts > 0 ? (
								<span className="tag line">{t('settlement.again', { n: line.attempts + 1 })}</span>
							) : null,
					},
					{ head: t('settlement.amount_yuan'), num: true, cell: (line) => <Figure fen={line.amountFen} /> },
				]}
			/>
			<div className="row ends">
				<Submit>{submit}</Submit>
			</div>
		</Form>
	)
}
