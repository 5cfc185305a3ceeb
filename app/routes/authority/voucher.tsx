import type { MetaFunction } from '@remix-run/node'
import { Link, useLoaderData } from '@remix-run/react'
import { recordMeta } from '#app/components/meta.ts'
import { useT } from '#app/components/texts.tsx'
import { TrailLink } from '#app/components/trail/trail-link.tsx'
import { Crumb, Page, PageHead } from '#app/components/ui/page-head.tsx'
import { Section } from '#app/components/ui/section.tsx'
import { Status } from '#app/components/ui/status.tsx'
import { EndingHistory, OpenEnding, ProposeEndings, Shares } from '#app/components/voucher/endings.tsx'
import { Movements } from '#app/components/voucher/movements.tsx'
import { VoucherBySource, VoucherTerms } from '#app/components/voucher/voucher-facts.tsx'
import { VoucherSlip } from '#app/components/voucher/voucher-slip.tsx'
import { approveEnding, refuseEnding } from '#app/domain/vouchers/decide-ending.server.ts'
import { getDeskVoucher } from '#app/domain/vouchers/desk-voucher.server.ts'
import { proposeEnding } from '#app/domain/vouchers/propose-ending.server.ts'
import { endingStepForm, extensionForm, shareEndingForm, voidForm } from '#app/domain/vouchers/voucher-ending.ts'
import { redirectWith } from '#app/web/flash.server.ts'
import { intent, pageAction } from '#app/web/form.server.ts'
import { pageLoader } from '#app/web/loader.server.ts'
import { paths } from '#app/web/paths.ts'

export const loader = pageLoader(['voucher', 'ending'], async (ctx, { params }) => getDeskVoucher(ctx, params.number!))

const done = (number: string, key: string) => redirectWith(paths.deskVoucher(number), 'ok', `ending.${key}`, { number })

export const action = pageAction({
	void: intent(voidForm, async (ctx, input, { params }) => {
		await proposeEnding(ctx, params.number!, { kind: 'void', ...input })
		return done(params.number!, 'done_proposed')
	}),
	extend: intent(extensionForm, async (ctx, input, { params }) => {
		await proposeEnding(ctx, params.number!, { kind: 'extension', ...input })
		return done(params.number!, 'done_proposed')
	}),
	lapse: intent(shareEndingForm, async (ctx, input, { params }) => {
		await proposeEnding(ctx, params.number!, { kind: 'lapse', ...input })
		return done(params.number!, 'done_proposed')
	}),
	forfeit: intent(shareEndingForm, async (ctx, input, { params }) => {
		await proposeEnding(ctx, params.number!, { kind: 'forfeit', ...input })
		return done(params.number!, 'done_proposed')
	}),
	approve: intent(endingStepForm, async (ctx, input, { params }) => {
		await approveEnding(ctx, { number: params.number!, ...input })
		return done(params.number!, 'done_approved')
	}),
	refuse: intent(endingStepForm, async (ctx, input, { params }) => {
		await refuseEnding(ctx, { number: params.number!, ...input })
		return done(params.number!, 'done_refused')
	}),
})

export const meta: MetaFunction<typeof loader> = (args) =>
	recordMeta(args, 'ending.vouchers', args.data?.voucher.number)

export default function DeskVoucherRoute() {
	const { t } = useT()
	const page = useLoaderData<typeof loader>()
	const { voucher } = page
	return (
		<Page desk>
			<Crumb steps={[{ label: t('ending.vouchers'), to: paths.deskVouchers }, { label: voucher.number }]} />
			<PageHead
				title={t('voucher.voucher_of', { number: voucher.number })}
				status={<Status of={`voucher.${voucher.standing}`} fill />}
				facts={
					<>
						<span>{voucher.programmeName}</span>
						<span>
							<Link to={paths.deskFund(page.fund.number)}>{page.fund.name}</Link>
						</span>
						<TrailLink number={voucher.number} />
					</>
				}
			/>
			{page.open ? <OpenEnding page={page} ending={page.open} /> : null}
			<VoucherSlip voucher={voucher} />
			<div className="mt-6">
				<VoucherTerms voucher={voucher} />
			</div>
			<ProposeEndings page={page} />
			<Shares page={page} />
			{voucher.sources.length > 1 ? <VoucherBySource voucher={voucher} /> : null}
			<EndingHistory endings={page.endings} />
			<Section title={t('voucher.movements')} note={t('voucher.movements_note')}>
				<Movements movements={voucher.movements} sources={voucher.sources} />
			</Section>
		</Page>
	)
}
