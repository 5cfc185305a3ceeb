import { redirect } from '@remix-run/node'
import { useLoaderData, useSearchParams } from '@remix-run/react'
import { claimMeta } from '#app/components/claim/claim-meta.ts'
import { Clawbacks } from '#app/components/claim/clawbacks.tsx'
import { DeskChecks } from '#app/components/claim/desk-checks.tsx'
import { DeskDecision } from '#app/components/claim/desk-decision.tsx'
import { DeskKeys } from '#app/components/claim/desk-keys.tsx'
import { DeskPaper } from '#app/components/claim/desk-paper.tsx'
import { DeskPager, DeskQueue } from '#app/components/claim/desk-queue.tsx'
import { ClaimMoney } from '#app/components/claim/money.tsx'
import { ClaimTrail } from '#app/components/claim/trail.tsx'
import { DeskAlike } from '#app/components/relation/desk-alike.tsx'
import { DeskRelations } from '#app/components/relation/desk-relations.tsx'
import { useT } from '#app/components/texts.tsx'
import { TrailLink } from '#app/components/trail/trail-link.tsx'
import { NoteBox } from '#app/components/ui/note-box.tsx'
import { Crumb, Page, PageHead } from '#app/components/ui/page-head.tsx'
import { Panel, Section } from '#app/components/ui/section.tsx'
import { Status } from '#app/components/ui/status.tsx'
import { OrganisationName } from '#app/components/ui/tag.tsx'
import { approveClaim } from '#app/domain/claims/approve-claim.server.ts'
import { getClaim } from '#app/domain/claims/claim-details.server.ts'
import { refuseClaimForm, returnClaimForm, reviewClaimForm } from '#app/domain/claims/claim-forms.ts'
import { claimTrail } from '#app/domain/claims/claim-trail.server.ts'
import { claimQueue } from '#app/domain/claims/claims.server.ts'
import { decideClaim } from '#app/domain/claims/decide-claim.server.ts'
import { judgeLikeness, judgeLikenessForm } from '#app/domain/claims/judge-likeness.server.ts'
import { judgeRelation, judgeRelationForm } from '#app/domain/claims/judge-relation.server.ts'
import { payParts } from '#app/domain/claims/pay-parts.server.ts'
import { recordAffiliation } from '#app/domain/claims/record-affiliation.server.ts'
import { refuseClaim } from '#app/domain/claims/refuse-claim.server.ts'
import { returnClaim } from '#app/domain/claims/return-claim.server.ts'
import type { Context } from '#app/domain/context.server.ts'
import { redLetterForm, verificationForm } from '#app/domain/invoices/invoice-forms.ts'
import { recordRedLetter } from '#app/domain/invoices/record-red-letter.server.ts'
import { recordVerification } from '#app/domain/invoices/record-verification.server.ts'
import { noticeOfClaim } from '#app/domain/notices/notices.server.ts'
import { recordAffiliationForm } from '#app/domain/relations/affiliation.ts'
import { clawbackForm, clawbackReceiptForm, clawbackStepForm } from '#app/domain/settlement/clawback.ts'
import { claimClawbacks } from '#app/domain/settlement/clawbacks.server.ts'
import { demandClawback, refuseClawback } from '#app/domain/settlement/decide-clawback.server.ts'
import { proposeClawback } from '#app/domain/settlement/propose-clawback.server.ts'
import { receiveClawback } from '#app/domain/settlement/receive-clawback.server.ts'
import { bareForm } from '#app/lib/form-fields.ts'
import { formatYuan } from '#app/lib/money.ts'
import { redirectWith } from '#app/web/flash.server.ts'
import { intent, pageAction } from '#app/web/form.server.ts'
import { pageLoader } from '#app/web/loader.server.ts'
import { paths } from '#app/web/paths.ts'

export const loader = pageLoader(['claim', 'claimDesk', 'clawback', 'relation', 'invoice'], async (ctx, { params }) => {
	const details = await getClaim(ctx, params.number!)
	const { claim, viewer } = details
	if (viewer !== 'authority') throw redirect(paths.claim(claim.number))
	const [queue, trail, notice, parts, clawbacks] = await Promise.all([
		claimQueue(ctx, 'review'),
		claimTrail(ctx, claim, true),
		claim.state === 'on_notice' ? noticeOfClaim(ctx, claim.id) : null,
		payParts(ctx, claim, details.evaluation),
		claimClawbacks(ctx, claim),
	])
	return { ...details, queue, trail, notice, parts, clawbacks }
})

/** After a decision: the next claim that waits for review, else the queue. */
async function onward(ctx: Context, key: string, values: Record<string, string>) {
	const [next] = await claimQueue(ctx, 'review')
	return redirectWith(next ? paths.deskClaim(next.number) : paths.deskClaims, 'ok', key, values)
}

const clawbackDone = (claim: string, what: string, number: string) =>
	redirectWith(`${paths.deskClaim(claim)}#clawback`, 'ok', `clawback.done_${what}`, { number })

export const action = pageAction({
	review: intent(reviewClaimForm, async (ctx, { lines }, { params }) => {
		const number = params.number!
		const decisions = lines.map(({ approvedYuan, ...line }) => ({ ...line, approvedFen: approvedYuan }))
		const outcome = await decideClaim(ctx, { number, lines: decisions })
		return onward(ctx, `claimDesk.done_${outcome}`, { number })
	}),
	return: intent(returnClaimForm, async (ctx, input, { params }) => {
		await returnClaim(ctx, { ...input, number: params.number! })
		return onward(ctx, 'claimDesk.done_returned', { number: params.number!, n: String(input.parts.length) })
	}),
	approve: intent(bareForm, async (ctx, _input, { params }) => {
		await approveClaim(ctx, { number: params.number! })
		return redirectWith(paths.deskClaim(params.number!), 'ok', 'claimDesk.done_approved', { number: params.number! })
	}),
	propose_clawback: intent(clawbackForm, async (ctx, input, { params }) => {
		const { number } = await proposeClawback(ctx, params.number!, input)
		return clawbackDone(params.number!, 'proposed', number)
	}),
	demand_clawback: intent(clawbackStepForm, async (ctx, { clawback }, { params }) => {
		await demandClawback(ctx, { claim: params.number!, clawback })
		return clawbackDone(params.number!, 'demanded', clawback)
	}),
	refuse_clawback: intent(clawbackStepForm, async (ctx, { clawback }, { params }) => {
		await refuseClawback(ctx, { claim: params.number!, clawback })
		return clawbackDone(params.number!, 'refused', clawback)
	}),
	receive_clawback: intent(clawbackReceiptForm, async (ctx, input, { params }) => {
		await receiveClawback(ctx, params.number!, input)
		return clawbackDone(params.number!, 'received', input.clawback)
	}),
	verify: intent(verificationForm, async (ctx, input, { params }) => {
		await recordVerification(ctx, { ...input, of: 'claim', number: params.number! })
		return redirectWith(paths.deskClaim(params.number!), 'ok', 'invoice.done_verified')
	}),
	red_letter: intent(redLetterForm, async (ctx, input, { params }) => {
		await recordRedLetter(ctx, { ...input, of: 'claim', number: params.number! })
		return redirectWith(paths.deskClaim(params.number!), 'ok', 'invoice.done_red')
	}),
	judge_relation: intent(judgeRelationForm, async (ctx, input, { params }) => {
		await judgeRelation(ctx, { ...input, number: params.number! })
		return redirectWith(`${paths.deskClaim(params.number!)}#relations`, 'ok', 'relation.done_judged')
	}),
	judge_likeness: intent(judgeLikenessForm, async (ctx, input, { params }) => {
		await judgeLikeness(ctx, { ...input, number: params.number! })
		return redirectWith(`${paths.deskClaim(params.number!)}#alike`, 'ok', 'relation.done_judged')
	}),
	record_affiliation: intent(recordAffiliationForm, async (ctx, input, { params }) => {
		await recordAffiliation(ctx, { ...input, number: params.number! })
		return redirectWith(`${paths.deskClaim(params.number!)}#relations`, 'ok', 'relation.done_recorded')
	}),
	refuse: intent(refuseClaimForm, async (ctx, input, { params }) => {
		await refuseClaim(ctx, { ...input, number: params.number! })
		return redirectWith(paths.deskClaim(params.number!), 'ok', 'claimDesk.done_refused', { number: params.number! })
	}),
})

export const meta = claimMeta

export default function DeskClaim() {
	const { t } = useT()
	const page = useLoaderData<typeof loader>()
	const [search] = useSearchParams()
	const { claim, lines, queue } = page
	const costFen = lines.reduce((sum, line) => sum + line.baseFen, 0n)
	return (
		<Page desk>
			<Crumb steps={[{ label: t('claimDesk.desk_title'), to: paths.deskClaims }, { label: claim.number }]} />
			<PageHead
				title={<OrganisationName name={claim.claimant.name} isDemo={claim.claimant.isDemo} />}
				status={
					<Status of={page.notice?.isObjected ? 'claim.objected' : `claim.${claim.state}`} viewer="authority" fill />
				}
				facts={
					<>
						<span className="code">{claim.number}</span>
						<span>{claim.programme.name}</span>
						<span>{t(`claim.mode_${claim.kind}_${claim.mode}`)}</span>
						<TrailLink number={claim.number} />
						<a href={paths.printPack(claim.number)}>{t('common.print_pack')}</a>
					</>
				}
				actions={<DeskKeys number={claim.number} queue={queue} canReview={page.offers.includes('review')} />}
			/>
			<DeskPager number={claim.number} queue={queue} />
			<div className="desk3">
				<DeskQueue number={claim.number} queue={queue} />
				<DeskPaper
					claim={claim}
					lines={lines}
					checks={page.checks}
					line={search.get('line')}
					paper={search.get('paper')}
					mayVerify={page.mayJudge}
				/>
				<div className="check-col">
					<DeskChecks claim={claim} lines={lines} checks={page.checks} evaluation={page.evaluation} />
					<DeskDecision page={page} notice={page.notice} />
				</div>
			</div>
			{claim.kind === 'reward' ? null : (
				<>
					<DeskRelations enterprise={claim.enterprise} pairs={page.pairs} mayJudge={page.mayJudge} />
					<DeskAlike alike={page.alike} mayJudge={page.mayJudge} />
				</>
			)}
			<div className="grid cols-main mt-6">
				<Section title={t('claim.trail')}>
					<Panel>
						<ClaimTrail trail={page.trail} />
					</Panel>
				</Section>
				<ClaimMoney claim={claim} costFen={costFen} parts={page.parts} />
			</div>
			{page.excessFen > 0n ? (
				<NoteBox tone="stop" title={t('invoice.excess', { amount: formatYuan(page.excessFen) })}>
					{t('invoice.excess_what')}
				</NoteBox>
			) : null}
			{page.clawbacks ? <Clawbacks page={page.clawbacks} /> : null}
		</Page>
	)
}
