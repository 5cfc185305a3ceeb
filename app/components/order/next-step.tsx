import { useT } from '#app/components/texts.tsx'
import { LinkButton } from '#app/components/ui/button.tsx'
import { Next } from '#app/components/ui/next.tsx'
import type { OrderPage } from '#app/domain/orders/order-page.server.ts'
import { formatYuan } from '#app/lib/money.ts'
import { formatInstant } from '#app/lib/time.ts'
import { paths } from '#app/web/paths.ts'

/** What is to be done now, by whom, and what happens then: the first thing on the page, for either side. */
export function NextStep({ order }: { order: OrderPage }) {
	const { t, locale } = useT()
	const key = nextKey(order)
	if (!key) return null
	const values = {
		share: formatYuan(order.voucherFen),
		own: formatYuan(order.own),
		left: formatYuan(order.leftToPay),
		invoice: formatYuan(order.leftToInvoice),
		price: formatYuan(order.price),
		due: order.replyDueAt ? formatInstant(order.replyDueAt, locale) : '',
	}
	return (
		<Next title={t(`order.next_${key}`, values)} actions={<ClaimLink order={order} next={key} />}>
			{t(`order.next_${key}_why`, values)}
		</Next>
	)
}

/** The way to the claim: to make it, or to see it where the reader may. */
function ClaimLink({ order, next }: { order: OrderPage; next: string }) {
	const { t } = useT()
	const { claimNumber } = order.frame
	if (next === 'claim_yours')
		return (
			<LinkButton to={paths.claimNew} variant="primary">
				{t('order.go_claim')}
			</LinkButton>
		)
	if (!claimNumber || (order.side === 'provider' && order.mode !== 'deduct')) return null
	return <LinkButton to={paths.claim(claimNumber)}>{t('order.see_claim')}</LinkButton>
}

/** The text that fits: state, who reads, and what of money and papers is still open once the work is accepted. */
function nextKey(order: OrderPage): string | null {
	if (order.isEnded || order.state === 'closed' || order.state === 'draft') return null
	if (order.state === 'accepted') return acceptedKey(order)
	const isYours = order.nextActor === order.side
	if (order.state === 'confirmed')
		return `${order.contractNo ? 'contract_drawn' : 'confirmed'}_${isYours ? 'yours' : 'theirs'}`
	if (order.state === 'placed') return `placed_${order.side}${order.voucherFen > 0n ? '' : '_own'}`
	if (order.state === 'delivered' && isYours && order.voucherFen === 0n) return 'delivered_yours_own'
	return `${order.state}_${isYours ? 'yours' : 'theirs'}`
}

function acceptedKey(order: OrderPage): string | null {
	const has = (...gaps: string[]) => order.missing.some((gap) => gaps.includes(gap))
	if (order.side === 'enterprise') {
		if (has('payment_missing', 'payment_amount')) return 'pay_enterprise'
		if (has('payment_unconfirmed')) return 'payment_unconfirmed_enterprise'
		if (has('invoice_missing', 'invoice_amount', 'invoice_void')) return 'invoice_enterprise'
	} else {
		if (has('invoice_missing', 'invoice_amount', 'invoice_void')) return 'invoice_provider'
		if (has('payment_unconfirmed')) return 'payment_unconfirmed_provider'
		if (has('payment_missing', 'payment_amount')) return 'pay_provider'
	}
	if (!order.mode || order.voucherFen === 0n) return null
	if (order.frame.claimNumber) return 'claimed'
	const claimant = order.mode === 'deduct' ? 'provider' : 'enterprise'
	return claimant === order.side ? 'claim_yours' : 'claim_theirs'
}
