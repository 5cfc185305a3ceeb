import { Field, RadioField } from '#app/components/field.tsx'
import { Form, Submit, useFormResult } from '#app/components/form.tsx'
import { useT } from '#app/components/texts.tsx'
import { Disclosure } from '#app/components/ui/disclosure.tsx'
import { NoteBox } from '#app/components/ui/note-box.tsx'
import { Verdict } from '#app/components/ui/status.tsx'
import { formatYuan } from '#app/lib/money.ts'
import type { PairPayment } from './line-pair.tsx'

type Reason = {
	kind: string
	verdict: 'ok' | 'warn' | 'stop'
	values?: Readonly<Record<string, string | number | bigint>>
}
export type ShownCandidate = {
	payment: PairPayment
	kind: 'paid' | 'returned'
	certainty: number
	canClose: boolean
	difference: 'less' | 'more' | null
	reasons: readonly Reason[]
}
export type ShownGroup = {
	by: 'batch' | 'payee'
	name: string
	numbers: readonly string[]
	certainty: number
	reasons: readonly Reason[]
}

const shapes = { ok: 'disc', warn: 'triangle', stop: 'square' } as const

type CandidatesProps = {
	lineId: bigint
	candidates: readonly ShownCandidate[]
	groups: readonly ShownGroup[]
	threshold: number
}

/** The payments a line may be, the surest first, each with its reasons; the button closes the chosen one. */
export function Candidates({ lineId, candidates, groups, threshold }: CandidatesProps) {
	const { t } = useT()
	const choices = [
		...candidates.map((candidate) => ({
			value: candidate.payment.number,
			title: `${candidate.payment.number}　¥${formatYuan(candidate.payment.amountFen)}`,
			note: `${candidate.payment.accountName} · ${candidate.payment.batch}`,
			isOpen: candidate.canClose || candidate.difference !== null,
			...candidate,
		})),
		...groups.map((group) => ({
			value: group.numbers.join(' '),
			title: t(`reconciliation.group_${group.by}`, { name: group.name, n: group.numbers.length }),
			note: group.numbers.slice(0, 6).join(' · '),
			isOpen: true,
			canClose: true,
			difference: null,
			kind: 'paid' as const,
			...group,
		})),
	].sort((a, b) => b.certainty - a.certainty)
	const first = choices.find((choice) => choice.canClose) ?? choices.find((choice) => choice.isOpen)
	if (choices.length === 0) return null
	const differences = [...new Set(choices.map((choice) => choice.difference).filter((one) => one !== null))]
	return (
		<Form intent="confirm" id="candidate" className="form">
			<input type="hidden" name="lineId" value={String(lineId)} />
			<fieldset className="stack">
				<legend className="legend">{t('reconciliation.choose')}</legend>
				<p className="tiny faint">
					{t('reconciliation.candidates', { n: choices.length })} ·{' '}
					{t('reconciliation.candidates_note', { n: threshold })}
				</p>
				{choices.map((choice, i) => (
					<label className="cand" key={choice.value}>
						<input
							type="radio"
							name="paymentNumber"
							value={choice.value}
							defaultChecked={choice === first}
							disabled={!choice.isOpen}
							data-candidate={i + 1}
							aria-label={t('reconciliation.candidate', { n: i + 1, payment: choice.title })}
						/>
						<span>
							<b>{choice.title}</b>
							<br />
							<span className="faint tiny">{choice.note}</span>
						</span>
						<span className="score">
							<b>{choice.certainty}%</b>
							<span className="tiny faint"> {t('reconciliation.certain')}</span>
						</span>
						<span className="why-line">
							{choice.reasons.map((reason) => (
								<Verdict key={reason.kind} shape={shapes[reason.verdict]} hue={reason.verdict}>
									{t(`reconciliation.reason_${reason.kind}`, spoken(reason.values))}
								</Verdict>
							))}
						</span>
					</label>
				))}
			</fieldset>
			{differences.length > 0 ? <Difference differences={differences} isNeeded={!first?.canClose} /> : null}
			{first ? (
				<div className="row ends">
					<Submit>
						{t(
							!first.canClose
								? 'reconciliation.confirm_other'
								: choices.every((choice) => choice.kind === 'returned')
									? 'reconciliation.confirm_returned'
									: 'reconciliation.confirm_any',
						)}
					</Submit>
				</div>
			) : null}
		</Form>
	)
}

/** What a line of another amount is: more than its payment, or a part of it. */
function Difference({ differences, isNeeded }: { differences: readonly ('less' | 'more')[]; isNeeded: boolean }) {
	const { t } = useT()
	const kinds = [
		...(differences.includes('more') ? ['fee', 'overpaid'] : []),
		...(differences.includes('less') ? ['part'] : []),
	]
	const options = kinds.map((kind) => ({
		value: kind,
		label: t(`reconciliation.difference_${kind}`),
		hint: t(`reconciliation.difference_${kind}_note`),
	}))
	return (
		<>
			<RadioField
				name="difference"
				label={t('reconciliation.difference')}
				defaultValue={isNeeded && options.length === 1 ? options[0]!.value : ''}
				options={isNeeded ? options : [{ value: '', label: t('reconciliation.difference_none') }, ...options]}
			/>
			{differences.includes('more') ? (
				<Field name="reason" optional label={t('reconciliation.difference_reason')} />
			) : null}
		</>
	)
}

const spoken = (values: Readonly<Record<string, string | number | bigint>> = {}) =>
	Object.fromEntries(
		Object.entries(values).map(([name, value]) => [name, typeof value === 'bigint' ? formatYuan(value) : value]),
	)

type Source = { fund: string; sourceNo: number; fundName: string; sourceName: string }
type OtherWaysProps = {
	lineId: bigint
	amountFen: bigint | null
	isCredit: boolean
	sources: readonly Source[]
	asideKinds: readonly string[]
}

/** For a line none of the candidates explains: name the payment, or say where the line belongs. */
export function OtherWays({ lineId, amountFen, isCredit, sources, asideKinds }: OtherWaysProps) {
	const { t } = useT()
	const byNumber = useFormResult('confirm', 'by-number')
	const aside = useFormResult('aside')
	const receipt = useFormResult('receipt')
	const ofCredits = ['receipt', 'unknown_credit', 'paid_back']
	const kinds = asideKinds.filter((kind) => (isCredit ? kind !== 'double' : !ofCredits.includes(kind)))
	return (
		<div className="stack">
			{amountFen !== null ? (
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
			{amountFen !== null && sources.length > 0 ? (
				<Disclosure summary={t('reconciliation.receipt_title')} open={receipt !== undefined}>
					<Form intent="receipt">
						<input type="hidden" name="lineId" value={String(lineId)} />
						<Field
							name="source"
							kind="select"
							label={t('reconciliation.receipt_source')}
							options={sources.map((source) => ({
								value: `${source.fund}.${source.sourceNo}`,
								label: `${source.fundName} · ${source.sourceName}`,
							}))}
						/>
						<Field name="documentNo" label={t('reconciliation.receipt_document')} />
						<Submit variant="plain">{t('reconciliation.receipt_submit', { amount: formatYuan(amountFen) })}</Submit>
					</Form>
				</Disclosure>
			) : null}
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
