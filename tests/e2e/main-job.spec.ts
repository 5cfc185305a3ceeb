import type { Page } from '@playwright/test'
import { parseYuan } from '#app/lib/money.ts'
import { expect, expectAccessible, test } from '#tests/fixtures/browser.ts'
import { moveClock, withinTheDay } from '#tests/fixtures/clock.ts'
import { numberIn, rowOf, send } from './acts.ts'
import { enrolBureau, openFund, receive } from './bureau.ts'
import { walkOrder } from './order-walk.ts'
import { openEnterprise, openProvider, publishListing } from './parties.ts'
import { deductDocument } from './programmes.ts'
import { claimOrder, importBankDay, layOpen, payBatch } from './settle.ts'

test.setTimeout(420_000)

const operatorMail = 'admin@operator.demo.test'
const division = '990103'

async function searchFinds(page: Page, words: string, name: string) {
	await expect(async () => {
		await page.goto(`/services?q=${encodeURIComponent(words)}`)
		await expect(page.getByRole('link', { name }).first()).toBeVisible({ timeout: 1_000 })
	}).toPass({ timeout: 30_000 })
}

test('the whole job in deduct mode: from enrolment to the bank line, two payers of whom one pays later', async ({
	browser,
	signIn,
	queryBudget,
}) => {
	const run = Date.now().toString(36)
	const operator = await signIn(operatorMail)

	// 1 · an authority with its people; organisations verified
	const bureau = await enrolBureau(browser, operator, run, division)
	const seller = await openProvider(browser, operator, run, division)
	const buyer = await openEnterprise(browser, operator, run, division)

	// 2 · a service and an instrument
	const service = `铝合金拉伸试验 ${run}`
	const listing = await publishListing(seller, operator, {
		kind: 'service',
		name: service,
		categoryId: 't-metal-mech',
		price: '2333.33',
		unit: 'sample',
	})
	await publishListing(seller, operator, {
		kind: 'instrument',
		name: `扫描电镜机时 ${run}`,
		categoryId: 'ins-microscopy',
		price: '600.00',
		unit: 'hour',
	})

	// 3 · the year's fund with two sources, a programme from its document, a round
	const account = (n: number) => `9902${Date.now()}${n}`
	const sources = [
		{ code: 'city', name: '云泽市财政', yuan: '700000', account: account(1), profile: 'own_account' },
		{ code: 'district', name: '东河区财政', yuan: '300000', account: account(2), profile: 'finance_bureau' },
	]
	const opened = await openFund(
		bureau,
		{
			document: deductDocument({ id: `donghe-${run}`, division, cityBp: 7_000, noticeDays: 1 }),
			name: `东河区创新券资金 ${run}`,
			sources,
		},
		run,
	)
	await receive(bureau, opened.fund, 1, '100000')

	// 4 · anyone finds the service and reads the programme
	const visitor = await (await browser.newContext()).newPage()
	await searchFinds(visitor, `铝合金拉伸 ${run}`, service)
	await visitor.goto(`/programmes/${opened.programme}`)
	await expect(visitor.getByRole('heading', { level: 1 })).toContainText('东河区创新券办法')
	await expectAccessible(visitor)

	// 5 · the price box, the application with its 承诺书, the voucher
	await buyer.page.goto(`/rounds/${opened.round}/apply?amount=60000`)
	await send(buyer.page, 'apply', { commitment: true })
	await buyer.page.waitForURL(/\/applications\/SL-/)
	const application = numberIn(buyer.page)
	await bureau.reviewer.goto(`/authority/applications/${application}`)
	await send(bureau.reviewer, 'grant')
	await buyer.page.goto('/vouchers')
	await expect(buyer.page.locator('main')).toContainText('60,000.00')
	await buyer.page.goto(`/services/${listing}?quantity=3`)
	// 2,333.33 × 3 = 6,999.99; half of it, rounded down to the fen: 3,499.99
	await expect(buyer.page.locator('main')).toContainText('3,499.99')
	await expectAccessible(buyer.page)

	// 6 · the order, with a lower final price and one correction of the report
	const order = await walkOrder(buyer, seller, { listing, quantity: 3, finalYuan: '6500.01', changeOnce: true })

	// 7 · the claim, reviewed, on notice, objected to, ruled, approved
	const claim = await claimOrder(seller.page, order)
	await bureau.reviewer.goto(`/authority/claims/${claim}`)
	await send(bureau.reviewer, 'review')
	let notice = ''
	await withinTheDay(async () => {
		notice = await layOpen(bureau, claim)
		await visitor.goto(`/notices/${notice}`)
		await send(visitor, 'object', {
			claim,
			text: '请核查两家单位是否关联。',
			byName: '演示异议人',
			byContact: '0000-00000000',
		})
	})
	await moveClock(2)
	await bureau.officer.goto('/authority/notices')
	await send(bureau.officer, 'close', {}, notice)
	await seller.page.goto(`/claims/${claim}`)
	await expect(seller.page.locator('main')).toContainText('有异议')
	await bureau.second.goto('/authority/notices')
	await send(bureau.second, 'rule', { ruling: 'dismiss', words: '经核查，两家单位无股权、任职关系。' })
	await bureau.second.goto('/authority/notices')
	await send(bureau.second, 'approve', {}, claim)

	// 8, 9 · the city pays first; the district's money comes later
	const city = await payBatch(bureau, opened.fund, 1)
	// of 3,499.99 held as 2,449.99 + 1,050.00 the final 3,250.00 redeems 2,275.00 + 975.00
	expect(city.transfers.map((transfer) => transfer.amountFen)).toEqual([227_500n])
	await importBankDay(bureau.finance, { no: sources[0]!.account, openingFen: parseYuan('100000') }, city.transfers)
	await seller.page.goto(`/claims/${claim}`)
	await expect(seller.page.locator('main')).toContainText('部分到账')

	await receive(bureau, opened.fund, 2, '50000')
	const district = await payBatch(bureau, opened.fund, 2)
	expect(district.transfers.map((transfer) => transfer.amountFen)).toEqual([97_500n])
	await importBankDay(bureau.finance, { no: sources[1]!.account, openingFen: parseYuan('50000') }, district.transfers)
	for (const { batch } of [city, district]) {
		await bureau.finance.goto(`/authority/batches/${batch}`)
		await expect(bureau.finance.locator('main')).toContainText('已结清')
	}

	// 10 · every figure of the fund page equals the hand calculation
	await bureau.officer.goto(`/authority/funds/${opened.fund}`)
	const stages: Record<string, [string, string, string]> = {
		可用: ['658,000.00', '282,000.00', '940,000.00'],
		已发放: ['39,725.00', '17,025.00', '56,750.00'],
		已预占: ['0.00', '0.00', '0.00'],
		已核销: ['0.00', '0.00', '0.00'],
		应付: ['0.00', '0.00', '0.00'],
		付款中: ['0.00', '0.00', '0.00'],
		已付: ['2,275.00', '975.00', '3,250.00'],
		'拨款（承诺）': ['700,000.00', '300,000.00', '1,000,000.00'],
		已到账: ['100,000.00', '50,000.00', '150,000.00'],
		已批准付出: ['2,275.00', '975.00', '3,250.00'],
		到账未用: ['97,725.00', '49,025.00', '146,750.00'],
	}
	for (const [name, figures] of Object.entries(stages))
		expect(await rowOf(bureau.officer, '按资金来源', name), name).toEqual(figures)
	const drift: Record<string, string> = {
		拨款: '1,000,000.00',
		已发放: '56,750.00',
		已预占: '0.00',
		已核销: '0.00',
		应付: '0.00',
		付款中: '0.00',
		已付: '3,250.00',
		清算: '0.00',
	}
	for (const [name, books] of Object.entries(drift)) {
		const [own, , other, difference] = await rowOf(bureau.officer, '账实核对', name)
		expect([own, other, difference], name).toEqual([books, books, '0.00'])
	}
	await expect(bureau.officer.locator('main')).toContainText('9 行全部一致，差 0.00')
	await expect(bureau.officer.locator('main')).toContainText('执行率 0.3%')
	await expectAccessible(bureau.officer)

	// the main pages of the walk were measured, the order also with its price to be confirmed
	for (const page of ['services/FW-', 'orders/DD-', 'claims/DF-', 'notices/GS-'])
		expect(queryBudget.most(new RegExp(`^/${page}[^/]+$`)), page).toBeLessThanOrEqual(12)
	for (const page of ['claims/DF-', 'batches/QS-', 'statements/DZ-', 'funds/ZJ-'])
		expect(queryBudget.most(new RegExp(`^/authority/${page}[^/]+$`)), page).toBeLessThanOrEqual(12)
})
