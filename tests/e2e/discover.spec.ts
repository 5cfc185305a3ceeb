import { expect, expectAccessible, openWithin, test } from '#tests/fixtures/browser.ts'
import { draftInstrument, publishDraft } from './publish-instrument.ts'

test('nothing found leads on: one filter less, and what is called alike', async ({ page }) => {
	await openWithin(page, '/services?q=扫描电镜&to=0.01&mark=CNAS&days=1')
	await openWithin(page, '/services?q=扫描电镜&to=0.01')
	await page.locator('main .chip', { hasText: '不限价格' }).click()
	await expect(page).not.toHaveURL(/to=/)
	await expect(page.locator('.hit').first()).toBeVisible()
	await openWithin(page, '/services?q=电子显徽&kind=expert')
	await expectAccessible(page)
})

test('an enterprise finds its instrument, compares what its voucher covers and hears of a new one by e-mail', async ({
	signIn,
}) => {
	const page = await signIn('buyer@s17.demo.test')
	await page.goto('/services')
	await page.locator('main input[name=q]').fill('smdj')
	await page.locator('main form[role=search] button').click()
	await expect(page).toHaveURL(/q=smdj/)
	await expect(page.locator('.hit h2').filter({ hasText: '扫描电子显微镜' }).first()).toBeVisible()
	await page.locator('.facets label', { hasText: '用我的券可抵' }).click()
	await expect(page).toHaveURL(/q=smdj.*covered=1/)
	await expect(page.locator('.hit-price', { hasText: '券不抵' })).toHaveCount(0)
	const names = await page.locator('.hit h2').allTextContents()
	for (const at of [0, 1]) await page.locator('.hit-pick input').nth(at).check()
	await page.locator('button[form=compare], form#compare button').first().click()
	await expect(page).toHaveURL(/\/services\/compare/)
	const table = page.locator('table.compare')
	for (const at of [0, 1]) await expect(table.locator('thead th').nth(at)).toContainText(names[at]!)
	await expect(table.locator('tr', { has: page.locator('th', { hasText: '创新券支付' }) }).first()).toContainText('¥')
	await expectAccessible(page)

	const word = `霍普金森${Date.now() % 100_000}`
	await openWithin(page, `/services?q=${encodeURIComponent(word)}&covered=1`)
	await page.locator('a', { hasText: '保存搜索' }).click()
	await page.locator('select[name=alert]').selectOption('at_once')
	await page.locator('main button', { hasText: '保存搜索' }).click()
	await expect(page.locator('.saved-search h2', { hasText: word })).toBeVisible()
	await expectAccessible(page)

	const name = `${word}杆冲击装置`
	const { own, number } = await draftInstrument(signIn, name)
	await publishDraft(signIn, own, name)
	const desk = await signIn('admin@operator.demo.test')
	await expect(async () => {
		await desk.goto('/operator/mailbox')
		await desk.locator('a', { hasText: `“${word}”有 1 项新服务` }).click({ timeout: 1_000 })
	}).toPass({ timeout: 45_000 })
	const letter = desk.locator('.letter')
	await expect(letter).toContainText(`/services/${number}`)
	const { pathname } = new URL((await letter.locator('a', { hasText: `/services/${number}` }).getAttribute('href'))!)
	await page.goto(pathname)
	await expect(page.locator('h1')).toContainText(word)
})
