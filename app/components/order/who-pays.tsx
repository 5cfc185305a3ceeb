import { useT } from '#app/components/texts.tsx'
import { Amount, Figure } from '#app/components/ui/amount.tsx'
import { Receipt } from '#app/components/ui/receipt.tsx'
import { Panel } from '#app/components/ui/section.tsx'
import { type Fill, Key, type Part, SplitBar } from '#app/components/ui/split-bar.tsx'
import { Status, Verdict } from '#app/components/ui/status.tsx'
import { Table } from '#app/components/ui/table.tsx'
import type { OrderPage } from '#app/domain/orders/order-page.server.ts'
import { formatYuan } from '#app/lib/money.ts'

type Row = {
	key: string
	label: string
	fill: Fill
	fen: bigint
	state: 'held' | 'released' | 'redeemed' | 'claim' | 'paid' | 'open'
}

/** Who pays how much of this order, by payer, with where each part stands. */
export function WhoPays({ order }: { order: OrderPage }) {
	const { t, locale } = useT()
	const rest = order.price - order.voucherFen
	const unit = t(`order.unit_${order.listing.priceUnit}`)
	const parts: Part[] = [
		...order.sources.map((source, index) => ({
			fill: fillOf(index),
			label: (locale === 'en' && source.nameEn) || source.name,
			fen: source.amountFen,
		})),
		{ fill: 'own' as const, label: t('order.own_part'), fen: rest },
	]
	const publicState: Row['state'] = order.isEnded
		? 'released'
		: order.frame.claimState
			? 'claim'
			: order.acceptedAt
				? 'redeemed'
				: 'held'
	const rows: Row[] = parts.map((part, index) => ({
		key: `${part.fill}-${index}`,
		label: part.fill === 'own' ? part.label : t('order.voucher_part', { source: part.label }),
		fill: part.fill,
		fen: part.fen,
		state: part.fill === 'own' ? (order.leftToPay === 0n ? 'paid' : 'open') : publicState,
	}))
	return (
		<Panel title={t('order.who_pays')}>
			<SplitBar parts={parts} size="tall" />
			<div className="mt-4">
				<Receipt
					lines={[
						{
							label: t('order.line', { name: (locale === 'en' && order.listing.nameEn) || order.listing.name }),
							note: t('order.unit_times', { price: formatYuan(order.unitPrice), unit, n: order.quantity }),
							fen: order.orderedPrice,
						},
						...(order.finalPrice !== null && order.finalPrice !== order.orderedPrice
							? [{ label: t('order.price_change'), fen: order.finalPrice - order.orderedPrice }]
							: []),
						{
							kind: 'sum',
							label: order.isPriced ? t('order.final_price') : t('order.total_price'),
							note: t('order.of_which_tax', { tax: formatYuan(order.tax), rate: order.listing.taxRateBp / 100 }),
							fen: order.price,
						},
					]}
				/>
			</div>
			<div className="mt-4">
				<Table
					caption={t('order.by_payer')}
					phone="keep"
					bare
					rows={rows}
					rowKey={(row) => row.key}
					columns={[
						{
							head: t('order.payer'),
							isName: true,
							foot: t('order.total'),
							cell: (row) => (
								<>
									<Key fill={row.fill} />
									{row.label}
								</>
							),
						},
						{
							head: t('order.amount_yuan'),
							num: true,
							foot: <Figure fen={order.price} />,
							cell: (row) => <Figure fen={row.fen} />,
						},
						{ head: t('order.standing'), foot: '', cell: (row) => <Standing row={row} order={order} /> },
					]}
				/>
			</div>
			{order.mode && !order.isEnded ? <HowToPay order={order} /> : null}
		</Panel>
	)
}

const fillOf = (index: number): Fill => (index === 0 ? 'pub' : 'pub2')

function Standing({ row, order }: { row: Row; order: OrderPage }) {
	const { t } = useT()
	if (row.state === 'claim') return <Status of={`claim.${order.frame.claimState}`} />
	if (row.state === 'paid')
		return order.missing.includes('payment_unconfirmed') ? (
			<Status of="own_payment.recorded" viewer={order.side} />
		) : (
			<Verdict shape="disc" hue="ok">
				{t('order.standing_paid')}
			</Verdict>
		)
	if (row.state === 'held' && order.state === 'draft') return null
	const looks = {
		held: ['half', 'go'],
		released: ['slash', 'idle'],
		redeemed: ['disc', 'ok'],
		open: ['ring', 'idle'],
	} as const
	const [shape, hue] = looks[row.state]
	if (row.state === 'open' && order.isEnded) return <>—</>
	return (
		<Verdict shape={shape} hue={hue}>
			{t(`order.standing_${row.state}`)}
		</Verdict>
	)
}

/** The money that cannot be misread: what goes to the provider, what the district pays to whom, and who bears a cut. */
function HowToPay({ order }: { order: OrderPage }) {
	const { t } = useT()
	const isEnterprise = order.side === 'enterprise'
	const isDeduct = order.mode === 'deduct'
	const publicKey = isDeduct
		? isEnterprise
			? 'order.district_pays_provider'
			: 'order.district_pays_you'
		: isEnterprise
			? 'order.comes_back'
			: 'order.goes_to_enterprise'
	return (
		<div className="mt-4 small stack">
			<p className="row between">
				<span>{t(isEnterprise ? 'order.you_pay_provider' : 'order.enterprise_pays_you')}</span>
				<Amount fen={order.own} />
			</p>
			<p className="row between">
				<span>{t(publicKey)}</span>
				<Amount fen={isDeduct ? order.voucherFen : order.comesBack} />
			</p>
			{isDeduct && order.contractNo ? <p className="dim">{t(`order.cut_borne_${order.cutBearer}`)}</p> : null}
		</div>
	)
}
