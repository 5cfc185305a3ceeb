import { parseYuan } from '#app/lib/money.ts'
import { expect, expectAccessible, test } from '#tests/fixtures/browser.ts'
import { moveClock } from '#tests/fixtures/clock.ts'
import { newCreditCode, numberIn, type Party, paper, rowOf, send } from './acts.ts'
import { type Bureau, enrolBureau, type OpenedFund, openFund, receive } from './bureau.ts'
import { byPost } from './hands.ts'
import { walkOrder } from './order-walk.ts'
import { confirmedAccount, openEnterprise, openProvider, publishListing } from './parties.ts'
import { claimOnlyDocument, deductDocument, reimburseDocument } from './programmes.ts'
import { claimOrder, layOpen, payAll } from './settle.ts'

test.describe.configure({ mode: 'serial' })
test.setTimeout(420_000)

const division = '990104'
const run = Date.now().toString(36)
const received = '50000'
let bureau: Bureau
let seller: Party
let buyer: Party
let listing: string

/** A fund of 200,000 + 100,000 yuan under a document, all of it needed already received. */
async function fundOf(document: object, kind: string): Promise<OpenedFund & { accounts: string[] }> {
	const accounts = [1, 2].map((n) => `9903${Date.now()}${n}`)
	const sources = [
		{ code: 'city', name: '云泽市财政', yuan: '200000', account: accounts[0]!, profile: 'zero_balance' },
		{ code: 'district', name: '南塔区财政', yuan: '100000', account: accounts[1]!, profile: 'own_account' },
	]
	const opened = await openFund(
		bureau,
		{ document, name: `南塔区${kind}资金 ${run}`, sources },
		`${run}-${kind}`,
		byPost,
	)
	for (const source of [1, 2]) await receive(bureau, opened.fund, source, received, byPost)
	return { ...opened, accounts }
}

/** A voucher of that many yuan in the fund's round; answers its number. */
async function voucher(opened: OpenedFund, yuan: string): Promise<string> {
	const [applicant, reviewer] = [byPost(buyer.page), byPost(bureau.reviewer)]
	await applicant.open(`/rounds/${opened.round}/apply?amount=${yuan}`)
	await applicant.send('apply', { commitment: true })
	const application = applicant.path()
	expect(application).toMatch(/^\/applications\/SL-/)
	await reviewer.open(`/authority${application}`)
	await reviewer.send('grant')
	await applicant.open(application)
	return /KJ-\d{4}-\d{6}/.exec(await applicant.text())![0]
}

/** Lets a notice on the claim end without objection. */
async function approveByNotice(claim: string) {
	const notice = await layOpen(bureau, claim, byPost)
	await moveClock(2)
	const officer = byPost(bureau.officer)
	await officer.open('/authority/notices')
	await officer.send('close', {}, notice)
}

async function expectFund(fund: string, figures: Record<string, [string, string, string]>) {
	await bureau.officer.goto(`/authority/funds/${fund}`)
	for (const [name, row] of Object.entries(figures))
		expect(await rowOf(bureau.officer, '按资金来源', name), name).toEqual(row)
	await expect(bureau.officer.locator('main')).toContainText('9 行全部一致，差 0.00')
}

test('the people of the other journeys', async ({ browser, signIn }) => {
	const operator = await signIn('admin@operator.demo.test')
	bureau = await enrolBureau(browser, operator, run, division, byPost)
	seller = await openProvider(browser, operator, run, division, byPost)
	buyer = await openEnterprise(browser, operator, run, division, byPost)
	const plan = {
		kind: 'service',
		name: `盐雾试验 ${run}`,
		categoryId: 't-metal-corr',
		price: '1500.00',
		unit: 'sample',
	} as const
	listing = await publishListing(seller, operator, plan, byPost)
	await confirmedAccount(buyer.page, operator, '/operator/payee-accounts', byPost) // one person alone: the operator confirms
})

test('reimburse: the enterprise pays in full, and gets its part back', async () => {
	const opened = await fundOf(
		reimburseDocument({ id: `nanta-r-${run}`, division, cityBp: 6_000, noticeDays: 1 }),
		'后补助',
	)
	const number = await voucher(opened, '20000')
	const order = await walkOrder(buyer, seller, { listing, voucher: number, quantity: 4, finalYuan: '6000.00' })
	const claim = await claimOrder(buyer.page, order)
	await bureau.reviewer.goto(`/authority/claims/${claim}`)
	await send(bureau.reviewer, 'review')
	await approveByNotice(claim)
	// half of 6,000.00 is 3,000.00, held and paid 60 : 40
	expect(await payAll(bureau, opened.fund, opened.accounts, parseYuan(received), byPost)).toEqual([180_000n, 120_000n])
	await expectFund(opened.fund, {
		可用: ['188,000.00', '92,000.00', '280,000.00'],
		已发放: ['10,200.00', '6,800.00', '17,000.00'],
		已付: ['1,800.00', '1,200.00', '3,000.00'],
	})
	await buyer.page.goto(`/claims/${claim}`)
	await expect(buyer.page.locator('main')).toContainText('已到账')
})

test('a cut: less is approved than was claimed, and the cut is free on the voucher again', async () => {
	const opened = await fundOf(deductDocument({ id: `nanta-c-${run}`, division, cityBp: 7_500, noticeDays: 1 }), '抵扣')
	const number = await voucher(opened, '20000')
	const plan = { listing, voucher: number, quantity: 4, finalYuan: '6000.00' }
	const order = await walkOrder(buyer, seller, plan, byPost)
	const claim = await claimOrder(seller.page, order)
	await bureau.reviewer.goto(`/authority/claims/${claim}`)
	await send(
		bureau.reviewer,
		'review',
		{
			'lines[0].approvedYuan': '2600.01',
			'lines[0].reason': '加急费不计入实际服务金额',
			'lines[0].article': '第八条第三项',
		},
		'核减',
	)
	await approveByNotice(claim)
	// 2,600.01 of 2,250.00 + 750.00: 1,950.0075 and 650.0025 → 1,950.01 and 650.00
	expect(await payAll(bureau, opened.fund, opened.accounts, parseYuan(received), byPost)).toEqual([195_001n, 65_000n])
	// the voucher: 20,000.00 less 2,600.01, of 15,000.00 and 5,000.00
	await expectFund(opened.fund, {
		已发放: ['13,049.99', '4,350.00', '17,399.99'],
		已核销: ['0.00', '0.00', '0.00'],
		已付: ['1,950.01', '650.00', '2,600.01'],
	})
	await seller.page.goto(`/claims/${claim}`)
	await expect(seller.page.locator('main')).toContainText('加急费不计入实际服务金额')
})

test('claim-only: two contracts from outside the platform, from the claim to the bank line', async () => {
	const opened = await fundOf(
		claimOnlyDocument({ id: `nanta-o-${run}`, division, cityBp: 7_000, noticeDays: 1 }),
		'补助',
	)
	const { page } = buyer
	await page.goto('/claims/new')
	await send(page, 'startOnly', {}, opened.round)
	await expect(page).toHaveURL(/\/claims\/DF-/)
	const claim = numberIn(page)
	for (const [n, yuan] of ['12000.00', '8000.00'].entries()) {
		await page.goto(`/claims/${claim}`)
		await send(page, 'addLine', {
			title: `扫描电镜检测 ${n + 1}`,
			categoryId: 'ins-microscopy',
			providerName: `外地检测机构${n + 1}（演示）`,
			providerCode: newCreditCode('91990201'),
			contractNo: `WT-${run}-${n}`,
			contractOn: '2026-03-02',
			baseYuan: yuan,
			contractFile: await paper('合同.pdf'),
			invoiceNumber: `26991${Date.now()}${n}`.padEnd(20, '0'),
			invoiceOn: '2026-03-20',
			invoiceYuan: yuan,
			invoiceTaxYuan: '0.00',
			invoiceFile: await paper('发票.pdf'),
			paidYuan: yuan,
			paidOn: '2026-03-22',
			slipFile: await paper('回单.pdf'),
			serviceOn: '2026-03-18',
			reportNo: `BG-${run}-${n}`,
			reportOn: '2026-03-18',
			reportFile: await paper('报告.pdf'),
		})
	}
	await send(page, 'submit', { commitment: true })
	await bureau.reviewer.goto(`/authority/claims/${claim}`)
	await send(bureau.reviewer, 'review')
	await approveByNotice(claim)
	// half of 20,000.00, shared 70 : 30 by the rules
	expect(await payAll(bureau, opened.fund, opened.accounts, parseYuan(received), byPost)).toEqual([700_000n, 300_000n])
	await expectFund(opened.fund, {
		可用: ['193,000.00', '97,000.00', '290,000.00'],
		已发放: ['0.00', '0.00', '0.00'],
		已付: ['7,000.00', '3,000.00', '10,000.00'],
	})

	// a part of the first contract is paid back: what was paid too much is demanded by itself, from each payer's share
	await page.goto(`/claims/${claim}`)
	await send(page, 'red_letter', {
		redNo: `26992${Date.now()}`.padEnd(20, '0'),
		redOn: '2026-04-01',
		redAmount: '4000.00',
		redTax: '0.00',
		redReason: '部分样品没有检测，退款',
	})
	const owed = page.locator('#owed')
	await expect(async () => {
		await page.goto(`/claims/${claim}`)
		await expect(owed).toContainText('1,400.00', { timeout: 500 })
	}).toPass({ timeout: 90_000 })
	await expect(owed).toContainText('600.00')
	await expectAccessible(page)
	const demand = ((await owed.textContent()) ?? '').match(/ZK-\d{4}-\d+/)![0]
	const { finance } = bureau
	await finance.goto('/authority/clawbacks')
	await expect(finance.getByRole('row').filter({ hasText: demand })).toContainText('待退款')
	await expectAccessible(finance)
	await finance.goto(`/authority/claims/${claim}`)
	await send(
		finance,
		'receive_clawback',
		{ amount: '1400.00', documentNo: '缴款书 12', receivedOn: '2026-04-02' },
		demand,
	)
	await expectFund(opened.fund, {
		可用: ['193,000.00', '97,000.00', '290,000.00'],
		已付: ['5,600.00', '3,000.00', '8,600.00'],
	})
})
