import { expect, test, watchErrors } from '#tests/fixtures/browser.ts'

test.describe('the house', () => {
	test('a page carries a policy that lets only its own scripts run, and works under it', async ({ page }) => {
		const errors = watchErrors(page)
		const response = await page.goto('/')
		const headers = response!.headers()
		expect(headers['content-security-policy']).toMatch(/script-src 'nonce-[A-Za-z0-9+/=]{24}' 'strict-dynamic'/)
		expect(headers['x-content-type-options']).toBe('nosniff')
		expect(headers['referrer-policy']).toBe('same-origin')
		expect(headers['cache-control']).toBe('no-cache')
		const again = await page.request.get('/')
		expect(again.headers()['content-security-policy']).not.toBe(headers['content-security-policy'])
		await page.locator('main').waitFor()
		await page.waitForLoadState('networkidle')
		expect(errors).toEqual([])
	})

	test('the answer is in the language asked for', async ({ request }) => {
		const english = await request.get('/', { headers: { 'Accept-Language': 'en-GB,en;q=0.9' } })
		expect(await english.text()).toContain('<html lang="en"')
		const chosen = await request.get('/', { headers: { 'Accept-Language': 'en', Cookie: 'locale=zh' } })
		expect(await chosen.text()).toContain('<html lang="zh-CN"')
	})

	test('nothing is changed by a page that is not ours', async ({ request }) => {
		const post = (headers: Record<string, string>, data = 'email=a&password=b') =>
			request.post('/sign-in', { headers: { 'Content-Type': 'application/x-www-form-urlencoded', ...headers }, data })
		expect((await post({ Origin: 'http://evil.example' })).status()).toBe(403)
		expect((await post({})).status()).toBe(403)
		expect((await post({ 'Sec-Fetch-Site': 'cross-site' })).status()).toBe(403)
		expect((await post({ 'Sec-Fetch-Site': 'same-origin', 'Content-Type': 'text/plain' })).status()).toBe(415)
		expect((await post({ 'Sec-Fetch-Site': 'same-origin' }, `email=${'a'.repeat(1_100_000)}`)).status()).toBe(413)
	})

	test('assets are kept for a year, unknown ones are not found, health tells the schema', async ({ page, request }) => {
		await page.goto('/')
		const href = await page.locator('link[rel=stylesheet]').first().getAttribute('href')
		expect((await request.get(href!)).headers()['cache-control']).toBe('public, max-age=31536000, immutable')
		expect((await request.get('/assets/none.js')).status()).toBe(404)
		expect((await request.get('/nowhere')).status()).toBe(404)
		const health = (await (await request.get('/healthz')).json()) as { status: string; schema: string; books: string }
		expect(health).toMatchObject({ status: 'ok', schema: expect.stringMatching(/^\d{14}_/) })
	})
})
