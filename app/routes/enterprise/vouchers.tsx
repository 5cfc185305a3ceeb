import type { MetaFunction } from '@remix-run/node'
import { useLoaderData } from '@remix-run/react'
import { pageMeta } from '#app/components/meta.ts'
import { useT } from '#app/components/texts.tsx'
import { LinkButton } from '#app/components/ui/button.tsx'
import { Empty, NoteBox } from '#app/components/ui/note-box.tsx'
import { Page, PageHead } from '#app/components/ui/page-head.tsx'
import { Section } from '#app/components/ui/section.tsx'
import { Movements } from '#app/components/voucher/movements.tsx'
import { OpenRounds } from '#app/components/voucher/open-rounds.tsx'
import { OwnApplications } from '#app/components/voucher/own-applications.tsx'
import { VoucherSlip } from '#app/components/voucher/voucher-slip.tsx'
import { openRounds } from '#app/domain/programmes/rounds.server.ts'
import { listOwnApplications } from '#app/domain/vouchers/applications.server.ts'
import { getWallet } from '#app/domain/vouchers/vouchers.server.ts'
import { formatYuan } from '#app/lib/money.ts'
import { formatDay, shanghaiDay } from '#app/lib/time.ts'
import { pageLoader } from '#app/web/loader.server.ts'
import { paths } from '#app/web/paths.ts'

export const loader = pageLoader(['voucher'], async (ctx) => {
	const [wallet, applications, rounds] = await Promise.all([getWallet(ctx), listOwnApplications(ctx), openRounds(ctx)])
	const open = rounds
		.filter((round) => round.isOpen && round.document.grant.object !== 'none')
		.map(({ number, name, programmeNumber, document, closesAt }) => ({
			number,
			programmeNumber,
			name,
			programme: document.name,
			closesOn: shanghaiDay(new Date(closesAt.getTime() - 1)),
		}))
	return { ...wallet, applications, rounds: open }
})

export const meta: MetaFunction<typeof loader> = (args) => pageMeta(args, 'voucher.title')

export default function Vouchers() {
	const { t, locale } = useT()
	const { vouchers, shown, movements, applications, rounds } = useLoaderData<typeof loader>()
	const ending = vouchers
		.filter((one) => one.standing === 'ending_soon')
		.sort((a, b) => (a.useBy! < b.useBy! ? -1 : 1))[0]
	return (
		<Page>
			<PageHead
				title={t('voucher.title')}
				facts={t('voucher.identity')}
				actions={
					<LinkButton to={paths.programmes} variant="primary" small icon="plus">
						{t('voucher.apply_new')}
					</LinkButton>
				}
			/>
			{ending ? (
				<div className="mb-6">
					<NoteBox
						tone="warn"
						inline
						title={t('voucher.ending_title', {
							amount: formatYuan(ending.figures.free),
							day: formatDay(ending.useBy!, locale),
						})}
						actions={
							<LinkButton to={paths.services} small>
								{t('voucher.find_service')}
							</LinkButton>
						}
					>
						{t('voucher.ending_why', { event: t(`voucher.event_${ending.useByEvent ?? 'order'}`) })}
					</NoteBox>
				</div>
			) : null}
			<h2 className="sr">{t('voucher.my_vouchers')}</h2>
			{vouchers.length === 0 ? (
				<div className="panel">
					<Empty
						icon="voucher"
						title={t('voucher.empty')}
						action={<LinkButton to={paths.programmes}>{t('voucher.empty_action')}</LinkButton>}
					>
						{t('voucher.empty_why')}
					</Empty>
				</div>
			) : (
				<div className="stack-lg">
					{vouchers.map((one) => (
						<VoucherSlip key={one.number} voucher={one} />
					))}
				</div>
			)}
			<div className="grid cols-2 mt-6">
				<OpenRounds rounds={rounds} />
				{movements.length > 0 ? (
					<Section
						title={t('voucher.movements')}
						note={<span className="code">{shown}</span>}
						more={{ to: paths.voucher(shown ?? ''), label: t('voucher.movements_all') }}
					>
						<Movements movements={movements} />
					</Section>
				) : null}
			</div>
			{applications.length > 0 ? <OwnApplications applications={applications} /> : null}
		</Page>
	)
}
