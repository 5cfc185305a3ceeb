import { describe, expect, test } from 'vitest'
import { policy } from '#app/domain/identity/policy.ts'
import { fapiaoForm } from '#app/domain/invoices/invoice-forms.ts'
import { missingEvidence, type OrderEvidence } from '#app/domain/orders/claim-evidence.ts'
import { marksOn, readSnapshot } from '#app/domain/orders/listing-snapshot.ts'
import {
	isAccepted,
	isEnded,
	isPriced,
	isUnderContract,
	mayCancel,
	type OrderEvent,
	type OrderState,
	orderGroups,
	orderMachine,
	orderStates,
	partyEvents,
} from '#app/domain/orders/order.ts'
import { placeOrderForm } from '#app/domain/orders/order-forms.ts'
import { comesBack, ownShare, standingPrice, taxWithin } from '#app/domain/orders/order-money.ts'
import { creditCodeCheck } from '#app/lib/credit-code.ts'
import { offers, step } from '#app/lib/machine.ts'
import { parseDay } from '#app/lib/time.ts'

const life: Record<OrderState, Partial<Record<OrderEvent, OrderState>>> = {
	draft: { place: 'placed' },
	placed: { withdraw: 'withdrawn', take: 'confirmed', decline: 'declined', expire: 'expired' },
	confirmed: { draw_contract: 'confirmed', confirm_contract: 'contracted', cancel: 'cancelled' },
	contracted: { receive_sample: 'sample_received', propose_price: 'price_proposed', cancel: 'cancelled' },
	sample_received: { propose_price: 'price_proposed', cancel: 'cancelled' },
	price_proposed: { propose_price: 'price_proposed', confirm_price: 'in_service', cancel: 'cancelled' },
	in_service: { deliver: 'delivered', cancel: 'cancelled' },
	delivered: { request_changes: 'in_revision', accept: 'accepted' },
	in_revision: { deliver: 'delivered' },
	accepted: { close: 'closed' },
	closed: {},
	declined: {},
	withdrawn: {},
	expired: {},
	cancelled: {},
}

describe('the life of an order', () => {
	test.each(orderStates)('from %s, the listed events lead on and every other is refused', (state) => {
		expect(offers(orderMachine, state).sort()).toEqual(Object.keys(life[state]).sort())
		for (const event of Object.keys(orderMachine) as OrderEvent[]) {
			const next = life[state][event]
			if (next) expect(step(orderMachine, event, state)).toBe(next)
			else expect(() => step(orderMachine, event, state)).toThrow('state.not_allowed')
		}
	})

	test('every step of a side has its permission; the worker’s have none', () => {
		for (const event of partyEvents) expect(policy).toHaveProperty(`order.${event}`)
		expect(policy).not.toHaveProperty('order.expire')
	})

	test('every state but a draft stands in exactly one group of the list', () => {
		const grouped = Object.values(orderGroups).flat()
		expect([...grouped].sort()).toEqual(orderStates.filter((state) => state !== 'draft').sort())
	})

	test('what a state means', () => {
		const those = (is: (state: OrderState) => boolean) => orderStates.filter(is)
		expect(those(isEnded)).toEqual(['declined', 'withdrawn', 'expired', 'cancelled'])
		expect(those(isAccepted)).toEqual(['accepted', 'closed'])
		expect(those(isPriced)).toEqual(['in_service', 'delivered', 'in_revision', 'accepted', 'closed'])
		expect(those(isUnderContract)).toEqual(['contracted', 'sample_received', 'price_proposed', ...those(isPriced)])
		expect(mayCancel('in_service', 'enterprise')).toBe(false)
		expect(mayCancel('in_service', 'provider')).toBe(true)
		expect(mayCancel('contracted', 'enterprise')).toBe(true)
	})
})

const order = {
	priceFen: 200_000n,
	finalPriceFen: null as bigint | null,
	voucherFen: 80_000n,
	mode: 'deduct' as string | null,
}

describe('who pays what', () => {
	test('deduct: the price less the voucher; reimburse and no voucher: the full price', () => {
		expect(ownShare(order)).toBe(120_000n)
		expect(ownShare({ ...order, mode: 'reimburse' })).toBe(200_000n)
		expect(comesBack({ ...order, mode: 'reimburse' })).toBe(80_000n)
		expect(comesBack(order)).toBe(0n)
		expect(ownShare({ ...order, mode: null, voucherFen: 0n })).toBe(200_000n)
		expect(standingPrice({ ...order, finalPriceFen: 150_000n })).toBe(150_000n)
	})

	test('the tax inside a price, to the fen', () => {
		expect(taxWithin(10_600n, 600)).toBe(600n)
		expect(taxWithin(1_260_000n, 600)).toBe(71_321n) // 12,600.00 at 6 %: 713.2075…
		expect(taxWithin(100n, 0)).toBe(0n)
		expect(taxWithin(1n, 1300)).toBe(0n)
	})
})

describe('what a claim still lacks', () => {
	const whole: OrderEvidence = {
		...order,
		finalPriceFen: 200_000n,
		accepted: true,
		contractNo: 'HT-1',
		contractConfirmed: true,
		hasContractFile: true,
		reportNo: 'BG-1',
		hasReportFile: true,
		invoices: [{ partFen: 200_000n, verification: null }],
		payments: [{ amountFen: 120_000n, confirmed: true }],
	}
	test.each([
		['nothing', {}, []],
		['acceptance', { accepted: false }, ['not_accepted']],
		['the contract', { contractNo: null }, ['contract_missing']],
		['the contract’s file', { hasContractFile: false }, ['contract_missing']],
		['the other side’s consent', { contractConfirmed: false }, ['contract_unconfirmed']],
		['the report', { hasReportFile: false }, ['report_missing']],
		['an invoice', { invoices: [] }, ['invoice_missing']],
		['one fen of an invoice', { invoices: [{ partFen: 199_999n, verification: null }] }, ['invoice_amount']],
		['one fen less of an invoice', { invoices: [{ partFen: 200_001n, verification: 'genuine' }] }, ['invoice_amount']],
		[
			'a genuine invoice',
			{ invoices: [{ partFen: 200_000n, verification: 'not_found' }] },
			['invoice_void', 'invoice_amount'],
		],
		['a payment', { payments: [] }, ['payment_missing']],
		['one fen of the payment', { payments: [{ amountFen: 119_999n, confirmed: true }] }, ['payment_amount']],
		['the provider’s word', { payments: [{ amountFen: 120_000n, confirmed: false }] }, ['payment_unconfirmed']],
		['the full price in reimburse mode', { mode: 'reimburse' }, ['payment_amount']],
	] as const)('%s', (_what, change, gaps) => {
		expect(missingEvidence({ ...whole, ...(change as Partial<OrderEvidence>) })).toEqual(gaps)
	})

	test('nothing is paid where the voucher covers all', () => {
		expect(missingEvidence({ ...whole, voucherFen: 200_000n, payments: [] })).toEqual([])
	})
})

test('a mark counts through its last day', () => {
	const listing = readSnapshot({
		number: 'FW-1',
		name: '拉伸',
		kind: 'service',
		categoryId: 'x',
		priceUnit: 'sample',
		taxRateBp: 600,
		providerName: '演示',
		marks: [{ kind: 'CMA', number: '1', scope: '', expiresOn: '2026-03-10' }],
	})
	const valid = (day: string) => marksOn(listing, parseDay(day))[0]!.valid
	expect([valid('2026-03-09'), valid('2026-03-10'), valid('2026-03-11')]).toEqual([true, true, false])
})

describe('forms', () => {
	test('an order carries what the buyer saw, in whole fen', () => {
		const good = { quantity: '2', voucher: '', seenPrice: '200000', seenShare: '0', note: '', agree: 'on' }
		expect(placeOrderForm.parse(good)).toMatchObject({ quantity: 2, seenPrice: 200_000n, seenShare: 0n })
		for (const wrong of [
			{ quantity: '0' },
			{ quantity: '1.5' },
			{ seenPrice: '2000.00' },
			{ seenShare: '-1' },
			{ agree: undefined },
		])
			expect(placeOrderForm.safeParse({ ...good, ...wrong }).success).toBe(false)
	})

	test('a fapiao: 20 digits without code, or 8 with one; tax below the amount; the part within it', () => {
		const code = `91990101000000001${creditCodeCheck('91990101000000001')}`
		const good = {
			invoiceNo: '26990000000000000001',
			sellerCode: code,
			buyerCode: code,
			issuedOn: '2026-03-10',
			amount: '2000.00',
			tax: '113.21',
			part: '2000.00',
			file: new File(['%PDF'], 'a.pdf'),
		}
		const faults = (change: object) => {
			const result = fapiaoForm.safeParse({ ...good, ...change })
			return result.success ? [] : result.error.issues.map((issue) => issue.path.join('.'))
		}
		expect(faults({})).toEqual([])
		expect(faults({ invoiceNo: '12345678', invoiceCode: '1234567890' })).toEqual([])
		expect(faults({ invoiceNo: '12345678' })).toEqual(['invoiceCode'])
		expect(faults({ invoiceNo: '123456789' })).toEqual(['invoiceNo'])
		expect(faults({ tax: '2000.00' })).toEqual(['tax'])
		expect(faults({ part: '2000.01' })).toEqual(['part'])
		expect(faults({ file: undefined })).toEqual(['file'])
	})
})
