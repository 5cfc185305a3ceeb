import { Form as SearchForm } from '@remix-run/react'
import { Field } from '#app/components/field.tsx'
import { Form, Submit } from '#app/components/form.tsx'
import { useT } from '#app/components/texts.tsx'
import { NoteBox } from '#app/components/ui/note-box.tsx'
import type { Clearable } from '#app/domain/settlement/clearings.server.ts'
import { fen, formatYuan, plainYuan } from '#app/lib/money.ts'
import { paths } from '#app/web/paths.ts'

/** First the claim, then which of what was paid of it, who is to bear it and by which decision. */
export function ProposeClearing({ found }: { found: Clearable | null }) {
	const { t, locale } = useT()
	return (
		<div className="stack narrow">
			<SearchForm method="get" action={paths.deskClearings} className="form" key={found?.claim}>
				<Field
					name="claim"
					label={t('clearing.claim')}
					hint={t('clearing.claim_hint')}
					defaultValue={found?.claim ?? ''}
				/>
				<div>
					<button type="submit" className="btn">
						{t('clearing.find')}
					</button>
				</div>
			</SearchForm>
			{found && found.lines.length === 0 ? (
				<NoteBox title={t('clearing.nothing_paid')}>{t('clearing.nothing_paid_note')}</NoteBox>
			) : null}
			{found && found.lines.length > 0 ? (
				<Form intent="propose" className="form">
					<Field
						name="payLine"
						kind="select"
						label={t('clearing.line')}
						options={found.lines.map((line) => ({
							value: String(line.id),
							label: t('clearing.line_of', {
								source: (locale === 'en' && line.sourceEn) || line.source,
								left: formatYuan(line.leftFen),
							}),
						}))}
					/>
					<Field
						name="debtor"
						kind="select"
						label={t('clearing.debtor')}
						empty={t('clearing.choose')}
						options={found.sources.map(({ value, fund, ...of }) => ({
							value,
							label: t('clearing.debtor_of', {
								fund,
								authority: (locale === 'en' && of.authorityEn) || of.authority,
								source: (locale === 'en' && of.sourceEn) || of.source,
							}),
						}))}
					/>
					<Field
						name="amount"
						kind="money"
						label={t('clearing.amount_field')}
						defaultValue={plainYuan(fen(found.lines[0]!.leftFen))}
					/>
					<Field name="decisionNo" label={t('clearing.decision_field')} hint={t('clearing.decision_hint')} />
					<Field name="reason" label={t('clearing.reason')} optional />
					<Submit>{t('clearing.submit')}</Submit>
				</Form>
			) : null}
		</div>
	)
}
