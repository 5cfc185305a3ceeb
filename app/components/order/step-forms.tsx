import type { ReactNode } from 'react'
import { RedLetterForm } from '#app/components/invoice/red-letter-form.tsx'
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

/** The forms of the steps that are due from the reader now, and what else may be done instead of them. */
export function StepForms({ order }: { order: OrderPage }) {
	const { t } = useT()
	const due = dueForms(order)
	if (due.length === 0) return null
	return (
		<div className="stack-lg">
			{due.map(([step, form]) => (
				<Panel key={step} title={t(`order.step_${step}`)}>
					{form}
				</Panel>
			))}
			<AlsoPossible order={order} />
		</div>
	)
}

/** What may be done while it is the other side's turn: below everything one came to read. */
export function LaterForms({ order }: { order: OrderPage }) {
	return dueForms(order).length === 0 ? <AlsoPossible order={order} /> : null
}

/** The steps due from the reader, in the order they come, each with its form. */
function dueForms(order: OrderPage): [step: string, form: ReactNode][] {
	const can = (step: (typeof order.steps)[number]) => order.steps.includes(step)
	const isYours = order.nextActor === order.side
	const due: [string, ReactNode][] = []
	if (can('take')) due.push(['take', <TakeOrder key="take" order={order} />])
	if (can('draw_contract') && isYours) due.push(['draw_contract', <DrawContract key="draw" order={order} />])
	if (can('confirm_contract') && order.contractFile)
		due.push(['confirm_contract', <ConfirmContract key="contract" order={order} seen={order.contractFile.sha256} />])
	if (can('receive_sample')) due.push(['receive_sample', <ReceiveSample key="sample" order={order} />])
	if (can('propose_price') && order.state === 'sample_received')
		due.push(['propose_price', <ProposePrice key="propose" order={order} />])
	if (can('confirm_price') && order.offer)
		due.push(['confirm_price', <ConfirmPrice key="price" order={order} offer={order.offer} />])
	if (can('deliver')) due.push(['deliver', <DeliverReport key="deliver" order={order} />])
	if (can('accept') && order.reportFile)
		due.push(['accept', <AcceptDelivery key="accept" order={order} seen={order.reportFile.sha256} />])
	const money = moneyForms(order)
	if (money.confirm.length > 0)
		due.push(['confirm_payment', <ConfirmPayments key="confirm" payments={money.confirm} />])
	if (money.fapiao && money.due) due.push(['fapiao', <UploadFapiao key="fapiao" order={order} />])
	if (money.pay && money.due) due.push(['record_payment', <RecordPayment key="pay" order={order} />])
	return due
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
	if (order.mayRedLetter && order.invoices.length > 0)
		entries.push([
			'red_letter',
			'invoice.red_title',
			<RedLetterForm key="red" invoices={order.invoices.map(({ number }) => number)} />,
		])
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
				<FormDisclosure
					key={intent}
					intent={intent}
					also={intent === 'upload_fapiao' ? 'read_fapiao' : undefined}
					summary={t(summary)}
				>
					{form}
				</FormDisclosure>
			))}
		</Panel>
	)
}
