import { CheckField, Field } from '#app/components/field.tsx'
import { Form, Submit } from '#app/components/form.tsx'
import { useT } from '#app/components/texts.tsx'
import { Amount } from '#app/components/ui/amount.tsx'
import { Section } from '#app/components/ui/section.tsx'
import type { PublishableFund } from '#app/domain/notices/notices.server.ts'
import { formatYuan } from '#app/lib/money.ts'

/** Reviewed claims of one fund, all ticked, and what a notice must say. */
export function PublishForm({ fund }: { fund: PublishableFund }) {
	const { t } = useT()
	const total = fund.claims.reduce((sum, claim) => sum + claim.approvedFen, 0n)
	return (
		<Section title={t('notice.to_publish')} note={fund.name} aside={<Amount fen={total} />}>
			<Form intent="publish" id={`publish-${fund.number}`} className="panel panel-pad form cols">
				<input type="hidden" name="fund" value={fund.number} />
				<fieldset className="field">
					<legend className="legend">{t('notice.publish_claims', { n: fund.claims.length })}</legend>
					{fund.claims.map((claim) => (
						<CheckField
							key={claim.number}
							name="claims"
							value={claim.number}
							defaultChecked
							label={
								<>
									{claim.enterprise} <Amount fen={claim.approvedFen} />
								</>
							}
							hint={
								<>
									<span className="code">{claim.number}</span> {claim.providers?.join('、')}
									{claim.approvedFen < claim.claimedFen
										? ` ${t('notice.was_cut', { amount: `¥${formatYuan(claim.claimedFen - claim.approvedFen)}` })}`
										: ''}
								</>
							}
						/>
					))}
				</fieldset>
				<div className="stack">
					<Field
						name="title"
						label={t('notice.title')}
						defaultValue={t('notice.title_draft', { fund: fund.name, year: fund.budgetYear })}
					/>
					<Field name="basis" label={t('notice.basis')} hint={t('notice.basis_hint')} />
					<Field
						name="contact"
						label={t('notice.contact')}
						hint={t('notice.contact_hint')}
						defaultValue={fund.contact}
					/>
					<p className="small dim">{t('notice.publish_what', { n: fund.days })}</p>
					<Submit>{t('notice.publish')}</Submit>
				</div>
			</Form>
		</Section>
	)
}
