import type { ReactNode } from 'react'
import { useT } from '#app/components/texts.tsx'
import { Disclosure } from '#app/components/ui/disclosure.tsx'
import { Panel } from '#app/components/ui/section.tsx'
import type { OrderPage } from '#app/domain/orders/order-page.server.ts'
import { ConfirmContract, DrawContract } from './contract-forms.tsx'
import { AcceptDelivery, DeliverReport, ReceiveSample, RequestChanges } from './delivery-forms.tsx'
import { EndOrder, TakeOrder } from './end-forms.tsx'
import { UploadFapiao, VerifyFapiao } from './fapiao-forms.tsx'
import { ConfirmPayments, RecordPayment } from './payment-forms.tsx'
import { ConfirmPrice, type PriceOffer, ProposePrice } from './price-forms.tsx'

/** The forms of the steps open to the reader now: the step that is due first, open; the others behind their names. */
export function StepForms({ order, offer }: { order: OrderPage; offer: PriceOffer | null }) {
	const { t } = useT()
	const can = (step: (typeof order.steps)[number]) => order.steps.includes(step)
	const isYours = order.nextActor === order.side
	return (
		<div className="stack-lg mt-6">
			{can('take') ? (
				<StepPanel title={t('order.step_take')}>
					<TakeOrder order={order} />
				</StepPanel>
			) : null}
			{can('draw_contract') && isYours ? (
				<StepPanel title={t('order.step_draw_contract')}>
					<DrawContract order={order} />
				</StepPanel>
			) : null}
			{can('confirm_contract') && order.contractFile ? (
				<StepPanel title={t('order.step_confirm_contract')}>
					<ConfirmContract order={order} seen={order.contractFile.sha256} />
				</StepPanel>
			) : null}
			{can('receive_sample') ? (
				<StepPanel title={t('order.step_receive_sample')}>
					<ReceiveSample order={order} />
				</StepPanel>
			) : null}
			{can('propose_price') && order.state === 'sample_received' ? (
				<StepPanel title={t('order.step_propose_price')}>
					<ProposePrice order={order} />
				</StepPanel>
			) : null}
			{can('confirm_price') && offer ? (
				<StepPanel title={t('order.step_confirm_price')}>
					<ConfirmPrice order={order} offer={offer} />
				</StepPanel>
			) : null}
			{can('deliver') ? (
				<StepPanel title={t('order.step_deliver')}>
					<DeliverReport order={order} />
				</StepPanel>
			) : null}
			{can('accept') && order.reportFile ? (
				<StepPanel title={t('order.step_accept')}>
					<AcceptDelivery order={order} seen={order.reportFile.sha256} />
				</StepPanel>
			) : null}
			<MoneyForms order={order} />
			<OtherForms order={order} />
		</div>
	)
}

function StepPanel({ title, children }: { title: ReactNode; children: ReactNode }) {
	return <Panel title={title}>{children}</Panel>
}

/** Payments and fapiao run beside the work. */
function MoneyForms({ order }: { order: OrderPage }) {
	const { t } = useT()
	const unconfirmed = order.payments.filter((payment) => !payment.confirmedAt)
	const unverified = order.invoices.filter((invoice) => !invoice.uploadedByMe)
	return (
		<>
			{order.mayConfirmPayment && unconfirmed.length > 0 ? (
				<StepPanel title={t('order.step_confirm_payment')}>
					<ConfirmPayments payments={unconfirmed} />
				</StepPanel>
			) : null}
			{order.mayUploadFapiao && order.leftToInvoice > 0n ? (
				<Disclosure summary={t('order.step_fapiao')} open={order.state === 'accepted'}>
					<UploadFapiao order={order} />
				</Disclosure>
			) : null}
			{order.mayRecordPayment && order.leftToPay > 0n ? (
				<Disclosure summary={t('order.step_record_payment')} open={order.state === 'accepted'}>
					<RecordPayment order={order} />
				</Disclosure>
			) : null}
			{order.mayVerify && unverified.length > 0 ? (
				<Disclosure summary={t('order.step_verify')}>
					<VerifyFapiao invoices={unverified} />
				</Disclosure>
			) : null}
		</>
	)
}

/** What may be done instead of going on. */
function OtherForms({ order }: { order: OrderPage }) {
	const { t } = useT()
	const can = (step: (typeof order.steps)[number]) => order.steps.includes(step)
	const ends = (['withdraw', 'decline', 'cancel'] as const).filter(can)
	return (
		<>
			{can('request_changes') ? (
				<Disclosure summary={t('order.step_request_changes')}>
					<RequestChanges />
				</Disclosure>
			) : null}
			{can('draw_contract') && order.nextActor !== order.side ? (
				<Disclosure summary={t('order.step_draw_again')}>
					<DrawContract order={order} />
				</Disclosure>
			) : null}
			{can('propose_price') && order.state !== 'sample_received' ? (
				<Disclosure summary={t(order.state === 'contracted' ? 'order.step_propose_early' : 'order.step_propose_again')}>
					<ProposePrice order={order} />
				</Disclosure>
			) : null}
			{ends.map((end) => (
				<Disclosure key={end} summary={t(`order.step_${end}`)}>
					<EndOrder end={end} order={order} />
				</Disclosure>
			))}
		</>
	)
}
