import type { ActionFunctionArgs, MetaFunction } from '@remix-run/node'
import { useLoaderData } from '@remix-run/react'
import { recordMeta } from '#app/components/meta.ts'
import { CheckoutForm } from '#app/components/order/checkout-form.tsx'
import { CheckoutReceipt } from '#app/components/order/checkout-receipt.tsx'
import { ChoosePayment } from '#app/components/order/choose-payment.tsx'
import { useT } from '#app/components/texts.tsx'
import { NoteBox } from '#app/components/ui/note-box.tsx'
import { Crumb, Page, PageHead } from '#app/components/ui/page-head.tsx'
import { Section } from '#app/components/ui/section.tsx'
import { OrganisationName } from '#app/components/ui/tag.tsx'
import { Why } from '#app/components/why.tsx'
import { getListing } from '#app/domain/catalogue/listings.server.ts'
import type { Context } from '#app/domain/context.server.ts'
import { authorize, memberOf } from '#app/domain/identity/policy.ts'
import { type Checkout, getCheckout } from '#app/domain/orders/checkout.server.ts'
import { placeOrderForm, placeOrderFormAsking } from '#app/domain/orders/order-forms.ts'
import { placeOrder } from '#app/domain/orders/place-order.server.ts'
import { formatYuan } from '#app/lib/money.ts'
import { formatInstant } from '#app/lib/time.ts'
import { redirectWith } from '#app/web/flash.server.ts'
import { intent, pageAction } from '#app/web/form.server.ts'
import { pageLoader } from '#app/web/loader.server.ts'
import { paths } from '#app/web/paths.ts'

export const loader = pageLoader(['order', 'relation', 'intake'], async (ctx, { params, request }) => {
	const member = memberOf(ctx.actor)
	authorize(ctx.actor, 'order.place', { enterpriseId: member.organisationId })
	const query = new URL(request.url).searchParams
	const asked = Number.parseInt(query.get('quantity') ?? '1', 10)
	const quantity = Number.isSafeInteger(asked) && asked >= 1 && asked <= 100_000 ? asked : 1
	const checkout = await getCheckout(ctx, { listing: params.number!, quantity, voucher: query.get('voucher') })
	return { checkout, isVerified: member.isVerified }
})

/** The order's form with the questions of this listing; who saw none is not asked twice for them. */
const formFor = async (ctx: Context, { params }: ActionFunctionArgs, form: FormData) =>
	form.get('seenIntake') ? placeOrderFormAsking((await getListing(ctx, params.number!)).intake) : placeOrderForm

export const action = pageAction({
	place: intent(formFor, async (ctx, { agree: _agree, ...input }, { params, context }) => {
		const placed = await placeOrder(ctx, { ...input, listing: params.number! })
		return redirectWith(
			paths.order(placed.number),
			'ok',
			placed.voucherFen > 0n ? 'order.done_place' : 'order.done_place_own',
			{
				amount: formatYuan(placed.voucherFen),
				due: formatInstant(placed.replyDueAt, context.locale),
			},
		)
	}),
})

export { shouldRevalidate } from '#app/web/revalidate.ts'

export const meta: MetaFunction<typeof loader> = (args) =>
	recordMeta(args, 'order.checkout', args.data?.checkout.listing.name)

export default function CheckoutRoute() {
	const { t, locale } = useT()
	const data = useLoaderData<typeof loader>()
	const checkout = data.checkout as Checkout
	const { listing, chosen } = checkout
	const name = (locale === 'en' && listing.nameEn) || listing.name
	return (
		<Page>
			<Crumb
				steps={[
					{ label: t('order.find_service'), to: paths.services },
					{ label: name, to: paths.service(listing.number) },
					{ label: t('order.checkout') },
				]}
			/>
			<PageHead
				title={t('order.checkout_of', { name })}
				facts={
					<span>
						<OrganisationName {...listing.provider} />
					</span>
				}
			/>
			<div className="grid cols-main around">
				<div className="a">
					<ChoosePayment checkout={checkout} />
				</div>
				<div className="m">
					<CheckoutReceipt checkout={checkout} />
				</div>
				<div className="b stack-lg">
					{data.isVerified ? (
						<CheckoutForm checkout={checkout} />
					) : (
						<NoteBox tone="warn" title={t('order.checkout_ask')}>
							{t('order.checkout_not_verified')}
						</NoteBox>
					)}
					{chosen ? (
						<Section title={t('order.checkout_why')}>
							<Why reasons={chosen.reasons} />
						</Section>
					) : null}
				</div>
			</div>
		</Page>
	)
}
