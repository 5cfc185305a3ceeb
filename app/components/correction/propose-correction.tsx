import { Field } from '#app/components/field.tsx'
import { Form, Submit } from '#app/components/form.tsx'
import { useT } from '#app/components/texts.tsx'
import { Panel } from '#app/components/ui/section.tsx'
import type { CorrectionKind } from '#app/domain/ledger/correction.ts'
import type { WantedMovement } from '#app/domain/ledger/corrections.server.ts'
import { formatYuan, plainYuan, sum } from '#app/lib/money.ts'
import type { Source } from './correction-section.tsx'
import { useSourceAmounts } from './correction-table.tsx'

type Props = { movement: WantedMovement; kind: CorrectionKind; sources: readonly Source[] }

/** The form that proposes to correct one entry: of a document source, amount and number; of a draw its split. */
export function ProposeCorrection({ movement, kind, sources }: Props) {
	const { t } = useT()
	const { nameOf, text } = useSourceAmounts(sources)
	return (
		<Panel title={t('correction.propose_title', { id: String(movement.id) })}>
			<p className="dim">
				{t(`fund.action_${movement.action}`)} <span className="code">{movement.subject}</span>{' '}
				{t(`fund.stage_${movement.fromStage}`)} → {t(`fund.stage_${movement.toStage}`)} · {text(movement.lines)}
				{movement.documentNo ? ` · ${t('correction.document', { number: movement.documentNo })}` : null}
			</p>
			<Form intent="propose">
				<input type="hidden" name="transfer" value={String(movement.id)} />
				{kind === 'appropriation' ? (
					<DocumentFields movement={movement} sources={sources} />
				) : (
					<SplitFields movement={movement} sources={sources} nameOf={nameOf} />
				)}
				<Field name="reason" label={t('correction.reason_label')} kind="textarea" rows={2} />
				<Submit>{t('correction.submit')}</Submit>
			</Form>
		</Panel>
	)
}

function DocumentFields({ movement, sources }: Omit<Props, 'kind'>) {
	const { t } = useT()
	const { nameOf } = useSourceAmounts(sources)
	const [line] = movement.lines
	return (
		<>
			<Field
				name="rightSource"
				kind="select"
				label={t('correction.right_source')}
				empty={t('correction.take_back_only')}
				options={sources.map(({ sourceNo }) => ({ value: String(sourceNo), label: nameOf(sourceNo) }))}
				defaultValue={String(line?.sourceNo ?? '')}
			/>
			<Field
				name="rightAmount"
				kind="money"
				label={t('correction.right_amount')}
				defaultValue={plainYuan(line?.amountFen ?? 0n)}
			/>
			<Field
				name="rightDocument"
				label={t('correction.right_document')}
				optional
				hint={t('correction.right_document_hint', { number: movement.documentNo ?? '—' })}
			/>
		</>
	)
}

function SplitFields({ movement, sources, nameOf }: Omit<Props, 'kind'> & { nameOf: (sourceNo: number) => string }) {
	const { t } = useT()
	const hint = t('correction.split_hint', { sum: formatYuan(sum(movement.lines.map((line) => line.amountFen))) })
	return sources.map(({ sourceNo }, index) => (
		<Field
			key={sourceNo}
			name={`split[${index}]`}
			kind="money"
			label={t('correction.right_split', { source: nameOf(sourceNo) })}
			hint={index === sources.length - 1 ? hint : undefined}
			defaultValue={plainYuan(movement.lines.find((line) => line.sourceNo === sourceNo)?.amountFen ?? 0n)}
		/>
	))
}
