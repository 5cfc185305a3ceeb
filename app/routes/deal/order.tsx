import type { MetaFunction } from '@remix-run/node'
import { useLoaderData } from '@remix-run/react'
import type { z } from 'zod'
import { recordMeta } from '#app/components/meta.ts'
import { Evidence } from '#app/components/order/evidence.tsx'
import { NextStep } from '#app/components/order/next-step.tsx'
import { OrderHead } from '#app/components/order/order-head.tsx'
import { OrderTrack } from '#app/components/order/order-track.tsx'
import { Ordered } from '#app/components/order/ordered.tsx'
import { Papers } from '#app/components/order/papers.tsx'
import { LaterForms, StepForms } from '#app/components/order/step-forms.tsx'
import { Timeline } from '#app/components/order/timeline.tsx'
import { WhoPays } from '#app/components/order/who-pays.tsx'
import { Page } from '#app/components/ui/page-head.tsx'
import type { Context } from '#app/domain/context.server.ts'
import { fapiaoForm, readFapiaoForm, redLetterForm, verificationForm } from '#app/domain/invoices/invoice-forms.ts'
import { recordRedLetter } from '#app/domain/invoices/record-red-letter.server.ts'
import { recordVerification } from '#app/domain/invoices/record-verification.server.ts'
import { uploadFapiao } from '#app/domain/invoices/upload-fapiao.server.ts'
import { acceptDelivery } from '#app/domain/orders/accept-delivery.server.ts'
import { confirmContract } from '#app/domain/orders/confirm-contract.server.ts'
import { confirmPrice } from '#app/domain/orders/confirm-price.server.ts'
import { deliverOrder } from '#app/domain/orders/deliver-order.server.ts'
import { drawContract } from '#app/domain/orders/draw-contract.server.ts'
import { cancelOrder, declineOrder, withdrawOrder } from '#app/domain/orders/end-order.server.ts'
import * as forms from '#app/domain/orders/order-forms.ts'
import { getOrder, type OrderPage } from '#app/domain/orders/order-page.server.ts'
import { proposePrice } from '#app/domain/orders/propose-price.server.ts'
import { receiveSample } from '#app/domain/orders/receive-sample.server.ts'
import { requestChanges } from '#app/domain/orders/request-changes.server.ts'
import { takeOrder } from '#app/domain/orders/take-order.server.ts'
import { confirmOwnPayment } from '#app/domain/payments/confirm-own-payment.server.ts'
import { confirmPaymentForm, ownPaymentForm } from '#app/domain/payments/own-payment.ts'
import { recordOwnPayment } from '#app/domain/payments/record-own-payment.server.ts'
import { DomainError } from '#app/lib/errors.ts'
import { bareForm } from '#app/lib/form-fields.ts'
import { readIntoForm } from '#app/web/fapiao-form.server.ts'
import { redirectWith } from '#app/web/flash.server.ts'
import { intent, pageAction } from '#app/web/form.server.ts'
import { pageLoader } from '#app/web/loader.server.ts'
import { paths } from '#app/web/paths.ts'

export const loader = pageLoader(['order', 'invoice', 'media', 'intake'], async (ctx, { params }) => ({
	order: await getOrder(ctx, params.number!),
}))

/** Where the fapiao's form keeps what a file says. */
const fapiaoFields = {
	number: 'invoiceNo',
	code: 'invoiceCode',
	issuedOn: 'issuedOn',
	sellerCode: 'sellerCode',
	buyerCode: 'buyerCode',
	totalFen: 'amount',
	taxFen: 'tax',
} as const

/** One step of this page's order: its form, its command, and the sentence said when it is done. */
function step<S extends z.ZodType<object>>(
	name: string,
	schema: S,
	command: (ctx: Context, input: { number: string } & z.output<S>) => Promise<unknown>,
) {
	return intent(schema, async (ctx, input, { params }) => {
		await command(ctx, { ...input, number: params.number! })
		return redirectWith(paths.order(params.number!), 'ok', `order.done_${name}`)
	})
}

export const action = pageAction({
	take: step('take', bareForm, takeOrder),
	decline: step('decline', forms.endOrderForm, declineOrder),
	withdraw: step('withdraw', forms.endOrderForm, withdrawOrder),
	cancel: step('cancel', forms.endOrderForm, cancelOrder),
	draw_contract: step('draw_contract', forms.drawContractForm, drawContract),
	confirm_contract: step('confirm_contract', forms.confirmContractForm, confirmContract),
	receive_sample: step('receive_sample', forms.receiveSampleForm, receiveSample),
	propose_price: step('propose_price', forms.proposePriceForm, proposePrice),
	confirm_price: step('confirm_price', forms.confirmPriceForm, confirmPrice),
	deliver: step('deliver', forms.deliverForm, deliverOrder),
	request_changes: step('request_changes', forms.requestChangesForm, requestChanges),
	accept: step('accept', forms.acceptForm, acceptDelivery),
	upload_fapiao: step('upload_fapiao', fapiaoForm, uploadFapiao),
	read_fapiao: intent(readFapiaoForm, async (ctx, { readFile }, { params, context }) => {
		const { enterprise, provider, mayUploadFapiao } = await getOrder(ctx, params.number!)
		if (!mayUploadFapiao) throw new DomainError('access.denied')
		const expected = { buyerCode: enterprise.creditCode, sellerCode: provider.creditCode }
		return readIntoForm(ctx, readFile, {
			intent: 'upload_fapiao',
			fields: fapiaoFields,
			locale: context.locale,
			expected,
		})
	}),
	verify: step('verify', verificationForm, recordVerification),
	red_letter: intent(redLetterForm, async (ctx, input, { params }) => {
		await recordRedLetter(ctx, { ...input, of: 'order', number: params.number! })
		return redirectWith(paths.order(params.number!), 'ok', 'invoice.done_red')
	}),
	record_own_payment: step('record_own_payment', ownPaymentForm, recordOwnPayment),
	confirm_own_payment: step('confirm_own_payment', confirmPaymentForm, confirmOwnPayment),
})

export { shouldRevalidate } from '#app/web/revalidate.ts'

export const meta: MetaFunction<typeof loader> = (args) => recordMeta(args, 'order.title', args.data?.order.number)

export default function OrderRoute() {
	const { order } = useLoaderData<typeof loader>() as { order: OrderPage }
	return (
		<Page>
			<OrderHead order={order} />
			<NextStep order={order} />
			<OrderTrack order={order} />
			<div className="grid cols-main around mt-6">
				<div className="a">
					<StepForms order={order} />
				</div>
				<div className="m stack-lg">
					<WhoPays order={order} />
					<Evidence order={order} />
					<Papers order={order} />
				</div>
				<div className="b stack-lg">
					<Ordered order={order} />
					<Timeline order={order} />
					<LaterForms order={order} />
				</div>
			</div>
		</Page>
	)
}
