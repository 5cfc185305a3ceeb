import { Field } from '#app/components/field.tsx'
import { Form, Submit, useFormResult } from '#app/components/form.tsx'
import { useT } from '#app/components/texts.tsx'
import { Amount } from '#app/components/ui/amount.tsx'
import { Disclosure } from '#app/components/ui/disclosure.tsx'
import type { ClaimLineView } from '#app/domain/claims/claim-lines.server.ts'
import { formatYuan } from '#app/lib/money.ts'

/** Line by line: how much is approved; less than claimed needs a reason and its article, nothing at all is a refusal. */
export function CutForm({ lines, again }: { lines: readonly ClaimLineView[]; again?: boolean }) {
	const { t } = useT()
	const isOpen = useFormResult('review', 'cut') !== undefined
	return (
		<Disclosure summary={t(again ? 'claimDesk.review_again' : 'claimDesk.cut')} open={isOpen}>
			<Form intent="review" id="cut">
				{lines.map((line, index) => (
					<fieldset key={line.lineNo} className="form">
						<legend className="legend">
							{t('claim.line_head', { no: line.lineNo, title: line.title })} <Amount fen={line.claimedFen} />
						</legend>
						<input type="hidden" name={`lines[${index}].lineNo`} value={line.lineNo} />
						<Field
							name={`lines[${index}].approvedYuan`}
							label={t('claimDesk.approved_amount')}
							kind="money"
							defaultValue={formatYuan(line.approvedFen ?? line.claimedFen)}
						/>
						<Field
							name={`lines[${index}].reason`}
							label={t('claimDesk.cut_reason')}
							hint={t('claimDesk.cut_reason_hint')}
							optional
							defaultValue={line.cutReason ?? undefined}
						/>
						<Field
							name={`lines[${index}].article`}
							label={t('claimDesk.cut_article')}
							placeholder={t('claimDesk.cut_article_example')}
							optional
							defaultValue={line.cutArticle ?? undefined}
						/>
					</fieldset>
				))}
				<p className="small dim">{t('claimDesk.cut_what')}</p>
				<div className="row">
					<Submit variant="plain">{t('claimDesk.cut_submit')}</Submit>
				</div>
			</Form>
		</Disclosure>
	)
}
