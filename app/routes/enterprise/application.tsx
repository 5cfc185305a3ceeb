import type { MetaFunction } from '@remix-run/node'
import { useLoaderData } from '@remix-run/react'
import { OwnDraw } from '#app/components/draw/own-draw.tsx'
import { CheckField, Field } from '#app/components/field.tsx'
import { Form, Submit } from '#app/components/form.tsx'
import { recordMeta } from '#app/components/meta.ts'
import { useT } from '#app/components/texts.tsx'
import { LinkButton } from '#app/components/ui/button.tsx'
import { Disclosure } from '#app/components/ui/disclosure.tsx'
import { Next } from '#app/components/ui/next.tsx'
import { Crumb, Page, PageHead } from '#app/components/ui/page-head.tsx'
import { Panel } from '#app/components/ui/section.tsx'
import { Status } from '#app/components/ui/status.tsx'
import { ApplicationFacts } from '#app/components/voucher/application-facts.tsx'
import { Commitment } from '#app/components/voucher/commitment.tsx'
import { Grantable } from '#app/components/voucher/grantable.tsx'
import { drawOf } from '#app/domain/draws/draws.server.ts'
import { acceptAttribute } from '#app/domain/files/file.ts'
import { applicationForm } from '#app/domain/vouchers/application-forms.ts'
import { type ApplicationPage, getApplication } from '#app/domain/vouchers/applications.server.ts'
import { withdrawApplication } from '#app/domain/vouchers/decide-application.server.ts'
import { resubmitApplication } from '#app/domain/vouchers/submit-application.server.ts'
import { bareForm } from '#app/lib/form-fields.ts'
import { plainYuan } from '#app/lib/money.ts'
import { redirectWith } from '#app/web/flash.server.ts'
import { intent, pageAction } from '#app/web/form.server.ts'
import { pageLoader } from '#app/web/loader.server.ts'
import { paths } from '#app/web/paths.ts'

export const loader = pageLoader(['voucher', 'draw'], async (ctx, { params }) => {
	const application = await getApplication(ctx, params.number!)
	return { application, draw: application.giving === 'first_come' ? null : await drawOf(ctx, application.number) }
})

export const action = pageAction({
	withdraw: intent(bareForm, async (ctx, _input, { params }) => {
		await withdrawApplication(ctx, { number: params.number! })
		return redirectWith(paths.application(params.number!), 'ok', 'voucher.done_withdrawn')
	}),
	resubmit: intent(applicationForm, async (ctx, input, { params }) => {
		const { voucherNumber } = await resubmitApplication(ctx, { ...input, number: params.number! })
		return redirectWith(
			paths.application(params.number!),
			'ok',
			voucherNumber ? 'voucher.done_granted' : 'voucher.done_submitted',
		)
	}),
})

export const meta: MetaFunction<typeof loader> = (args) =>
	recordMeta(args, 'voucher.application', args.data?.application.number)

export default function Application() {
	const { t, locale } = useT()
	const { application, draw } = useLoaderData<typeof loader>()
	const { programme, round } = application
	return (
		<Page>
			<Crumb steps={[{ label: t('voucher.title'), to: paths.vouchers }, { label: application.number }]} />
			<PageHead
				title={t('voucher.application_title', { number: application.number })}
				status={<Status of={`application.${application.state}`} viewer="enterprise" fill />}
				facts={t('voucher.application_of', { programme: programme.name[locale], round: round.name })}
			/>
			<NextForApplicant application={application} />
			{draw ? (
				<div className="mt-4">
					<OwnDraw draw={draw} />
				</div>
			) : null}
			<div className="grid cols-main mt-6">
				<div className="stack-lg">
					{application.steps.includes('resubmit') ? <Resubmit application={application} /> : null}
					<ApplicationFacts application={application} />
					<Commitment text={application.commitmentText} file={application.commitmentFile} />
					{application.steps.includes('withdraw') ? (
						<Disclosure summary={t('voucher.withdraw')}>
							<Form intent="withdraw">
								<p className="small dim">{t('voucher.withdraw_effect')}</p>
								<Submit variant="danger">{t('voucher.do_withdraw')}</Submit>
							</Form>
						</Disclosure>
					) : null}
				</div>
				<Grantable title={t('voucher.possible')} evaluation={application.evaluation} payers={programme.payers} />
			</div>
		</Page>
	)
}

function NextForApplicant({ application }: { application: ApplicationPage }) {
	const { t } = useT()
	const { state, reviewReason, voucherNumber } = application
	const reason = reviewReason ?? ''
	const why =
		state === 'returned'
			? t('voucher.returned_reason', { reason })
			: state === 'refused'
				? t('voucher.refused_reason', { reason })
				: t(`voucher.next_${state}_why`)
	const open = voucherNumber ? (
		<LinkButton to={paths.voucher(voucherNumber)} variant="primary">
			{t('voucher.open_voucher')}
		</LinkButton>
	) : undefined
	return (
		<Next title={t(`voucher.next_${state}`, { number: voucherNumber ?? '' })} actions={open}>
			{why}
		</Next>
	)
}

/** The same form again, with what was asked for, after it was returned. */
function Resubmit({ application }: { application: ApplicationPage }) {
	const { t } = useT()
	return (
		<Panel title={t('voucher.resubmit')}>
			<Form intent="resubmit" files>
				<Field
					name="requested"
					label={t('voucher.apply_amount')}
					kind="money"
					defaultValue={plainYuan(application.requestedFen)}
				/>
				<Field
					name="signedCopy"
					label={t('voucher.apply_signed')}
					kind="file"
					accept={acceptAttribute}
					optional
					hint={t('voucher.apply_signed_hint')}
				/>
				<CheckField name="commitment" label={t('voucher.commitment_tick')} />
				<Submit>{t('voucher.do_resubmit')}</Submit>
			</Form>
		</Panel>
	)
}
