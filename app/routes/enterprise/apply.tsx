import type { MetaFunction } from '@remix-run/node'
import { Form as GetForm, useLoaderData } from '@remix-run/react'
import { CheckField, Field } from '#app/components/field.tsx'
import { Form, Submit } from '#app/components/form.tsx'
import { useT } from '#app/components/texts.tsx'
import { Amount } from '#app/components/ui/amount.tsx'
import { LinkButton } from '#app/components/ui/button.tsx'
import { NoteBox } from '#app/components/ui/note-box.tsx'
import { Crumb, Page, PageHead } from '#app/components/ui/page-head.tsx'
import { Panel } from '#app/components/ui/section.tsx'
import { Commitment } from '#app/components/voucher/commitment.tsx'
import { Grantable } from '#app/components/voucher/grantable.tsx'
import { acceptAttribute } from '#app/domain/files/file.ts'
import { applicationForm } from '#app/domain/vouchers/application-forms.ts'
import { getApply } from '#app/domain/vouchers/applications.server.ts'
import { commitmentText } from '#app/domain/vouchers/commitment.ts'
import { submitApplication } from '#app/domain/vouchers/submit-application.server.ts'
import { formatYuan, parseYuan, plainYuan } from '#app/lib/money.ts'
import { formatDay, shanghaiDay } from '#app/lib/time.ts'
import { redirectWith } from '#app/web/flash.server.ts'
import { intent, pageAction } from '#app/web/form.server.ts'
import { pageLoader } from '#app/web/loader.server.ts'
import { paths } from '#app/web/paths.ts'

export const loader = pageLoader(['voucher'], async (ctx, { params, request }) => {
	const { round, enterprise, ...rest } = await getApply(ctx, params.number!, amountIn(request.url))
	const { document } = round
	return {
		...rest,
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
		isAutomatic: document.grant.decidedBy === 'automatic',
		asksAmount: document.grant.face?.kind === 'requested',
		commitment: commitmentText(document, {
			enterpriseName: enterprise.name,
			creditCode: enterprise.creditCode,
			programmeName: document.name.zh,
			noticeNo: round.noticeNo,
		}),
	}
})

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

export const meta: MetaFunction<typeof loader> = ({ data }) => [
	{ title: `${data?.texts['voucher.apply'] ?? ''} ${data?.round.name ?? ''}` },
]

export default function Apply() {
	const { t, locale } = useT()
	const data = useLoaderData<typeof loader>()
	const { round, programme, evaluation } = data
	const isPossible = evaluation.decision === 'eligible' && evaluation.amountFen > 0n
	const hindrance = !round.isOpen
		? 'apply_closed'
		: !data.isVerified
			? 'apply_not_verified'
			: isPossible
				? null
				: 'apply_not_eligible'
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
					{data.live ? (
						<NoteBox
							tone="go"
							title={t('voucher.apply_live', { number: data.live.number })}
							actions={
								<LinkButton to={paths.application(data.live.number)} small>
									{t('voucher.apply_see')}
								</LinkButton>
							}
						/>
					) : hindrance ? (
						<NoteBox tone="warn" title={t('voucher.apply_not')}>
							{t(`voucher.${hindrance}`)}
						</NoteBox>
					) : null}
					{data.asksAmount ? (
						<Panel>
							<GetForm method="get" className="form">
								<div className="field">
									<label htmlFor="apply-amount">{t('voucher.apply_amount')}</label>
									<input
										className="input money"
										id="apply-amount"
										name="amount"
										inputMode="decimal"
										defaultValue={plainYuan(data.askedFen)}
										autoComplete="off"
									/>
									{data.mostFen === null ? null : (
										<span className="hint">{t('voucher.apply_amount_hint', { most: formatYuan(data.mostFen) })}</span>
									)}
								</div>
								<button type="submit" className="btn">
									{t('voucher.apply_recount')}
								</button>
							</GetForm>
						</Panel>
					) : null}
					<Commitment text={data.commitment} />
				</div>
				<div className="m">
					<Grantable title={t('voucher.apply_possible')} evaluation={evaluation} payers={programme.payers} />
				</div>
				<div className="b">
					{data.live || hindrance ? null : (
						<Panel>
							<Form intent="apply" files>
								<input type="hidden" name="requested" value={plainYuan(data.askedFen)} />
								<p className="row">
									{t('voucher.apply_amount')} <Amount fen={data.askedFen} />
								</p>
								<Field
									name="signedCopy"
									label={t('voucher.apply_signed')}
									kind="file"
									accept={acceptAttribute}
									optional
									hint={t('voucher.apply_signed_hint')}
								/>
								<CheckField name="commitment" label={t('voucher.commitment_tick')} />
								<p className="small dim">
									{t(data.isAutomatic ? 'voucher.decided_automatic' : 'voucher.decided_review')}
								</p>
								<Submit>
									{data.isAutomatic
										? t('voucher.apply_submit_automatic')
										: t('voucher.apply_submit', { amount: formatYuan(data.askedFen) })}
								</Submit>
							</Form>
						</Panel>
					)}
				</div>
			</div>
		</Page>
	)
}
