import { useT } from '#app/components/texts.tsx'
import { type Check, Checks } from '#app/components/ui/checks.tsx'
import { Panel } from '#app/components/ui/section.tsx'
import type { OrderPage } from '#app/domain/orders/order-page.server.ts'

/** What still stands between this order and a claim: contract, fapiao, payment and report have to agree. */
export function Evidence({ order }: { order: OrderPage }) {
	const { t } = useT()
	if (!order.mode || order.voucherFen === 0n || order.isEnded || !order.isPriced || order.frame.claimNumber) return null
	const checks: Check[] =
		order.missing.length === 0
			? [{ key: 'all', outcome: 'ok', label: t('order.no_gaps') }]
			: order.missing.map((gap) => ({
					key: gap,
					outcome: gap === 'invoice_void' ? 'stop' : 'idle',
					label: t(`order.gap_${gap}`),
				}))
	return (
		<Panel title={t('order.evidence')} aside={t('order.evidence_note')}>
			<Checks checks={checks} />
		</Panel>
	)
}
