import { shanghaiDay } from '#app/lib/time.ts'
import { expect } from '#tests/fixtures/browser.ts'
import { type Party, paper } from './acts.ts'
import { type Hands, throughPages, type Way } from './hands.ts'

const today = () => shanghaiDay(new Date())
const see = (hands: Hands, number: string) => hands.open(`/orders/${number}`)

export type OrderPlan = { listing: string; voucher?: string; quantity: number; finalYuan: string; changeOnce?: boolean }

/** One order from the listing's page to its evidence: placed, taken, contract, sample, price, report, accepted, fapiao, own payment. */
export async function walkOrder(
	buyerParty: Party,
	sellerParty: Party,
	plan: OrderPlan,
	by: Way = throughPages,
): Promise<string> {
	const [buyer, seller] = [by(buyerParty.page), by(sellerParty.page)]
	await buyer.open(`/services/${plan.listing}?quantity=${plan.quantity}`)
	await buyer.open(
		`/services/${plan.listing}/order?quantity=${plan.quantity}${plan.voucher ? `&voucher=${plan.voucher}` : ''}`,
	)
	await buyer.send('place', { note: '请按标准出具报告。', agree: true })
	expect(buyer.path()).toMatch(/^\/orders\/DD-/)
	const number = buyer.path().split('/').at(-1)!

	await see(seller, number)
	await seller.send('take')
	await see(seller, number)
	await seller.send('draw_contract', {
		contractNo: `HT-${number}`,
		contractOn: today(),
		signature: 'electronic',
		cutBearer: 'provider',
		file: await paper('合同.pdf'),
	})
	await see(buyer, number)
	await buyer.send('confirm_contract', { agree: true })
	await see(seller, number)
	await seller.send('receive_sample', { note: '样品 3 件，外观完好。' })
	await see(seller, number)
	await seller.send('propose_price', { finalPrice: plan.finalYuan })
	await see(buyer, number)
	await buyer.send('confirm_price')
	await deliver(seller, number, 1)
	if (plan.changeOnce) {
		await see(buyer, number)
		await buyer.send('request_changes', { note: '请补充测量不确定度。' })
		await deliver(seller, number, 2)
	}
	await see(buyer, number)
	await buyer.send('accept')

	await see(seller, number)
	await seller.send('upload_fapiao', {
		invoiceNo: Array.from({ length: 20 }, () => Math.floor(Math.random() * 10)).join(''),
		issuedOn: today(),
		file: await paper('发票.pdf'),
	})
	await see(buyer, number)
	await buyer.send('record_own_payment', { paidOn: today(), slip: await paper('回单.pdf'), companyAccount: true })
	await see(seller, number)
	await seller.send('confirm_own_payment')
	return number
}

async function deliver(seller: Hands, number: string, issue: number) {
	await see(seller, number)
	await seller.send('deliver', {
		reportNo: `BG-${number}-${issue}`,
		reportOn: today(),
		file: await paper('报告.pdf'),
	})
}
