import { expect, expectAccessible, openWithin, test } from '#tests/fixtures/browser.ts'

test('nothing found leads on: one filter less, and what is called alike', async ({ page }) => {
	await openWithin(page, '/services?q=扫描电镜&to=0.01&mark=CNAS&days=1')
	await openWithin(page, '/services?q=扫描电镜&to=0.01')
	await page.locator('main .chip', { hasText: '不限价格' }).click()
	await expect(page).not.toHaveURL(/to=/)
	await expect(page.locator('.hit').first()).toBeVisible()
	await openWithin(page, '/services?q=电子显徽&kind=expert')
	await expectAccessible(page)
})
