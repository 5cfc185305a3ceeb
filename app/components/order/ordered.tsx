import { Documents, Photos } from '#app/components/catalogue/media.tsx'
import { useT } from '#app/components/texts.tsx'
import { type Fact, Facts } from '#app/components/ui/facts.tsx'
import { Section } from '#app/components/ui/section.tsx'
import type { OrderPage } from '#app/domain/orders/order-page.server.ts'
import { formatYuan } from '#app/lib/money.ts'
import { IntakeAnswers } from './intake-answers.tsx'

/** What was ordered, as the listing said it then, with what the enterprise wrote to it. */
export function Ordered({ order }: { order: OrderPage }) {
	const { t } = useT()
	const { listing } = order
	const { turnaroundDaysMin: from, turnaroundDaysMax: to } = listing
	const standards = listing.standards.map((standard) => standard.code).join(t('common.list_join'))
	const known: [label: string, value: string | null][] = [
		[
			'quantity',
			t('order.unit_times', {
				price: `¥${formatYuan(order.unitPrice)}`,
				unit: t(`order.unit_${listing.priceUnit}`),
				n: order.quantity,
			}),
		],
		['turnaround', from && to ? t('order.turnaround_days', { from, to }) : null],
		['sample', listing.sampleRequirement],
		['deliverable', listing.deliverable],
		['standards', standards],
		['note', order.note || t('order.no_note')],
	]
	const facts = known.flatMap(([label, value]): Fact[] => (value ? [{ label: t(`order.${label}`), value }] : []))
	return (
		<Section title={t('order.ordered')} note={t('order.ordered_note')}>
			<div className="stack-lg">
				<Facts facts={facts} />
				<IntakeAnswers answers={listing.answers} />
				<Photos listing={listing} />
				<Documents documents={listing.documents} />
			</div>
		</Section>
	)
}
