import type { MetaFunction } from '@remix-run/node'
import { useLoaderData } from '@remix-run/react'
import { FundApproval, FundSources } from '#app/components/fund/fund-approval.tsx'
import { FundDocuments, ProposeForm, Receipts } from '#app/components/fund/fund-documents.tsx'
import { pageMeta } from '#app/components/meta.ts'
import { useT } from '#app/components/texts.tsx'
import { LinkButton } from '#app/components/ui/button.tsx'
import { Facts } from '#app/components/ui/facts.tsx'
import { NoteBox } from '#app/components/ui/note-box.tsx'
import { Crumb, Page, PageHead } from '#app/components/ui/page-head.tsx'
import { Panel, Section } from '#app/components/ui/section.tsx'
import { Status } from '#app/components/ui/status.tsx'
import { approveFund } from '#app/domain/programmes/approve-fund.server.ts'
import { approveAppropriation, refuseAppropriation } from '#app/domain/programmes/decide-appropriation.server.ts'
import {
	appropriationForm,
	appropriationStepForm,
	fundApprovalForm,
	receiptForm,
} from '#app/domain/programmes/fund-forms.ts'
import { getFundSetup } from '#app/domain/programmes/funds.server.ts'
import { proposeAppropriation } from '#app/domain/programmes/propose-appropriation.server.ts'
import { recordReceipt } from '#app/domain/programmes/record-receipt.server.ts'
import { formatYuan } from '#app/lib/money.ts'
import { formatDay } from '#app/lib/time.ts'
import { redirectWith } from '#app/web/flash.server.ts'
import { intent, pageAction } from '#app/web/form.server.ts'
import { pageLoader } from '#app/web/loader.server.ts'
import { paths } from '#app/web/paths.ts'

export const loader = pageLoader(['fundSetup'], async (ctx, { params }) => ({
	fund: await getFundSetup(ctx, params.number!),
}))

export const action = pageAction({
	approve: intent(fundApprovalForm, async (ctx, _input, { params }) => {
		const number = params.number!
		await approveFund(ctx, number)
		return redirectWith(paths.deskFundSetup(number), 'ok', 'fundSetup.approved', { number })
	}),
	propose: intent(appropriationForm, async (ctx, input, { params }) => {
		await proposeAppropriation(ctx, params.number!, input)
		return redirectWith(paths.deskFundSetup(params.number!), 'ok', 'fundSetup.proposed', {
			documentNo: input.documentNo,
		})
	}),
	approve_document: intent(appropriationStepForm, async (ctx, { appropriation: id }, { params }) => {
		const { documentNo } = await approveAppropriation(ctx, { number: params.number!, id })
		return redirectWith(paths.deskFundSetup(params.number!), 'ok', 'fundSetup.document_approved', { documentNo })
	}),
	refuse_document: intent(appropriationStepForm, async (ctx, { appropriation: id }, { params }) => {
		const { documentNo } = await refuseAppropriation(ctx, { number: params.number!, id })
		return redirectWith(paths.deskFundSetup(params.number!), 'ok', 'fundSetup.document_refused', { documentNo })
	}),
	receive: intent(receiptForm, async (ctx, input, { params }) => {
		await recordReceipt(ctx, params.number!, input)
		return redirectWith(paths.deskFundSetup(params.number!), 'ok', 'fundSetup.receipt_recorded', {
			amount: formatYuan(input.amount),
		})
	}),
})

export const meta: MetaFunction<typeof loader> = (args) =>
	pageMeta(args, 'fundSetup.setup', { name: args.data?.fund.name ?? '' })

export default function FundSetupPage() {
	const { t, locale } = useT()
	const { fund } = useLoaderData<typeof loader>()
	const isApproved = fund.state === 'approved'
	const programme = locale === 'en' ? (fund.programme.nameEn ?? fund.programme.name) : fund.programme.name
	return (
		<Page desk>
			<Crumb steps={[{ label: t('fundSetup.funds'), to: paths.deskFunds }, { label: fund.number }]} />
			<PageHead
				title={fund.name}
				status={<Status of={`fund.${fund.state}`} fill />}
				facts={
					<>
						<span>{programme}</span>
						<span>{fund.budgetYear}</span>
					</>
				}
				actions={isApproved ? <LinkButton to={paths.deskFund(fund.number)}>{t('fundSetup.to_fund')}</LinkButton> : null}
			/>
			{fund.state === 'draft' ? <FundApproval fund={fund} /> : null}
			<div className="grid cols-2">
				<Section title={t('fundSetup.facts')}>
					<Facts
						facts={[
							{ label: t('fundSetup.project_code'), value: fund.projectCode },
							{ label: t('fundSetup.functional_class'), value: fund.functionalClass },
							{ label: t('fundSetup.economic_class'), value: fund.economicClass },
							{
								label: t('fundSetup.last_payment'),
								value: fund.lastPaymentOn ? formatDay(fund.lastPaymentOn, locale) : '—',
							},
							{ label: t('fundSetup.created_by'), value: fund.createdBy },
							{ label: t('fundSetup.approved_by'), value: fund.approvedBy ?? '—' },
						]}
					/>
				</Section>
				<Section title={t('fundSetup.sources')}>
					<FundSources fund={fund} />
				</Section>
			</div>
			<Section title={t('fundSetup.documents')} note={t('fundSetup.documents_note')}>
				<FundDocuments fund={fund} />
				{isApproved && fund.may.propose ? (
					<div className="mt-6">
						<Panel title={t('fundSetup.propose')}>
							<ProposeForm fund={fund} />
						</Panel>
					</div>
				) : null}
			</Section>
			<Section title={t('fundSetup.receipts')} note={t('fundSetup.receipts_note')}>
				{isApproved ? <Receipts fund={fund} /> : <NoteBox title={t('fundSetup.not_approved_yet')} />}
			</Section>
		</Page>
	)
}
