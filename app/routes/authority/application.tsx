import type { MetaFunction } from '@remix-run/node'
import { useLoaderData } from '@remix-run/react'
import { PointsPanel } from '#app/components/draw/points-panel.tsx'
import { Field } from '#app/components/field.tsx'
import { Form, Submit } from '#app/components/form.tsx'
import { recordMeta } from '#app/components/meta.ts'
import { useT } from '#app/components/texts.tsx'
import { LinkButton } from '#app/components/ui/button.tsx'
import { Confirm, Disclosure } from '#app/components/ui/disclosure.tsx'
import { Next } from '#app/components/ui/next.tsx'
import { NoteBox } from '#app/components/ui/note-box.tsx'
import { Crumb, Page, PageHead } from '#app/components/ui/page-head.tsx'
import { Panel } from '#app/components/ui/section.tsx'
import { Status } from '#app/components/ui/status.tsx'
import { ApplicationFacts } from '#app/components/voucher/application-facts.tsx'
import { Commitment } from '#app/components/voucher/commitment.tsx'
import { Grantable } from '#app/components/voucher/grantable.tsx'
import { scoreForm } from '#app/domain/draws/draw.ts'
import { givePoints } from '#app/domain/draws/give-points.server.ts'
import { getPoints } from '#app/domain/draws/points.server.ts'
import { reasonedForm } from '#app/domain/vouchers/application-forms.ts'
import { type ApplicationPage, getApplication } from '#app/domain/vouchers/applications.server.ts'
import { refuseApplication, returnApplication } from '#app/domain/vouchers/decide-application.server.ts'
import { grantApplication } from '#app/domain/vouchers/grant-application.server.ts'
import { bareForm } from '#app/lib/form-fields.ts'
import { formatYuan } from '#app/lib/money.ts'
import { redirectWith } from '#app/web/flash.server.ts'
import { intent, pageAction } from '#app/web/form.server.ts'
import { pageLoader } from '#app/web/loader.server.ts'
import { paths } from '#app/web/paths.ts'

export const loader = pageLoader(['voucher', 'draw'], async (ctx, { params: { number } }) => {
	const application = await getApplication(ctx, number!)
	return { application, points: application.giving === 'ranked' ? await getPoints(ctx, number!) : null }
})

export const action = pageAction({
	grant: intent(bareForm, async (ctx, _input, { params }) => {
		await grantApplication(ctx, { number: params.number! })
		return redirectWith(paths.deskApplication(params.number!), 'ok', 'voucher.done_granted_desk')
	}),
	return: intent(reasonedForm, async (ctx, { reason }, { params }) => {
		await returnApplication(ctx, { number: params.number!, reason })
		return redirectWith(paths.deskApplication(params.number!), 'ok', 'voucher.done_returned')
	}),
	refuse: intent(reasonedForm, async (ctx, { reason }, { params }) => {
		await refuseApplication(ctx, { number: params.number!, reason })
		return redirectWith(paths.deskApplication(params.number!), 'ok', 'voucher.done_refused')
	}),
	points: intent(scoreForm, async (ctx, input, { params }) => {
		await givePoints(ctx, { ...input, number: params.number! })
		return redirectWith(paths.deskApplication(params.number!), 'ok', 'draw.done_points')
	}),
})

export { shouldRevalidate } from '#app/web/revalidate.ts'

export const meta: MetaFunction<typeof loader> = (args) =>
	recordMeta(args, 'voucher.desk_title', args.data?.application.number)

export default function DeskApplication() {
	const { t, locale } = useT()
	const { application, points } = useLoaderData<typeof loader>()
	const { programme, round, state, reviewReason, voucherNumber } = application
	return (
		<Page desk>
			<Crumb steps={[{ label: t('voucher.desk_title'), to: paths.deskApplications }, { label: application.number }]} />
			<PageHead
				title={
					locale === 'en' && application.enterprise.nameEn ? application.enterprise.nameEn : application.enterprise.name
				}
				status={<Status of={`application.${state}`} viewer="authority" fill />}
				facts={t('voucher.application_of', { programme: programme.name[locale], round: round.name })}
				actions={
					voucherNumber ? (
						<LinkButton to={paths.deskVoucher(voucherNumber)} small>
							{t('voucher.open_voucher')}
						</LinkButton>
					) : undefined
				}
			/>
			<Decide application={application} />
			{points ? <PointsPanel points={points} /> : null}
			{state === 'returned' || state === 'refused' ? (
				<NoteBox title={t(`status.application.${state}`)}>
					{t(state === 'returned' ? 'voucher.returned_reason' : 'voucher.refused_reason', {
						reason: reviewReason ?? '',
					})}
				</NoteBox>
			) : null}
			<div className="grid cols-main mt-6">
				<div className="stack-lg">
					<ApplicationFacts application={application} />
					<Commitment text={application.commitmentText} file={application.commitmentFile} />
				</div>
				<Grantable title={t('voucher.possible')} evaluation={application.evaluation} payers={programme.payers} />
			</div>
		</Page>
	)
}

/** The officer's three answers; granting only where the rules allow it, and only the rules' amount. */
function Decide({ application }: { application: ApplicationPage }) {
	const { t } = useT()
	const { steps, evaluation } = application
	const amount = formatYuan(evaluation.amountFen)
	if (application.state !== 'submitted') return null
	const isDrawn = application.giving !== 'first_come'
	const roundPage = (
		<LinkButton small to={paths.deskRound(application.round.number)}>
			{t('voucher.desk_round_page')}
		</LinkButton>
	)
	if (application.isListClosed)
		return (
			<NoteBox title={t('voucher.desk_listed')} actions={roundPage}>
				{t('voucher.desk_listed_why')}
			</NoteBox>
		)
	if (!steps.includes('return')) return <NoteBox title={t('voucher.next_submitted')}>{t('voucher.desk_other')}</NoteBox>
	const isEligible = evaluation.decision === 'eligible' && evaluation.amountFen > 0n
	const mayGrant = steps.includes('grant') && isEligible
	const next = mayGrant
		? 'voucher.desk_next'
		: isDrawn && isEligible
			? 'voucher.desk_next_drawn'
			: 'voucher.desk_next_not'
	return (
		<>
			<Next title={t(next)} actions={isDrawn ? roundPage : undefined}>
				{t(`${next}_why`, { amount })}
			</Next>
			<div className="mt-4">
				<Panel>
					<div className="stack">
						{mayGrant ? (
							<Confirm
								variant="primary"
								label={t('voucher.do_grant', { amount })}
								question={t('voucher.grant_question', { amount })}
							>
								<p className="small dim">{t('voucher.grant_effect')}</p>
								<Form intent="grant" className="form mt-4">
									<Submit icon="check">{t('voucher.do_grant', { amount })}</Submit>
								</Form>
							</Confirm>
						) : null}
						<Disclosure summary={t('voucher.return')}>
							<Form intent="return">
								<Field
									name="reason"
									label={t('voucher.return_reason')}
									kind="textarea"
									rows={3}
									hint={t('voucher.reason_hint')}
								/>
								<Submit variant="plain">{t('voucher.do_return')}</Submit>
							</Form>
						</Disclosure>
						<Disclosure summary={t('voucher.refuse')}>
							<Form intent="refuse">
								<Field
									name="reason"
									label={t('voucher.refuse_reason')}
									kind="textarea"
									rows={3}
									hint={t('voucher.reason_hint')}
								/>
								<Submit variant="danger">{t('voucher.do_refuse')}</Submit>
							</Form>
						</Disclosure>
					</div>
				</Panel>
			</div>
		</>
	)
}
