import type { Page } from '@playwright/test'
import { expect, expectAccessible, openWithin, test, watchErrors } from '#tests/fixtures/browser.ts'

const officer = 'officer@high-tech.demo.test'

/** Answers of one screen by field name: what is typed, chosen or ticked. */
type Screen = Record<string, string>

async function answer(page: Page, screen: Screen): Promise<void> {
	for (const [name, value] of Object.entries(screen)) {
		const field = page.locator(`main [name="${name}"]:not([type=hidden])`)
		const kind = await field
			.first()
			.evaluate((element) => (element instanceof HTMLInputElement ? element.type : element.tagName))
		if (kind === 'radio' || kind === 'checkbox')
			await page.locator(`main [name="${name}"][value="${value}"]:not([type=hidden])`).check()
		else if (kind === 'SELECT') await field.selectOption(value)
		else await field.fill(value)
	}
	await page.locator('main form button[type=submit]').click()
}

const checks: { programme: string; enterprise: Screen; service: Screen; says: RegExp }[] = [
	{
		programme: '云泽高新区科技创新券实施办法',
		enterprise: { division: '990191', legalForm: 'legal_person', size: 'small', title: 'tech_sme', badCredit: 'no' },
		service: { price: '3,500', category: 'testing', place: '990191' },
		says: /可补 ¥1,750\.00[\s\S]*额度 ¥100,000\.00[\s\S]*第十二条第二款/,
	},
	{
		programme: '武汉市科技创新券',
		enterprise: { 'declared.claimed_voucher': 'yes' },
		service: { price: '1500', channel: 'instrument_network', 'flag.rd_linked': 'yes' },
		says: /不符合条件[\s\S]*还差 ¥250\.00/,
	},
	{
		programme: '昌平区人人创新券',
		enterprise: {
			division: '110114',
			headcount: '40',
			'revenue.0': '5000000',
			'revenue.1': '6000000',
			capital: '10000000',
			badCredit: 'no',
		},
		service: {
			price: '100000',
			category: 'testing',
			place: '110114',
			registered: 'yes',
			'flag.mandatory_testing': 'no',
			related: 'no',
			tags: 'future-science-city',
		},
		says: /可补 ¥60,000\.00[\s\S]*平台设定/,
	},
]

test.describe('without script', () => {
	test.use({ javaScriptEnabled: false })

	for (const { programme, enterprise, service, says } of checks)
		test(`anyone learns in three screens what ${programme} pays, and why`, async ({ page }) => {
			await openWithin(page, '/programmes')
			await page.getByRole('link', { name: new RegExp(`^试算 ${programme}`) }).click()
			await answer(page, enterprise)
			await answer(page, service)
			await expect(page.locator('main')).toContainText(says)
		})

	test('what is left open is asked for, never guessed', async ({ page }) => {
		await page.goto('/programmes')
		await page.getByRole('link', { name: /^试算 昌平区/ }).click()
		await answer(page, { division: '110114' })
		await answer(page, { price: '100000' })
		await expect(page.getByRole('status')).toContainText('还差')
		await expect(page.locator('main')).not.toContainText('可补')
	})
})

test('the pages of programmes can be used by everyone, in both languages, within their queries', async ({
	browser,
}) => {
	for (const locale of ['zh-CN', 'en-GB']) {
		const context = await browser.newContext({ locale })
		const page = await context.newPage()
		const errors = watchErrors(page)
		await openWithin(page, '/programmes')
		await expectAccessible(page)
		const programme = (await page.locator('main th a').first().getAttribute('href'))!
		await openWithin(page, programme)
		await expectAccessible(page)
		await openWithin(page, `${programme}/check`)
		await expectAccessible(page)
		await openWithin(page, `${programme}/check?screen=3&division=990191&price=3500`)
		await expectAccessible(page)
		expect(errors).toEqual([])
		await context.close()
	}
})

test('the desk of programmes and funds names every fault of a document, and is usable by everyone', async ({
	signIn,
}) => {
	const page = await signIn(officer)
	for (const path of [
		'/authority/programmes',
		'/authority/funds',
		'/authority/funds/new',
		'/authority/sanctions',
		'/authority/clearings',
	]) {
		await openWithin(page, path)
		await expectAccessible(page)
	}
	await page.goto('/authority/programmes/new')
	await page.locator('textarea[name=document]').fill('{"format":"programme/1","id":"x"')
	await page.getByRole('button', { name: '检查并存为草稿' }).click()
	await expect(page.getByRole('alert')).toContainText('$：不是有效的 JSON')
	await page.locator('textarea[name=document]').fill('{"format":"programme/1","id":"Not A Slug"}')
	await page.getByRole('button', { name: '检查并存为草稿' }).click()
	await expect(page.getByRole('alert')).toContainText('$.subsidy：缺少这一项')
	await expect(page.locator('textarea[name=document]')).toHaveValue(/Not A Slug/)
	await page.goto('/authority/programmes')
	await page.locator('main th a').last().click()
	await expect(page).toHaveURL(/programmes\/BF-/)
	await expectAccessible(page)
})
