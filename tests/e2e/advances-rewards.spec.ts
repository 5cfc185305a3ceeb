import type { Page } from '@playwright/test'
import { expect, expectAccessible, openWithin, test } from '#tests/fixtures/browser.ts'
import { numberIn, type Party, rowOf, send } from './acts.ts'
import { type Bureau, enrolBureau, type OpenedFund, openFund, receive } from './bureau.ts'
import { byPost } from './hands.ts'
import { walkOrder } from './order-walk.ts'
import { openEnterprise, openProvider, publishListing } from './parties.ts'
import { deductDocument } from './programmes.ts'
import { claimOrder, importBankDay, payBatch } from './settle.ts'

test.describe.configure({ mode: 'serial' })
test.setTimeout(300_000)

const division = '990104'
const run = Date.now().toString(36)
const [city, district] = [1, 2]
let bureau: Bureau
let opened: OpenedFund
let accounts: string[]
let seller: Party
let order: string
let claim: string

/** The demo's rules with a reward of 3 % for providers, decided without public notice. */
function withoutNotice(): object {
	const document = deductDocument({ id: `nanta-v-${run}`, division, cityBp: 6_000, noticeDays: 0 }) as {
		process: { notice: { points: string[] } }
	}
	document.process.notice.points = []
	return document
}

/** What of a page is shown in English too, and is accessible there. */
async function inEnglish(page: Page, look: () => Promise<void>): Promise<void> {
	const locale = (value: string) => page.context().addCookies([{ name: 'locale', value, url: page.url() }])
	const { pathname } = new URL(page.url())
	await locale('en')
	await openWithin(page, pathname)
	await look()
	await expectAccessible(page)
	await locale('zh')
	await openWithin(page, pathname)
}

const fundRow = async (name: string) => {
	await openWithin(bureau.officer, `/authority/funds/${opened.fund}`)
	return rowOf(bureau.officer, '按资金来源', name)
}

/** What the drift board says of a fund's advances: the books beside the decisions. */
async function expectDue(yuan: string) {
	const { finance } = bureau
	await openWithin(finance, `/authority/drift?fund=${opened.fund}`)
	await expect(finance.locator('h1 + .st, .head-line .st').first()).toContainText('全部为零')
	const row = finance.locator('main tr', { hasText: '垫付未还' })
	await expect(row).toContainText(new RegExp(`${yuan}[\\s\\S]*${yuan}`))
}

test('an order’s claim is approved; one of the two levels that pay it has no money yet', async ({
	browser,
	signIn,
}) => {
	const operator = await signIn('admin@operator.demo.test')
	bureau = await enrolBureau(browser, operator, run, division, byPost)
	seller = await openProvider(browser, operator, run, division, byPost)
	const buyer = await openEnterprise(browser, operator, run, division, byPost)
	const plan = {
		kind: 'service',
		name: `盐雾试验 ${run}`,
		categoryId: 't-metal-corr',
		price: '1500.00',
		unit: 'sample',
	} as const
	const listing = await publishListing(seller, operator, plan, byPost)
	accounts = [city, district].map((n) => `9905${Date.now()}${n}`)
	const sources = [
		{ code: 'city', name: '云泽市财政', yuan: '200000', account: accounts[0]!, profile: 'zero_balance' },
		{ code: 'district', name: '南塔区财政', yuan: '100000', account: accounts[1]!, profile: 'own_account' },
	]
	const fund = { document: withoutNotice(), name: `南塔区垫付资金 ${run}`, sources }
	opened = await openFund(bureau, fund, `${run}-v`, byPost)
	await receive(bureau, opened.fund, city, '50000', byPost)

	const [applicant, reviewer] = [byPost(buyer.page), byPost(bureau.reviewer)]
	await applicant.open(`/rounds/${opened.round}/apply?amount=20000`)
	await applicant.send('apply', { commitment: true })
	await reviewer.open(`/authority${applicant.path()}`)
	await reviewer.send('grant')
	await applicant.open(applicant.path())
	const voucher = /KJ-\d{4}-\d{6}/.exec(await applicant.text())![0]
	order = await walkOrder(buyer, seller, { listing, voucher, quantity: 4, finalYuan: '6000.00' }, byPost)
	claim = await claimOrder(seller.page, order)
	await reviewer.open(`/authority/claims/${claim}`)
	await reviewer.send('verify', { verification: 'genuine' })
	await reviewer.send('review')
	const { transfers } = await payBatch(bureau, opened.fund, city, byPost)
	expect(transfers.map((transfer) => transfer.amountFen)).toEqual([180_000n])
	await importBankDay(bureau.finance, { no: accounts[0]!, openingFen: 5_000_000n }, transfers, byPost)
})

test('an advance is proposed by one person, approved by another, due until it is repaid, in parts', async () => {
	const { settlement, finance } = bureau
	await openWithin(settlement, '/authority/clearings')
	await expectAccessible(settlement)
	await send(settlement, 'proposeAdvance', {
		payer: `${opened.fund}.${city}`,
		debtor: `${opened.fund}.${district}`,
		amount: '1200.00',
		decisionNo: '云财预〔2026〕7号',
		reason: '区级资金未到',
	})
	const row = (page: Page) => page.locator('#advances tbody tr').first()
	await expect(row(settlement)).toContainText(/云泽市财政 替 云泽高新区财政 垫付[\s\S]*等另一个人决定/)
	await expect(row(settlement).locator('form')).toHaveCount(0) // who proposed it does not decide it
	await openWithin(finance, '/authority/clearings')
	await expect(row(finance)).toContainText(/经办岗 \d{4}年\d+月\d+日提出/)
	await expectAccessible(finance)
	await send(finance, 'approveAdvance')
	await expect(row(finance)).toContainText('垫付未还')

	// 1,200.00 of the city's money stand in for the district's
	expect(await fundRow('由他级垫付，应归还')).toEqual(['0.00', '1,200.00', '1,200.00'])
	expect(await rowOf(bureau.officer, '按资金来源', '垫付给他级，应收回')).toEqual(['1,200.00', '0.00', '1,200.00'])
	await expectAccessible(bureau.officer)
	await expectDue('1,200.00')
	await expectAccessible(finance)
	const { transfers } = await payBatch(bureau, opened.fund, district, byPost)
	expect(transfers.map((transfer) => transfer.amountFen)).toEqual([120_000n])
	await importBankDay(finance, { no: accounts[1]!, openingFen: 138_000n }, transfers, byPost)
	expect(await fundRow('已付')).toEqual(['1,800.00', '1,200.00', '3,000.00'])

	await openWithin(finance, '/authority/clearings')
	await send(finance, 'repayAdvance', { kind: 'receipt', amount: '500.00', documentNo: '区财拨〔2026〕3号' })
	await expect(row(finance)).toContainText(/收到 ¥500\.00，区财拨〔2026〕3号[\s\S]*700\.00/)
	await expectDue('700.00')
	await receive(bureau, opened.fund, district, '1000.00', byPost)
	await openWithin(finance, '/authority/clearings')
	await send(finance, 'repayAdvance', { kind: 'clearing', amount: '700.00', documentNo: '云财清〔2026〕9号' })
	await expect(row(finance)).toContainText('已归还')
	await inEnglish(finance, () => expect(row(finance)).toContainText(/¥500\.00 received on[\s\S]*¥700\.00 cleared on/))
	await expectDue('0.00')
})

test('a provider claims its reward for the paid order: reviewed, approved, paid by a batch, down to the bank line', async () => {
	const { page } = seller
	const { reviewer, finance } = bureau
	await openWithin(page, '/claims/new')
	await expect(page.locator('main')).toContainText('服务机构奖励')
	await expect(page.locator('main')).toContainText(order)
	await expectAccessible(page)
	await inEnglish(page, () => expect(page.locator('main')).toContainText('Reward of the provider'))
	await send(page, 'startReward')
	await expect(page).toHaveURL(/\/claims\/DF-/)
	const reward = numberIn(page)
	await expectAccessible(page)
	await inEnglish(page, () => expect(page.locator('main')).toContainText('180.00'))
	await send(page, 'submit', { commitment: true })

	await openWithin(reviewer, `/authority/claims/${reward}`)
	await expect(reviewer.locator('main')).toContainText(claim) // the order's own claim, which it stands on
	await expectAccessible(reviewer)
	await inEnglish(reviewer, () => expect(reviewer.locator('main')).toContainText('180.00'))
	await send(reviewer, 'review')
	// 3 % of 6,000.00, from the district alone
	expect(await fundRow('应付')).toEqual(['0.00', '180.00', '180.00'])
	const { transfers } = await payBatch(bureau, opened.fund, district, byPost)
	expect(transfers).toMatchObject([{ amountFen: 18_000n, name: seller.name }])
	await importBankDay(finance, { no: accounts[1]!, openingFen: 18_000n }, transfers, byPost)
	await openWithin(page, `/claims/${reward}`)
	await expect(page.locator('main')).toContainText('¥180.00 已到账')
	expect(await fundRow('已付')).toEqual(['1,800.00', '1,380.00', '3,180.00'])
	await expectDue('0.00')
	await openWithin(page, '/claims/new')
	await expect(page.locator('main')).not.toContainText(order)

	// the chain of the reward is whole, and goes back to the order it rests on
	await openWithin(finance, `/authority/trail?of=${reward}`)
	await expect(finance.locator('.head-line')).toContainText('完整')
	await expect(finance.locator('main')).toContainText(order)
	await expectAccessible(finance)
})
