import { Field } from '#app/components/field.tsx'
import { Form, Submit, useFormResult } from '#app/components/form.tsx'
import { ReadFapiao } from '#app/components/invoice/read-fapiao.tsx'
import { useT } from '#app/components/texts.tsx'
import { Confirm, Disclosure } from '#app/components/ui/disclosure.tsx'
import { Section } from '#app/components/ui/section.tsx'
import { commitmentOf, isEditable } from '#app/domain/claims/claim.ts'
import type { ClaimDetails } from '#app/domain/claims/claim-details.server.ts'
import { ClaimLineForm } from './line-form.tsx'
import { ClaimSubmit } from './submit.tsx'

type ClaimEditingProps = {
	page: Pick<ClaimDetails, 'claim' | 'lines' | 'checks' | 'payees' | 'offers' | 'viewer'> & {
		categories: readonly { value: string; zh: string; en: string }[]
	}
}

/** The lines of a claim, while its claimant may change them. */
export function EditLines({ page }: ClaimEditingProps) {
	const { t, locale } = useT()
	const { claim, lines, viewer } = page
	const categories = page.categories.map((category) => ({ value: category.value, label: category[locale] }))
	const failedLine = useFormResult('changeLine')?.values.lineNo
	const isAdding = [useFormResult('addLine'), useFormResult('readInvoice')].some((answer) => answer !== undefined)
	if (viewer !== 'claimant') return null
	const editable = isEditable(claim.state)
	const own = lines.filter((line) => line.kind === 'contract')
	return (
		<>
			{editable && claim.kind === 'claim_only' ? (
				<Section title={t('claim.edit_lines')} note={t('claim.edit_lines_note')} id="lines">
					<div className="stack">
						{own.map((line) => (
							<Disclosure
								key={line.lineNo}
								summary={t('claim.edit_line', { no: line.lineNo, title: line.title })}
								open={failedLine === String(line.lineNo)}
							>
								<ClaimLineForm line={line} categories={categories} />
							</Disclosure>
						))}
						<Disclosure summary={t('claim.add_contract')} open={isAdding || lines.length === 0}>
							<div className="stack">
								<ReadFapiao intent="readInvoice" />
								<ClaimLineForm categories={categories} />
							</div>
						</Disclosure>
					</div>
				</Section>
			) : null}
			{editable && lines.length > 1 ? (
				<Section title={t('claim.remove_title')} note={t('claim.remove_note')}>
					<div className="row">
						{lines.map((line) => (
							<Form key={line.lineNo} intent="removeLine" id={`remove-${line.lineNo}`} className="row">
								<input type="hidden" name="lineNo" value={line.lineNo} />
								<Submit variant="quiet" small>
									{t('claim.remove_line', { no: line.lineNo })}
								</Submit>
							</Form>
						))}
					</div>
				</Section>
			) : null}
		</>
	)
}

/** Handing the claim in. */
export function HandIn({ page }: Pick<ClaimEditingProps, 'page'>) {
	const { claim, lines, checks, payees, offers, viewer } = page
	if (viewer !== 'claimant') return null
	if (!offers.includes('submit') || lines.length === 0) return null
	return (
		<ClaimSubmit
			commitment={commitmentOf(claim.kind)}
			claimedFen={claim.claimedFen}
			payees={payees}
			stops={checks.filter((check) => check.verdict === 'stop').length}
			claimant={claim.claimant.name}
			authority={claim.authority}
		/>
	)
}

/** Taking the claim back. */
export function TakeBack({ page: { claim, offers, viewer } }: Pick<ClaimEditingProps, 'page'>) {
	const { t } = useT()
	if (viewer !== 'claimant' || !offers.includes('withdraw')) return null
	return (
		<Confirm label={t('claim.withdraw')} small question={t('claim.withdraw_question', { number: claim.number })}>
			<p className="small dim">{t('claim.withdraw_what')}</p>
			<Form intent="withdraw">
				<Field name="reason" label={t('claim.withdraw_reason')} />
				<div className="row">
					<Submit variant="danger">{t('claim.withdraw')}</Submit>
				</div>
			</Form>
		</Confirm>
	)
}
