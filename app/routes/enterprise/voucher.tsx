import type { MetaFunction } from '@remix-run/node'
import { useLoaderData } from '@remix-run/react'
import { recordMeta } from '#app/components/meta.ts'
import { useT } from '#app/components/texts.tsx'
import { LookBack } from '#app/components/ui/as-of.tsx'
import { LinkButton } from '#app/components/ui/button.tsx'
import { Crumb, Page, PageHead } from '#app/components/ui/page-head.tsx'
import { Section } from '#app/components/ui/section.tsx'
import { Movements } from '#app/components/voucher/movements.tsx'
import { PastBalances } from '#app/components/voucher/past-voucher.tsx'
import { VoucherBySource, VoucherTerms } from '#app/components/voucher/voucher-facts.tsx'
import { VoucherSlip } from '#app/components/voucher/voucher-slip.tsx'
import { voucherAsOf } from '#app/domain/reporting/as-of.server.ts'
import { asOfChoice } from '#app/domain/reporting/as-of.ts'
import { getVoucher } from '#app/domain/vouchers/vouchers.server.ts'
import { shanghaiDay } from '#app/lib/time.ts'
import { pageLoader } from '#app/web/loader.server.ts'
import { paths } from '#app/web/paths.ts'

export const loader = pageLoader(['voucher', 'asOf'], async (ctx, { params, request }) => {
	const choice = asOfChoice(new URL(request.url).searchParams, shanghaiDay(ctx.now))
	const voucher = await getVoucher(ctx, params.number!)
	return { voucher, choice, past: choice.asOf && (await voucherAsOf(ctx, params.number!, choice.asOf)) }
})

export const meta: MetaFunction<typeof loader> = (args) => recordMeta(args, 'voucher.title', args.data?.voucher.number)

export default function VoucherRoute() {
	const { t } = useT()
	const { voucher, choice, past } = useLoaderData<typeof loader>()
	return (
		<Page>
			<Crumb steps={[{ label: t('voucher.title'), to: paths.vouchers }, { label: voucher.number }]} />
			<PageHead
				title={t('voucher.voucher_of', { number: voucher.number })}
				facts={t('voucher.identity')}
				actions={
					<LinkButton to={paths.services} small variant="primary" icon="search">
						{t('voucher.find_service')}
					</LinkButton>
				}
			/>
			<LookBack choice={choice} to={paths.voucher(voucher.number)} />
			{past && choice.asOf ? <PastBalances past={past} asOf={choice.asOf} sources={voucher.sources} /> : null}
			{past ? null : <VoucherSlip voucher={voucher} />}
			<div className="mt-6">
				<VoucherTerms voucher={voucher} />
			</div>
			{voucher.sources.length > 1 && !past ? <VoucherBySource voucher={voucher} /> : null}
			{past ? null : (
				<Section title={t('voucher.movements')} note={t('voucher.movements_note')}>
					<Movements movements={voucher.movements} sources={voucher.sources} />
				</Section>
			)}
		</Page>
	)
}
