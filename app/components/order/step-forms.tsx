import type { ReactNode } from 'react'
import { useT } from '#app/components/texts.tsx'
import { Panel } from '#app/components/ui/section.tsx'
import type { OrderPage } from '#app/domain/orders/order-page.server.ts'
import { ConfirmContract, DrawContract } from './contract-forms.tsx'
import { AcceptDelivery, DeliverReport, ReceiveSample, RequestChanges } from './delivery-forms.tsx'
import { EndOrder, TakeOrder } from './end-forms.tsx'
import { UploadFapiao, VerifyFapiao } from './fapiao-forms.tsx'
import { FormDisclosure } from './form-disclosure.tsx'
import { ConfirmPayments, RecordPayment } from './payment-forms.tsx'
import { ConfirmPrice, ProposePrice } from './price-forms.tsx'

/** The forms of the steps open to the reader now: the step that is due first, open; the others behind their names. */
export function StepForms({ order }: { order: OrderPage }) {
	const { t } = useT()
	const can = (step: (typeof order.steps)[number]) => order.steps.includes(step)
	const isYours = order.nextActor === order.side
	return (
		<div className="stack-lg">
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
			{can('confirm_price') && order.offer ? (
				<StepPanel title={t('order.step_confirm_price')}>
					<ConfirmPrice order={order} offer={order.offer} />
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
			<MoneyDue order={order} />
			<AlsoPossible order={order} />
		</div>
	)
}

function StepPanel({ title, children }: { title: ReactNode; children: ReactNode }) {
	return <Panel title={title}>{children}</Panel>
}

/** What is open about the money between the two sides. */
function moneyForms(order: OrderPage) {
	return {
		confirm: order.mayConfirmPayment ? order.payments.filter((payment) => !payment.confirmedAt) : [],
		fapiao: order.mayUploadFapiao && order.leftToInvoice > 0n,
		pay: order.mayRecordPayment && order.leftToPay > 0n,
		verify: order.mayVerify
			? order.invoices.filter((invoice) => !invoice.uploadedByMe && invoice.verification !== 'genuine')
			: [],
		/** the work is accepted: payment and fapiao are what is due now */
		due: order.state === 'accepted',
	}
}

function MoneyDue({ order }: { order: OrderPage }) {
	const { t } = useT()
	const open = moneyForms(order)
	return (
		<>
			{open.confirm.length > 0 ? (
				<StepPanel title={t('order.step_confirm_payment')}>
					<ConfirmPayments payments={open.confirm} />
				</StepPanel>
			) : null}
			{open.fapiao && open.due ? (
				<StepPanel title={t('order.step_fapiao')}>
					<UploadFapiao order={order} />
				</StepPanel>
			) : null}
			{open.pay && open.due ? (
				<StepPanel title={t('order.step_record_payment')}>
					<RecordPayment order={order} />
				</StepPanel>
			) : null}
		</>
	)
}

/** What may be done besides the step that is due, or instead of it: each behind its name. */
function AlsoPossible({ order }: { order: OrderPage }) {
	const { t } = useT()
	const can = (step: (typeof order.steps)[number]) => order.steps.includes(step)
	const open = moneyForms(order)
	const early = order.state === 'contracted' ? 'order.step_propose_early' : 'order.step_propose_again'
	const entries: [intent: string, summary: string, form: ReactNode][] = []
	if (open.pay && !open.due)
		entries.push(['record_own_payment', 'order.step_record_payment', <RecordPayment key="pay" order={order} />])
	if (open.fapiao && !open.due)
		entries.push(['upload_fapiao', 'order.step_fapiao', <UploadFapiao key="fapiao" order={order} />])
	if (open.verify.length > 0)
		entries.push(['verify', 'order.step_verify', <VerifyFapiao key="verify" invoices={open.verify} />])
	if (can('request_changes'))
		entries.push(['request_changes', 'order.step_request_changes', <RequestChanges key="changes" />])
	if (can('draw_contract') && order.nextActor !== order.side)
		entries.push(['draw_contract', 'order.step_draw_again', <DrawContract key="draw" order={order} />])
	if (can('propose_price') && order.state !== 'sample_received')
		entries.push(['propose_price', early, <ProposePrice key="price" order={order} />])
	for (const end of ['withdraw', 'decline', 'cancel'] as const)
		if (can(end)) entries.push([end, `order.step_${end}`, <EndOrder key={end} end={end} order={order} />])
	if (entries.length === 0) return null
	return (
		<Panel title={t('order.also')}>
			{entries.map(([intent, summary, form]) => (
				<FormDisclosure key={intent} intent={intent} summary={t(summary)}>
					{form}
				</FormDisclosure>
			))}
		</Panel>
	)
}
