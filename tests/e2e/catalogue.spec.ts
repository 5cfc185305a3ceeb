import { expect, expectAccessible, openWithin, test, watchErrors } from '#tests/fixtures/browser.ts'
import { photoFile } from '#tests/fixtures/photos.ts'
import { draftInstrument, publishDraft } from './publish-instrument.ts'

const buyer = 'buyer@s17.demo.test'
const searchPage = '/services?q=SEM'
const listingPage = '/services/FW-2026-000001'

/** All script bytes on the wire for a first visit, in kB as Chromium counts them. */
async function scriptKilobytes(browser: import('@playwright/test').Browser, path: string): Promise<number> {
	const context = await browser.newContext()
	const page = await context.newPage()
	const session = await context.newCDPSession(page)
	await session.send('Network.enable')
	const scripts = new Set<string>()
	let bytes = 0
	session.on('Network.responseReceived', ({ requestId, type }) => void (type === 'Script' && scripts.add(requestId)))
	session.on('Network.loadingFinished', ({ requestId, encodedDataLength }) => {
		if (scripts.has(requestId)) bytes += encodedDataLength
	})
	await page.goto(path, { waitUntil: 'networkidle' })
	await context.close()
	return bytes / 1000
}

test('pages of the catalogue hold their budgets of queries and script', async ({ browser, page, signIn }) => {
	for (const path of [searchPage, '/services', '/services?q=扫秒电镜', listingPage]) await openWithin(page, path)
	const signedIn = await signIn(buyer)
	for (const path of [searchPage, '/services', listingPage]) await openWithin(signedIn, path)
	expect(await scriptKilobytes(browser, listingPage)).toBeLessThanOrEqual(120)
	expect(await scriptKilobytes(browser, searchPage)).toBeLessThanOrEqual(130)
})

test('pages of the catalogue can be used by everyone, in both languages', async ({ browser }) => {
	for (const locale of ['zh-CN', 'en-GB']) {
		const context = await browser.newContext({ locale })
		const page = await context.newPage()
		const errors = watchErrors(page)
		await page.goto(listingPage)
		const provider = await page.locator('.page-head a[href^="/providers/"]').getAttribute('href')
		for (const path of [searchPage, '/services?q=不知道是什么xyz', listingPage, provider!]) {
			await page.goto(path)
			await expectAccessible(page)
		}
		expect(errors).toEqual([])
		await context.close()
	}
})

test('an instrument is found by its initials, a synonym, a standard number and a misspelt name', async ({ page }) => {
	for (const [asked, found] of [
		['smdj', '扫描电子显微镜'],
		['电镜', '扫描电子显微镜'],
		['GB/T 228.1', '金属材料室温拉伸试验'],
		['扫秒电镜', '扫描电子显微镜'],
	] as const) {
		await page.goto('/services')
		await page.locator('main input[name=q]').fill(asked)
		await page.locator('main form[role=search] button').click()
		await expect(page.locator('.hit h2').filter({ hasText: found }).first()).toBeVisible()
		if (found.includes('显微镜'))
			await expect(page.locator('.hit .photo').first()).toHaveJSProperty('naturalWidth', 480)
	}
	await expect(page.locator('main')).toContainText('下面是“扫描电镜”的结果')
})

test('filters narrow the hits, stay in the address and can be taken off', async ({ page }) => {
	await page.goto('/services')
	const all = await page.locator('.hit').count()
	await page.locator('.facets label', { hasText: '仪器机时' }).click()
	await expect(page).toHaveURL(/kind=instrument/)
	await expect(page.locator('.hit .tag', { hasText: '检测与服务' })).toHaveCount(0)
	expect(await page.locator('.hit').count()).toBeLessThan(all)
	await page.locator('.chip', { hasText: '仪器机时' }).click()
	await expect(page).not.toHaveURL(/kind=/)
})

test('an enterprise keeps what its voucher covers, and has the cheapest for itself first', async ({ signIn }) => {
	const page = await signIn(buyer)
	await page.goto('/services')
	const all = await page.locator('.hit').count()
	await page.locator('.facets label', { hasText: '用我的券可抵' }).click()
	await expect(page).toHaveURL(/covered=1/)
	await expect(page.locator('.hit-price', { hasText: '券不抵' })).toHaveCount(0)
	expect(await page.locator('.hit').count()).toBeLessThanOrEqual(all)
	await page.locator('select[name=sort]').selectOption('pay')
	await expect(page).toHaveURL(/sort=pay/)
	await expect(page).toHaveURL(/covered=1/)
	await expect(page.locator('.hit').first()).toBeVisible()
	await expect(page.locator('.chip', { hasText: '用我的券可抵' })).toBeVisible()
})

test('without script: filters open as a sheet on the phone, and the price box counts again', async ({ browser }) => {
	const context = await browser.newContext({ javaScriptEnabled: false, viewport: { width: 390, height: 844 } })
	const page = await context.newPage()
	await page.goto('/services')
	await expect(page.locator('.facets')).toBeHidden()
	await page.locator('a.sheet-open').click()
	await page.locator('.facets label', { hasText: '仪器机时' }).click()
	await page.locator('.facets .sheet-foot button').click()
	await expect(page).toHaveURL(/kind=instrument/)
	await page.goto(listingPage)
	const price = async () =>
		Number((await page.locator('.receipt .sum .amt').first().textContent())!.replace(/[^\d.]/g, ''))
	const one = await price()
	await page.locator('input[name=quantity]').fill('3')
	await page.locator('main form:has(input[name=quantity]) button').click()
	await expect(page).toHaveURL(/quantity=3/)
	expect(await price()).toBeCloseTo(3 * one, 2)
	await context.close()
})

test('a provider offers an instrument, the operator publishes it, and everyone finds it', async ({ page, signIn }) => {
	const name = `桌面式霍普金森杆冲击装置 ${Date.now() % 100_000}`
	const { own, number } = await draftInstrument(signIn, name)

	await own.goto(`/listings/${number}/photos`)
	const upload = own.locator('form', { has: own.locator('input[type=file]') })
	const put = async (...files: (File | string)[]) => {
		const given = files.map(async (file) =>
			typeof file === 'string'
				? { name: file, mimeType: 'application/octet-stream', buffer: Buffer.from('%PDF-1.4 sample') }
				: { name: file.name, mimeType: file.type, buffer: Buffer.from(await file.arrayBuffer()) },
		)
		await upload.locator('input[type=file]').setInputFiles(await Promise.all(given))
		await upload.locator('button').click()
	}
	await put('drawing.pdf')
	await expect(upload.locator('.err')).toContainText('“drawing.pdf”不是 JPG、PNG 或 WebP 照片')
	await put(await photoFile(), await photoFile({ format: 'png' }))
	await expect(own.locator('.photo-row')).toHaveCount(2)
	await own.locator('input[name="photos[1].alt"]').fill('霍普金森杆')
	await own.locator('select[name="photos[1].place"]').selectOption('1')
	await own.locator('select[name="photos[0].place"]').selectOption('2')
	await own.locator('button', { hasText: '保存顺序与说明' }).click()
	await expect(own.locator('input[name="photos[0].alt"]')).toHaveValue('霍普金森杆')
	await expectAccessible(own)
	await own.goto(`/listings/${number}/documents`)
	await own.locator('input[name=title]').fill('报告样例')
	await put('sample.pdf')
	await expect(own.locator('tbody a', { hasText: '报告样例' })).toBeVisible()
	await own.goto(`/listings/${number}/intake`)
	await own.locator('input[name=label]').fill('试样直径')
	await own.locator('select[name=kind]').selectOption('number')
	await own.locator('button', { hasText: '加上这一项' }).click()
	await expect(own.locator('.err')).toBeVisible()
	await own.locator('input[name=unit]').fill('mm')
	await own.locator('input[name=required]').check()
	await own.locator('button', { hasText: '加上这一项' }).click()
	await expect(own.locator('tbody th', { hasText: '试样直径' })).toBeVisible()
	await own.goto(`/listings/${number}`)
	await publishDraft(signIn, own, name)

	await expect(async () => {
		await page.goto(`/services?q=${encodeURIComponent('霍普金森杆')}`)
		await expect(page.locator('.hit h2', { hasText: name })).toBeVisible({ timeout: 1_000 })
	}).toPass({ timeout: 20_000 })
	await page.goto(`/services/${number}`)
	await expect(page.locator('.facts')).toContainText('680.00')
	await expect(page.locator('.qual')).toContainText('仪器校准')
	await expect(page.locator('.lead-grid img')).toHaveJSProperty('naturalWidth', 480)
	const document = await page.request.get((await page.locator('.files a').getAttribute('href'))!)
	expect([document.status(), document.headers()['content-type']]).toEqual([200, 'application/pdf'])

	const customer = await signIn(buyer)
	await customer.goto(`/services/${number}/order`)
	await customer.locator('button', { hasText: /^下单/ }).click()
	await expect(customer.locator('.err')).toHaveCount(2)
	await customer.locator('input[name="answers.q1"]').fill('12.5')
	await customer.locator('input[name=agree]').check()
	await customer.locator('button', { hasText: /^下单/ }).click()
	await expect(customer).toHaveURL(/\/orders\/DD-/)
	await expect(customer.locator('main tr', { hasText: '试样直径' })).toContainText('12.5 mm')
})

test('an enterprise sees what it pays and what the district pays, with the clauses', async ({ signIn }) => {
	const page = await signIn(buyer)
	await page.goto(`${listingPage}?quantity=4`)
	const box = page.locator('.panel.sticky')
	await expect(box.locator('.split')).toHaveAttribute('aria-label', /¥/)
	await expect(box.locator('.why li').first()).toBeAttached()
	await expect(box.locator('.why .cl').filter({ hasText: '第' }).first()).toBeAttached()
	await expect(box.locator('a.btn.primary')).toHaveAttribute('href', /(order\?quantity=4|apply)/)
})
