import type { Page } from '@playwright/test'
import { expect, expectAccessible, openWithin, test, watchErrors } from '#tests/fixtures/browser.ts'
import { press, send } from './acts.ts'

const officer = 'officer@high-tech.demo.test'
const second = 'officer2@high-tech.demo.test'

/** The programme of the authority that is not a sample. */
async function ownProgramme(page: Page): Promise<string> {
	await openWithin(page, '/authority/programmes')
	return (await page.locator('main th a').last().getAttribute('href'))!
}
const saveChapter = (page: Page) => press(page, page.getByRole('button', { name: '保存这一章' }).last())
/** A control of the draft, with everything that hides it opened. */
async function control(page: Page, name: string) {
	const found = page.locator(`[name="${name}"]`)
	for (const outer of await found.locator('xpath=ancestor::details[not(@open)]').all())
		await outer.locator('> summary').click()
	return found
}

test('a programme is written from nothing by chapters, and what is missing leads to its field', async ({ signIn }) => {
	const page = await signIn(officer)
	const errors = watchErrors(page)
	await openWithin(page, '/authority/programmes')
	await page.getByRole('link', { name: '新建办法' }).click()
	await expect(page.getByRole('heading', { level: 1 })).toHaveText('新建办法')
	await expectAccessible(page)
	await send(page, 'begin', {
		nameZh: '临湖检测券试行办法',
		nameEn: 'Lake testing vouchers',
		id: `lake-testing-${Date.now().toString(36)}`,
	})
	await expect(page).toHaveURL(/\/authority\/programmes\/BF-[\d-]+\/draft$/)
	await expect(page.locator('main')).toContainText('整份草稿还有')
	await expectAccessible(page)

	await page.locator('.editor-nav').getByRole('link', { name: /^资金/ }).click()
	await (await control(page, 'pool.yearFen')).fill('八百万')
	await page.getByRole('button', { name: '添加：资金来源' }).click()
	await expect(page.locator('[name="pool.yearFen"]')).toHaveValue('八百万')
	await expect(page.locator('.field', { has: page.locator('[name="pool.yearFen"]') })).toContainText('请填金额')
	await (await control(page, 'pool.yearFen')).fill('8,000,000')
	await (await control(page, 'pool.article')).fill('第四条')
	await (await control(page, 'payers.0.code')).fill('district')
	await (await control(page, 'payers.0.name.zh')).fill('临湖区财政')
	await (await control(page, 'payers.0.name.en')).fill('Lake District')
	await (await control(page, 'payers.0.level')).selectOption('district')
	await saveChapter(page)
	await expect(page.locator('[name="pool.yearFen"]')).toHaveValue('8,000,000.00')
	await expect(page.locator('.editor-main .err')).toHaveCount(0)

	const summary = page.locator('.note-box.warn summary')
	if (!(await page.locator('.note-box.warn details').getAttribute('open'))) await summary.click()
	await page.locator('.note-box.warn li a').first().click()
	await expect(page).toHaveURL(/at=/)
	expect(errors).toEqual([])
})

test.describe('without script', () => {
	test.use({ javaScriptEnabled: false })

	test('a list grows by a button and an unfinished chapter is kept', async ({ browser }) => {
		const context = await browser.newContext({ javaScriptEnabled: false })
		const page = await context.newPage()
		await page.goto('/sign-in')
		await page.locator('input[name=email]').fill(second)
		await page.locator('input[name=password]').fill('yunze-demo-2026')
		await page.locator('main form button[type=submit]').first().click()
		await page.goto('/authority/programmes/new')
		await page.locator('[name=nameZh]').fill('无脚本试行办法')
		await page.locator('[name=nameEn]').fill('Without script')
		await page.locator('[name=id]').fill(`plain-${Date.now().toString(36)}`)
		await page.getByRole('button', { name: '新建并开始编写' }).click()
		await page.locator('.editor-nav').getByRole('link', { name: '谁能申请' }).click()
		await page.locator('[name="eligibility.conditions@new"]').selectOption('headcount')
		await page.getByRole('button', { name: '添加：申请条件' }).click()
		await (await control(page, 'eligibility.conditions.0.max')).fill('一百')
		await page.getByRole('button', { name: '保存这一章' }).last().click()
		await expect(page.locator('[name="eligibility.conditions.0.max"]')).toHaveValue('一百')
		await expect(page.locator('.editor-main')).toContainText('请填整数')
		await context.close()
	})
})

test('the next version is compared in words, keeps its worked examples true, and is published by a second person', async ({
	signIn,
}) => {
	const page = await signIn(officer)
	const other = await signIn(second)
	const programme = await ownProgramme(page)
	await page.goto(programme)
	await send(page, 'begin_version')
	await expect(page).toHaveURL(`${programme}/draft`)
	const draft = `${programme}/draft`

	await openWithin(page, `${draft}/cases`)
	await expect(page.locator('details.case.bad')).toHaveCount(0)
	await expect(page.locator('details.case')).not.toHaveCount(0)
	await expectAccessible(page)

	await openWithin(page, `${draft}?chapter=amount`)
	await expectAccessible(page)
	const rate = 'subsidy.rate.rows.0.pays.bp'
	const before = await (await control(page, rate)).inputValue()
	await (await control(page, rate)).fill('12.5')
	await saveChapter(page)
	await expect(page.locator('.editor-side')).toContainText('不符')
	await openWithin(page, `${draft}/cases`)
	await expect(page.locator('details.case.bad').first()).toContainText('应为')

	await page.goto(programme)
	await page.getByRole('button', { name: '提交发布' }).click()
	await expect(page.getByRole('alert')).toContainText('个算例和草稿算出的不一样')

	await openWithin(page, `${programme}/compare`)
	const row = page.locator('tr', { hasText: '补贴比例' })
	await expect(row.locator('del')).toHaveText(`${before}%`)
	await expect(row.locator('ins')).toHaveText('12.5%')
	await expect(row).toContainText('改')
	await expectAccessible(page)

	await page.goto(`${draft}?chapter=amount`)
	await (await control(page, rate)).fill(before)
	await saveChapter(page)
	await page.goto(`${draft}?chapter=about`)
	await (await control(page, 'edition.zh')).fill('2026 年修订')
	await saveChapter(page)
	await page.goto(programme)
	await send(page, 'submit')
	await expect(page.locator('main')).toContainText('等待发布')
	const refused = await page.request.post(draft, {
		form: { intent: 'save_chapter', chapter: 'about', seen: 'x', complete: 'yes' },
		headers: { origin: new URL(page.url()).origin },
	})
	expect(refused.status()).toBe(409)

	await other.goto(programme)
	await send(other, 'publish')
	await expect(other.locator('main')).toContainText(/第 \d+ 版已发布/)
	await other.goto(draft)
	await expect(other.locator('main')).not.toContainText('保存这一章')
	await openWithin(other, programme.replace('/authority', ''))
	await expect(other.locator('main')).toContainText('2026 年修订')
})

test('a draft is played against past orders and a file of orders, with progress, sums and files to take away', async ({
	signIn,
}) => {
	const page = await signIn('officer@high-tech.demo.test')
	const errors = watchErrors(page)
	const programme = await ownProgramme(page)
	await openWithin(page, `${programme}/simulate`)
	await expectAccessible(page)
	await page.getByRole('button', { name: '开始试算' }).click()
	await expect(page.getByRole('heading', { level: 1 })).toContainText('试算 MN-')
	await expect(page.locator('main')).toContainText('草稿要花', { timeout: 30_000 })
	await expectAccessible(page)
	await expect(page.getByRole('img', { name: /按月累计/ }).first()).toBeVisible()
	const run = new URL(page.url()).pathname
	const lines = await (await page.request.get(`${run}/orders.csv`)).text()
	expect(lines).toContain('单号,日期,企业编号')
	const sheet = await page.request.get(`${run}/enterprises.xlsx`)
	expect((await sheet.body()).subarray(0, 2).toString()).toBe('PK')

	const year = new Date().getFullYear()
	const template = await (await page.request.get(`${programme}/simulate/1/${year}/orders.csv`)).text()
	await page.goto(`${programme}/simulate`)
	const upload = (text: string) => ({ name: 'orders.csv', mimeType: 'text/csv', buffer: Buffer.from(text) })
	await page.locator('input[value=file]').check()
	await page.locator('[name=year]').fill(String(year))
	await page.locator('[name=file]').setInputFiles(upload(template.replace('3500.00', '三千五')))
	await page.getByRole('button', { name: '开始试算' }).click()
	await expect(page.getByRole('alert')).toContainText(/第 2 行“.*”：“三千五”不是金额/)
	await page.locator('input[value=file]').check()
	await page.locator('[name=file]').setInputFiles(upload(template))
	await page.getByRole('button', { name: '开始试算' }).click()
	await expect(page.locator('main')).toContainText('1 单，1 家企业', { timeout: 30_000 })
	expect(errors.filter((error) => !error.includes('422'))).toEqual([])
})
