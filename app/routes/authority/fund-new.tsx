import { Form as GetForm, useLoaderData } from '@remix-run/react'
import { Field } from '#app/components/field.tsx'
import { Form, Submit } from '#app/components/form.tsx'
import { pageMeta } from '#app/components/meta.ts'
import { useT } from '#app/components/texts.tsx'
import { Button, LinkButton } from '#app/components/ui/button.tsx'
import { NoteBox } from '#app/components/ui/note-box.tsx'
import { Crumb, Page, PageHead } from '#app/components/ui/page-head.tsx'
import { Panel } from '#app/components/ui/section.tsx'
import { createFund } from '#app/domain/programmes/create-fund.server.ts'
import { fundChoices } from '#app/domain/programmes/fund-choices.server.ts'
import { fundForm, payerProfiles } from '#app/domain/programmes/fund-forms.ts'
import { redirectWith } from '#app/web/flash.server.ts'
import { intent, pageAction } from '#app/web/form.server.ts'
import { pageLoader } from '#app/web/loader.server.ts'
import { paths } from '#app/web/paths.ts'

export const loader = pageLoader(['fundSetup'], async (ctx, { request }) => {
	const { year, programmes } = await fundChoices(ctx)
	const asked = new URL(request.url).searchParams.get('programme')
	const chosen =
		programmes.find((programme) => programme.number === asked) ?? (programmes.length === 1 ? programmes[0]! : null)
	return { year, programmes, chosen, profiles: payerProfiles }
})

export const action = pageAction({
	create: intent(fundForm, async (ctx, input) => {
		const { number } = await createFund(ctx, input)
		return redirectWith(paths.deskFundSetup(number), 'ok', 'fundSetup.created', { number })
	}),
})

export const meta = (args: { matches: readonly unknown[] }) => pageMeta(args, 'fundSetup.new_fund')

export default function FundNew() {
	const { t, locale } = useT()
	const { programmes, chosen } = useLoaderData<typeof loader>()
	const nameOf = (programme: { name: string; nameEn: string | null }) =>
		locale === 'en' ? (programme.nameEn ?? programme.name) : programme.name
	return (
		<Page desk>
			<Crumb steps={[{ label: t('fundSetup.funds'), to: paths.deskFunds }, { label: t('fundSetup.new_fund') }]} />
			<PageHead title={t('fundSetup.new_fund')} facts={chosen ? nameOf(chosen) : t('fundSetup.choose_programme')} />
			<div className="stack-lg">
				{programmes.length === 0 ? (
					<NoteBox
						title={t('fundSetup.no_programme')}
						actions={<LinkButton to={paths.deskProgrammes}>{t('fundSetup.programme')}</LinkButton>}
					/>
				) : null}
				{programmes.length > 1 ? (
					<Panel title={t('fundSetup.choose_programme')}>
						<GetForm className="row ends">
							<label className="field">
								<span className="small">{t('fundSetup.choose_programme_text')}</span>
								<select
									className="input"
									name="programme"
									defaultValue={chosen?.number}
									aria-label={t('fundSetup.programme')}
								>
									{programmes.map((programme) => (
										<option key={programme.number} value={programme.number}>
											{nameOf(programme)}
										</option>
									))}
								</select>
							</label>
							<Button type="submit">{t('fundSetup.choose')}</Button>
						</GetForm>
					</Panel>
				) : null}
				{chosen ? (
					<Panel title={t('fundSetup.facts')}>
						<FundForm key={chosen.number} />
					</Panel>
				) : null}
			</div>
		</Page>
	)
}

function FundForm() {
	const { t, locale } = useT()
	const { chosen, year, profiles } = useLoaderData<typeof loader>()
	if (!chosen) return null
	return (
		<Form intent="create">
			<input type="hidden" name="programme" value={chosen.number} />
			<div className="grid cols-3">
				<Field name="name" label={t('fundSetup.name')} />
				<Field name="budgetYear" label={t('fundSetup.year')} kind="number" defaultValue={String(year)} />
				<Field name="projectCode" label={t('fundSetup.project_code')} kind="code" />
				<Field name="functionalClass" label={t('fundSetup.functional_class')} placeholder="2060404" />
				<Field name="economicClass" label={t('fundSetup.economic_class')} placeholder="31299" />
				{chosen.isQuota ? (
					<Field
						name="overIssuePercent"
						label={t('fundSetup.over_issue')}
						hint={t('fundSetup.over_issue_hint')}
						kind="number"
						unit="%"
						optional
					/>
				) : null}
				<Field name="lastPaymentOn" label={t('fundSetup.last_payment')} kind="date" optional />
			</div>
			<div className="grid cols-2">
				{chosen.payers.map((payer, index) => (
					<fieldset key={payer.code} className="stack">
						<legend className="legend strong">
							{t('fundSetup.source_n', { n: index + 1, name: payer.name[locale] })}
						</legend>
						<Field
							name={`sources[${index}].documentNo`}
							label={t('fundSetup.document_no')}
							hint={t('fundSetup.document_no_hint')}
						/>
						<Field name={`sources[${index}].amount`} label={t('fundSetup.amount')} kind="money" />
						<Field
							name={`sources[${index}].payerProfile`}
							label={t('fundSetup.payer_profile')}
							kind="select"
							options={profiles.map((profile) => ({ value: profile, label: t(`fundSetup.profile_${profile}`) }))}
						/>
						<Field name={`sources[${index}].accountName`} label={t('fundSetup.account_name')} />
						<Field name={`sources[${index}].accountNo`} label={t('fundSetup.account_no')} kind="code" />
						<Field name={`sources[${index}].bankName`} label={t('fundSetup.bank_name')} />
						<Field
							name={`sources[${index}].bankCode`}
							label={t('fundSetup.bank_code')}
							kind="code"
							hint={t('fundSetup.bank_code_hint')}
						/>
					</fieldset>
				))}
			</div>
			<Submit>{t('fundSetup.save')}</Submit>
		</Form>
	)
}
