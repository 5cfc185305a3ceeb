import type { Page } from '@playwright/test'
import { shanghaiDay } from '#app/lib/time.ts'
import { expect } from '#tests/fixtures/browser.ts'
import { numberIn, type Party, paper, send } from './acts.ts'

const today = () => shanghaiDay(new Date())
const see = (page: Page, number: string) => page.goto(`/orders/${number}`)

export type OrderPlan = { listing: string; voucher?: string; quantity: number; finalYuan: string; changeOnce?: boolean }

/** One order from the listing's page to its evidence: placed, taken, contract, sample, price, report, accepted, fapiao, own payment. */
export async function walkOrder(buyer: Party, seller: Party, plan: OrderPlan): Promise<string> {
	await buyer.page.goto(`/services/${plan.listing}?quantity=${plan.quantity}`)
	await buyer.page.goto(
		`/services/${plan.listing}/order?quantity=${plan.quantity}${plan.voucher ? `&voucher=${plan.voucher}` : ''}`,
	)
	await send(buyer.page, 'place', { note: '请按标准出具报告。', agree: true })
	await expect(buyer.page).toHaveURL(/\/orders\/DD-/)
	const number = numberIn(buyer.page)

	await see(seller.page, number)
	await send(seller.page, 'take')
	await see(seller.page, number)
	await send(seller.page, 'draw_contract', {
		contractNo: `HT-${number}`,
		contractOn: today(),
		signature: 'electronic',
		cutBearer: 'provider',
		file: await paper('合同.pdf'),
	})
	await see(buyer.page, number)
	await send(buyer.page, 'confirm_contract', { agree: true })
	await see(seller.page, number)
	await send(seller.page, 'receive_sample', { note: '样品 3 件，外观完好。' })
	await see(seller.page, number)
	await send(seller.page, 'propose_price', { finalPrice: plan.finalYuan })
	await see(buyer.page, number)
	await send(buyer.page, 'confirm_price')
	await deliver(seller, number, 1)
	if (plan.changeOnce) {
		await see(buyer.page, number)
		await send(buyer.page, 'request_changes', { note: '请补充测量不确定度。' })
		await deliver(seller, number, 2)
	}
	await see(buyer.page, number)
	await send(buyer.page, 'accept')

	await see(seller.page, number)
	await send(seller.page, 'upload_fapiao', {
		invoiceNo: Array.from({ length: 20 }, () => Math.floor(Math.random() * 10)).join(''),
		issuedOn: today(),
		file: await paper('发票.pdf'),
	})
	await see(buyer.page, number)
	await send(buyer.page, 'record_own_payment', { paidOn: today(), slip: await paper('回单.pdf'), companyAccount: true })
	await see(seller.page, number)
	await send(seller.page, 'confirm_own_payment')
	return number
}

async function deliver(seller: Party, number: string, issue: number) {
	await see(seller.page, number)
	await send(seller.page, 'deliver', {
		reportNo: `BG-${number}-${issue}`,
		reportOn: today(),
		file: await paper('报告.pdf'),
	})
}
