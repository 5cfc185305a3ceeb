import { Form } from '@remix-run/react'
import { useT } from '#app/components/texts.tsx'
import { Button, LinkButton } from '#app/components/ui/button.tsx'
import { NoteBox } from '#app/components/ui/note-box.tsx'
import { Reasons } from '#app/components/ui/reasons.tsx'
import { Section } from '#app/components/ui/section.tsx'
import { SplitBar, SplitLegend } from '#app/components/ui/split-bar.tsx'
import type { CheckAnswer } from '#app/domain/programmes/check-programme.server.ts'
import type { Reason } from '#app/domain/programmes/evaluation.ts'
import { formatYuan } from '#app/lib/money.ts'
import { paths } from '#app/web/paths.ts'
import { type Payers, useParts } from './examples.tsx'

type Props = {
	answer: CheckAnswer
	payers: Payers
	price: string
	isSample: boolean
	carried: readonly (readonly [string, string])[]
}

/** What the answers come to: yes, no or what is missing; who pays which part; every reason with its article. */
export function CheckAnswerView({ answer, payers, price, isSample, carried }: Props) {
	const { t } = useT()
	const partsOf = useParts(payers)
	const { grant, order } = answer
	const deciding = grant && grant.decision !== 'eligible' ? grant : order
	const parts = partsOf(order)
	return (
		<>
			<Verdict answer={answer} deciding={deciding} />
			{isSample ? <p className="small dim mt-2">{t('programme.answer_sample')}</p> : null}
			{deciding === order && order.decision === 'eligible' ? (
				<div className="mt-6">
					<SplitBar parts={parts} size="tall" />
					<SplitLegend parts={parts} />
				</div>
			) : null}
			<Form method="get" className="row ends mt-6">
				{carried
					.filter(([name]) => name !== 'price')
					.map(([name, value]) => (
						<input key={`${name}-${value}`} type="hidden" name={name} value={value} />
					))}
				<label className="field">
					<span className="small">{t('programme.calculator')}</span>
					<input className="input money" name="price" inputMode="decimal" defaultValue={price} />
				</label>
				<Button type="submit">{t('programme.recount')}</Button>
			</Form>
			<Section title={t(deciding === grant ? 'programme.why_grant' : 'programme.why_order')}>
				<Reasons reasons={standing(deciding.reasons)} />
			</Section>
			<div className="row mt-6">
				<LinkButton to={paths.programmes}>{t('programme.other_programmes')}</LinkButton>
			</div>
		</>
	)
}

/** What stands in the way first, then what is missing, then the rest in the order of the rules. */
function standing(reasons: readonly Reason[]): Reason[] {
	const rank = (reason: Reason) => (reason.verdict === 'no' ? 0 : reason.verdict === 'needs' ? 1 : 2)
	return [...reasons].sort((a, b) => rank(a) - rank(b))
}

function Verdict({ answer: { grant, order }, deciding }: { answer: CheckAnswer; deciding: CheckAnswer['order'] }) {
	const { t } = useT()
	const missing = new Set([...(grant?.needs ?? []), ...order.needs.filter((path) => !path.startsWith('voucher.'))]).size
	if (deciding.decision === 'not_eligible')
		return (
			<NoteBox tone="stop" role="status" title={t('programme.answer_no')}>
				{t('programme.answer_no_text')}
			</NoteBox>
		)
	if (deciding.decision === 'needs')
		return (
			<NoteBox tone="warn" role="status" title={t('programme.answer_needs', { n: missing })}>
				{t('programme.answer_needs_text')}
			</NoteBox>
		)
	return (
		<NoteBox tone="ok" role="status" title={t('programme.answer_yes', { amount: formatYuan(order.amountFen) })}>
			{grant ? `${t('programme.answer_grant', { amount: formatYuan(grant.amountFen) })} ` : null}
			{t('programme.answer_yes_text', { own: formatYuan(order.enterprisePaysFen) })}
		</NoteBox>
	)
}
