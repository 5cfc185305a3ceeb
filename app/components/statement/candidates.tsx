import { Field, RadioField } from '#app/components/field.tsx'
import { Form, Submit, useFormResult } from '#app/components/form.tsx'
import { useT } from '#app/components/texts.tsx'
import { Disclosure } from '#app/components/ui/disclosure.tsx'
import { NoteBox } from '#app/components/ui/note-box.tsx'
import { Verdict } from '#app/components/ui/status.tsx'
import { formatYuan } from '#app/lib/money.ts'
import type { PairPayment } from './line-pair.tsx'

export type ShownCandidate = {
	payment: PairPayment
	kind: 'paid' | 'returned'
	certainty: number
	canClose: boolean
	reasons: readonly {
		kind: string
		verdict: 'ok' | 'warn' | 'stop'
		values?: Readonly<Record<string, string | number | bigint>>
	}[]
}

const shapes = { ok: 'disc', warn: 'triangle', stop: 'square' } as const

/** The payments a line may be, the surest first, each with its reasons; the button closes the chosen one. */
export function Candidates({
	lineId,
	candidates,
	threshold,
}: {
	lineId: bigint
	candidates: readonly ShownCandidate[]
	threshold: number
}) {
	const { t } = useT()
	const first = candidates.find((candidate) => candidate.canClose)
	if (candidates.length === 0) return null
	return (
		<Form intent="confirm" id="candidate" className="form">
			<input type="hidden" name="lineId" value={String(lineId)} />
			<fieldset className="stack">
				<legend className="legend">{t('reconciliation.choose')}</legend>
				<p className="tiny faint">
					{t('reconciliation.candidates', { n: candidates.length })} ·{' '}
					{t('reconciliation.candidates_note', { n: threshold })}
				</p>
				{candidates.map((candidate, i) => (
					<label className="cand" key={candidate.payment.number}>
						<input
							type="radio"
							name="paymentNumber"
							value={candidate.payment.number}
							defaultChecked={candidate === first}
							disabled={!candidate.canClose}
							data-candidate={i + 1}
							aria-label={t('reconciliation.candidate', { n: i + 1, payment: candidate.payment.number })}
						/>
						<span>
							<b>
								{candidate.payment.number}　¥{formatYuan(candidate.payment.amountFen)}
							</b>
							<br />
							<span className="faint tiny">
								{candidate.payment.accountName} · {candidate.payment.batch}
							</span>
						</span>
						<span className="score">
							<b>{candidate.certainty}%</b>
							<span className="tiny faint"> {t('reconciliation.certain')}</span>
						</span>
						<span className="why-line">
							{candidate.reasons.map((reason) => (
								<Verdict key={reason.kind} shape={shapes[reason.verdict]} hue={reason.verdict}>
									{t(`reconciliation.reason_${reason.kind}`, spoken(reason.values))}
								</Verdict>
							))}
						</span>
					</label>
				))}
			</fieldset>
			{first ? (
				<div className="row ends">
					<Submit>
						{t(
							candidates.every((c) => c.kind === 'returned')
								? 'reconciliation.confirm_returned'
								: 'reconciliation.confirm_any',
						)}
					</Submit>
				</div>
			) : null}
		</Form>
	)
}

const spoken = (values: Readonly<Record<string, string | number | bigint>> = {}) =>
	Object.fromEntries(
		Object.entries(values).map(([name, value]) => [name, typeof value === 'bigint' ? formatYuan(value) : value]),
	)

type OtherWaysProps = { lineId: bigint; isCredit: boolean; canMatch: boolean; asideKinds: readonly string[] }

/** For a line none of the candidates explains: name the payment, or say where the line belongs. */
export function OtherWays({ lineId, isCredit, canMatch, asideKinds }: OtherWaysProps) {
	const { t } = useT()
	const byNumber = useFormResult('confirm', 'by-number')
	const aside = useFormResult('aside')
	const kinds = asideKinds.filter((kind) => isCredit || (kind !== 'receipt' && kind !== 'unknown_credit'))
	return (
		<div className="stack">
			{canMatch ? (
				<Disclosure summary={t('reconciliation.other_payment')} open={byNumber !== undefined}>
					<Form intent="confirm" id="by-number">
						<input type="hidden" name="lineId" value={String(lineId)} />
						<Field
							name="paymentNumber"
							kind="code"
							label={t('reconciliation.payment_number')}
							hint={t('reconciliation.payment_hint')}
						/>
						<Submit variant="plain">{t('reconciliation.other_submit')}</Submit>
					</Form>
				</Disclosure>
			) : (
				<NoteBox title={t('reconciliation.not_ours')} />
			)}
			<Disclosure summary={t('reconciliation.aside')} open={aside !== undefined}>
				<Form intent="aside">
					<input type="hidden" name="lineId" value={String(lineId)} />
					<RadioField
						name="kind"
						label={t('reconciliation.aside_kind')}
						defaultValue={kinds[0]}
						options={kinds.map((kind) => ({
							value: kind,
							label: t(`reconciliation.aside_${kind}`),
							hint: t(`reconciliation.aside_${kind}_note`),
						}))}
					/>
					<Field name="reason" kind="textarea" rows={2} label={t('reconciliation.aside_reason')} />
					<Submit variant="plain">{t('reconciliation.aside_submit')}</Submit>
				</Form>
			</Disclosure>
		</div>
	)
}
