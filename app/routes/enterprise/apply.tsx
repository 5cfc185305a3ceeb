import type { MetaFunction } from '@remix-run/node'
import { useLoaderData } from '@remix-run/react'
import { recordMeta } from '#app/components/meta.ts'
import { useT } from '#app/components/texts.tsx'
import { Crumb, Page, PageHead } from '#app/components/ui/page-head.tsx'
import {
	ApplyForm,
	AskAmount,
	Hindrance,
	type HindranceReason,
	LiveApplication,
} from '#app/components/voucher/apply-parts.tsx'
import { Commitment } from '#app/components/voucher/commitment.tsx'
import { Grantable } from '#app/components/voucher/grantable.tsx'
import type { Evaluation } from '#app/domain/programmes/evaluation.ts'
import { isDrawn } from '#app/domain/programmes/giving-rules.ts'
import { applicationForm } from '#app/domain/vouchers/application-forms.ts'
import { getApply } from '#app/domain/vouchers/applications.server.ts'
import { commitmentText } from '#app/domain/vouchers/commitment.ts'
import { submitApplication } from '#app/domain/vouchers/submit-application.server.ts'
import { parseYuan } from '#app/lib/money.ts'
import { formatDay, shanghaiDay } from '#app/lib/time.ts'
import { redirectWith } from '#app/web/flash.server.ts'
import { intent, pageAction } from '#app/web/form.server.ts'
import { pageLoader } from '#app/web/loader.server.ts'
import { paths } from '#app/web/paths.ts'

export const loader = pageLoader(['voucher'], async (ctx, { params, request }) => {
	const { round, enterprise, isVerified, ...rest } = await getApply(ctx, params.number!, amountIn(request.url))
	const { document } = round
	return {
		...rest,
		hindrance: hindranceOf(round.isOpen, isVerified, rest.evaluation),
		round: {
			number: round.number,
			name: round.name,
			noticeNo: round.noticeNo,
			contact: round.contact,
			isOpen: round.isOpen,
		},
		opensOn: shanghaiDay(round.opensAt),
		closesOn: shanghaiDay(new Date(round.closesAt.getTime() - 1)),
		programme: {
			number: round.programmeNumber,
			name: document.name,
			payers: document.payers.map(({ code, name }) => ({ code, name })),
		},
		decided: isDrawn(document) ? ('drawn' as const) : (document.grant.decidedBy ?? 'review'),
		asksAmount: document.grant.face?.kind === 'requested' || document.grant.face?.kind === 'denominations',
		commitment: commitmentText(document, {
			enterpriseName: enterprise.name,
			creditCode: enterprise.creditCode,
			programmeName: document.name.zh,
			noticeNo: round.noticeNo,
		}),
	}
})

/** Why one cannot apply now; null when one can. */
function hindranceOf(
	isOpen: boolean,
	isVerified: boolean,
	{ decision, amountFen }: Evaluation,
): HindranceReason | null {
	if (!isOpen) return 'closed'
	if (!isVerified) return 'not_verified'
	if (decision === 'needs') return 'needs'
	return decision === 'eligible' && amountFen > 0n ? null : 'not_eligible'
}

/** An amount asked for in the address, when it is one. */
function amountIn(url: string): bigint | null {
	try {
		return parseYuan(new URL(url).searchParams.get('amount') ?? '')
	} catch {
		return null
	}
}

export const action = pageAction({
	apply: intent(applicationForm, async (ctx, input, { params }) => {
		const { number, voucherNumber } = await submitApplication(ctx, { ...input, round: params.number! })
		return voucherNumber
			? redirectWith(paths.voucher(voucherNumber), 'ok', 'voucher.done_granted')
			: redirectWith(paths.application(number), 'ok', 'voucher.done_submitted')
	}),
})

export { shouldRevalidate } from '#app/web/revalidate.ts'

export const meta: MetaFunction<typeof loader> = (args) => recordMeta(args, 'voucher.apply', args.data?.round.name)

export default function Apply() {
	const { t, locale } = useT()
	const data = useLoaderData<typeof loader>()
	const { round, programme, evaluation } = data
	return (
		<Page>
			<Crumb steps={[{ label: t('voucher.title'), to: paths.vouchers }, { label: round.number }]} />
			<PageHead
				title={t('voucher.apply_title', { round: round.name })}
				facts={
					<>
						<span>{t('voucher.apply_by_rules', { programme: programme.name[locale] })}</span>
						<span>
							{t('voucher.apply_note', {
								notice: round.noticeNo,
								from: formatDay(data.opensOn, locale),
								until: formatDay(data.closesOn, locale),
							})}
						</span>
						<span>{t('voucher.apply_contact', { contact: round.contact })}</span>
					</>
				}
			/>
			<div className="grid cols-main around">
				<div className="a stack-lg">
					{data.live ? <LiveApplication number={data.live.number} /> : null}
					{!data.live && data.hindrance ? <Hindrance why={data.hindrance} /> : null}
					{data.asksAmount ? <AskAmount askedFen={data.askedFen} mostFen={data.mostFen} /> : null}
					<Commitment text={data.commitment} />
				</div>
				<div className="m">
					<Grantable title={t('voucher.apply_possible')} evaluation={evaluation} payers={programme.payers} />
				</div>
				<div className="b">
					{data.live || data.hindrance ? null : <ApplyForm askedFen={data.askedFen} decided={data.decided} />}
				</div>
			</div>
		</Page>
	)
}
