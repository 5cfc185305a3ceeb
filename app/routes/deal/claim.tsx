import { redirect } from '@remix-run/node'
import { useLoaderData } from '@remix-run/react'
import { ClaimChecks } from '#app/components/claim/checks.tsx'
import { claimMeta } from '#app/components/claim/claim-meta.ts'
import { Correction } from '#app/components/claim/correction.tsx'
import { EditLines, HandIn, TakeBack } from '#app/components/claim/editing.tsx'
import { ClaimMoney } from '#app/components/claim/money.tsx'
import { ClaimNext, ClaimTrack } from '#app/components/claim/next-step.tsx'
import { OwedBackList } from '#app/components/claim/owed-back.tsx'
import { ClaimPapers } from '#app/components/claim/papers.tsx'
import { RewardBasisFacts } from '#app/components/claim/reward.tsx'
import { ClaimTrail } from '#app/components/claim/trail.tsx'
import { RedLetterForms } from '#app/components/invoice/red-letter-form.tsx'
import { useT } from '#app/components/texts.tsx'
import { Amount } from '#app/components/ui/amount.tsx'
import { Crumb, Page, PageHead } from '#app/components/ui/page-head.tsx'
import { Panel, Section } from '#app/components/ui/section.tsx'
import { Status } from '#app/components/ui/status.tsx'
import { Why } from '#app/components/why.tsx'
import { categoryOptions } from '#app/domain/claims/category-options.server.ts'
import { commitmentOf, isEditable } from '#app/domain/claims/claim.ts'
import { getClaim } from '#app/domain/claims/claim-details.server.ts'
import {
	addLineForm,
	changeLineForm,
	removeLineForm,
	submitClaimForm,
	withdrawClaimForm,
} from '#app/domain/claims/claim-forms.ts'
import { claimTrail, lastCorrection } from '#app/domain/claims/claim-trail.server.ts'
import { payParts } from '#app/domain/claims/pay-parts.server.ts'
import { removeLine, saveLine } from '#app/domain/claims/save-line.server.ts'
import { submitClaim } from '#app/domain/claims/submit-claim.server.ts'
import { withdrawClaim } from '#app/domain/claims/withdraw-claim.server.ts'
import { readFapiaoForm, redLetterForm } from '#app/domain/invoices/invoice-forms.ts'
import { recordRedLetter } from '#app/domain/invoices/record-red-letter.server.ts'
import { noticeOfClaim } from '#app/domain/notices/notices.server.ts'
import { owedBack } from '#app/domain/settlement/clawbacks.server.ts'
import { DomainError } from '#app/lib/errors.ts'
import { formatYuan } from '#app/lib/money.ts'
import { shanghaiDay } from '#app/lib/time.ts'
import { readIntoForm } from '#app/web/fapiao-form.server.ts'
import { redirectWith } from '#app/web/flash.server.ts'
import { intent, pageAction } from '#app/web/form.server.ts'
import { pageLoader } from '#app/web/loader.server.ts'
import { paths } from '#app/web/paths.ts'
import { textOf } from '#app/web/texts.server.ts'

export const loader = pageLoader(['claim', 'clawback', 'invoice'], async (ctx, { params }) => {
	const details = await getClaim(ctx, params.number!)
	const { claim, viewer } = details
	const isDraft = isEditable(claim.state)
	const isPaying = ['partly_paid', 'paid'].includes(claim.state)
	const [trail, notice, parts, categories, owed] = await Promise.all([
		claimTrail(ctx, claim, false),
		isDraft ? null : noticeOfClaim(ctx, claim.id),
		payParts(ctx, claim, details.evaluation),
		isDraft && claim.kind === 'claim_only' && viewer === 'claimant' ? categoryOptions(ctx) : [],
		isPaying && viewer === 'claimant' ? owedBack(ctx, claim.id) : [],
	])
	return {
		...details,
		trail,
		notice,
		parts,
		categories,
		owed,
		today: shanghaiDay(ctx.now),
		correction: lastCorrection(trail),
	}
})

/** Where the line's form keeps what a fapiao's file says. */
const invoiceFields = {
	number: 'invoiceNumber',
	code: 'invoiceCode',
	issuedOn: 'invoiceOn',
	sellerName: 'providerName',
	sellerCode: 'providerCode',
	totalFen: 'invoiceYuan',
	taxFen: 'invoiceTaxYuan',
} as const

export const action = pageAction({
	addLine: intent(addLineForm, async (ctx, input, { params }) => {
		await saveLine(ctx, { ...input, number: params.number!, lineNo: null })
		return redirectWith(paths.claim(params.number!), 'ok', 'claim.line_saved')
	}),
	changeLine: intent(changeLineForm, async (ctx, input, { params }) => {
		await saveLine(ctx, { ...input, number: params.number! })
		return redirectWith(paths.claim(params.number!), 'ok', 'claim.line_saved')
	}),
	removeLine: intent(removeLineForm, async (ctx, input, { params }) => {
		await removeLine(ctx, { ...input, number: params.number! })
		return redirect(paths.claim(params.number!))
	}),
	readInvoice: intent(readFapiaoForm, async (ctx, { readFile }, { params, context }) => {
		const { claim, offers } = await getClaim(ctx, params.number!)
		if (!offers.includes('submit')) throw new DomainError('state.not_allowed', { state: claim.state })
		return readIntoForm(ctx, readFile, { intent: 'addLine', fields: invoiceFields, locale: context.locale })
	}),
	red_letter: intent(redLetterForm, async (ctx, input, { params }) => {
		await recordRedLetter(ctx, { ...input, of: 'claim', number: params.number! })
		return redirectWith(paths.claim(params.number!), 'ok', 'invoice.done_red')
	}),
	submit: intent(submitClaimForm, async (ctx, input, { params, context }) => {
		const { claim } = await getClaim(ctx, params.number!)
		const amount = `¥${formatYuan(input.seen)}`
		const values = { claimant: claim.claimant.name, authority: claim.authority, amount }
		const commitmentText = textOf(context.locale, `claim.${commitmentOf(claim.kind)}`, values)
		await submitClaim(ctx, { number: params.number!, payee: input.payee, seen: input.seen, commitmentText })
		return redirectWith(paths.claim(params.number!), 'ok', 'claim.submitted_done', { amount })
	}),
	withdraw: intent(withdrawClaimForm, async (ctx, input, { params }) => {
		await withdrawClaim(ctx, { ...input, number: params.number! })
		return redirectWith(paths.claims, 'ok', 'claim.withdrawn_done', { number: params.number! })
	}),
})

export const meta = claimMeta

export default function ClaimPage() {
	const { t, locale } = useT()
	const page = useLoaderData<typeof loader>()
	const { claim, lines, checks, viewer, notice } = page
	const programme = (locale === 'en' && claim.programme.nameEn) || claim.programme.name
	const costFen = lines.reduce((sum, line) => sum + line.baseFen, 0n)
	return (
		<Page>
			<Crumb steps={[{ label: t('claim.list_title'), to: paths.claims }, { label: claim.number }]} />
			<PageHead
				title={t('claim.page_title', { number: claim.number })}
				status={
					<Status
						of={notice?.isObjected ? 'claim.objected' : `claim.${claim.state}`}
						viewer={viewer === 'claimant' ? 'enterprise' : undefined}
						fill
					/>
				}
				facts={
					<>
						<span>{programme}</span>
						<span>{claim.authority}</span>
						<span>{t(`claim.mode_${claim.kind}_${claim.mode}`)}</span>
						<a href={paths.printPack(claim.number)}>{t('common.print_pack')}</a>
					</>
				}
			/>
			<ClaimNext
				claim={claim}
				isReviewLate={page.isReviewLate}
				viewer={viewer}
				lines={lines.length}
				checks={checks}
				notice={notice}
			/>
			<ClaimTrack claim={claim} />
			{claim.state === 'returned' && page.correction ? <Correction correction={page.correction} /> : null}
			<div className="grid cols-main around">
				<div className="a stack-lg">
					{page.owed.length > 0 ? <OwedBackList owed={page.owed} today={page.today} /> : null}
					{lines.length > 0 ? (
						<Section title={t('claim.lines')} note={t('claim.lines_note', { n: lines.length })}>
							<div className="stack">
								{lines.map((line) => (
									<Panel
										key={line.lineNo}
										title={t('claim.line_head', { no: line.lineNo, title: line.title })}
										aside={<Amount fen={line.approvedFen ?? line.claimedFen} />}
									>
										{line.kind === 'reward' ? <RewardBasisFacts line={line} /> : <ClaimPapers line={line} linkOrder />}
										{viewer === 'claimant' && line.kind === 'contract' ? (
											<RedLetterForms invoices={line.papers.invoices.map(({ number }) => number)} />
										) : null}
										{line.cutReason ? (
											<p className="small">
												{t('claim.line_cut', { reason: line.cutReason, article: line.cutArticle ?? '' })}
												{claim.mode === 'deduct' && line.kind === 'order' && line.order
													? ` ${t(`claim.cut_borne_${line.order.cutBearer}`)}`
													: ''}
											</p>
										) : null}
									</Panel>
								))}
							</div>
						</Section>
					) : null}
				</div>
				<div className="m">
					<ClaimMoney claim={claim} costFen={costFen} parts={page.parts} />
				</div>
				<div className="b stack-lg">
					<EditLines page={page} />
					{claim.kind === 'reward' && page.evaluation && page.evaluation.reasons.length > 0 ? (
						<Section title={t('claim.reward_reckoned')}>
							<Panel>
								<Why reasons={page.evaluation.reasons} />
							</Panel>
						</Section>
					) : null}
					<Section title={t('claim.checks')} note={t('claim.checks_note')} id="checks">
						<Panel>
							<ClaimChecks checks={checks} several={lines.length > 1} />
						</Panel>
					</Section>
					<HandIn page={page} />
					<Section title={t('claim.trail')}>
						<Panel>
							<ClaimTrail trail={page.trail} />
						</Panel>
					</Section>
					<TakeBack page={page} />
				</div>
			</div>
		</Page>
	)
}
