import { expect, expectAccessible, openWithin, test } from '#tests/fixtures/browser.ts'
import { send } from './acts.ts'

const officer = 'officer@high-tech.demo.test'
const finance = 'finance@high-tech.demo.test'
const english = { name: 'locale', value: 'en' }

test('an entry is corrected by two people, and shows in red with both names and its reason', async ({ signIn }) => {
	const proposer = await signIn(officer)
	const approver = await signIn(finance)
	await proposer.goto('/authority/funds')
	const fund = (await proposer.locator('main th a').first().getAttribute('href'))!.replace(/\/setup$/, '')
	const documentNo = `云财教〔2026〕更${Date.now().toString(36)}号`
	await proposer.goto(`${fund}/setup`)
	await send(proposer, 'propose', { kind: 'increase', source: '1', documentNo, amount: '1,234.56' })
	await approver.goto(`${fund}/setup`)
	const drafted = approver.locator('tr', { hasText: documentNo }).locator('input[name=appropriation]').first()
	await send(approver, 'approve_document', {}, (await drafted.getAttribute('value'))!)

	await openWithin(proposer, fund)
	await proposer.locator('tr', { hasText: '1,234.56' }).getByRole('link').last().click()
	await expect(proposer.locator('main')).toContainText(documentNo)
	await expectAccessible(proposer)
	await send(proposer, 'propose', { rightAmount: '1,234.50', reason: '金额抄错一位' })
	const row = (page: typeof proposer) => page.locator('#corrections tbody tr').first()
	await expect(row(proposer)).toContainText('待批准')
	await openWithin(approver, fund)
	await send(approver, 'approve')
	await expect(row(approver)).toContainText(
		/1,234\.56[\s\S]*1,234\.50[\s\S]*金额抄错一位[\s\S]*项目主管[\s\S]*财务岗[\s\S]*已更正/,
	)
	await expect(row(approver)).toHaveClass('bad')
	await expectAccessible(approver)
	await approver.context().addCookies([{ ...english, url: approver.url() }])
	await openWithin(approver, fund)
	await expect(row(approver)).toContainText('corrected')
	await expectAccessible(approver)
})

test('a month is closed by two people; a fund and a voucher are shown as of a past day, with the way back', async ({
	signIn,
}) => {
	const proposer = await signIn(officer)
	const approver = await signIn(finance)
	await openWithin(proposer, '/authority/periods')
	await send(proposer, 'close')
	await expect(proposer.locator('.next')).toContainText('等第二个人')
	await openWithin(approver, '/authority/periods')
	await expectAccessible(approver)
	await send(approver, 'approve')
	const closed = approver.locator('tr', { hasText: '已结账' }).first()
	await expect(closed).toContainText('项目主管')
	await closed.getByRole('link').first().click()
	await expect(approver.locator('main')).toContainText(/结账指纹[\s\S]*[0-9a-f]{64}/)
	const summary = approver.getByRole('link', { name: '结账报告（JSON' })
	const signed = await approver.request.get((await summary.getAttribute('href'))!)
	expect(await signed.json()).toMatchObject({
		proposed: { name: expect.stringContaining('项目') },
		contentHash: expect.stringMatching(/^[0-9a-f]{64}$/),
	})
	const month = new URL(approver.url()).searchParams.get('month')!
	await expectAccessible(approver)
	await approver.context().addCookies([{ ...english, url: approver.url() }])
	await openWithin(approver, `/authority/periods?month=${month}`)
	await expectAccessible(approver)

	await proposer.goto('/authority/funds')
	const fund = (await proposer.locator('main th a').first().getAttribute('href'))!.replace(/\/setup$/, '')
	for (const clock of ['effective', 'recorded']) {
		await openWithin(proposer, `${fund}?day=${month}-28&clock=${clock}`)
		await expect(proposer.locator('main')).toContainText('这是以前的账')
		await expect(proposer.locator('#drift')).toHaveCount(0)
		await expectAccessible(proposer)
	}
	await proposer.getByRole('link', { name: '回到现在' }).click()
	await expect(proposer.locator('#drift')).toBeVisible()

	const buyer = await signIn('buyer@s17.demo.test')
	await buyer.goto('/vouchers')
	const voucher = (await buyer.locator('main a[href^="/vouchers/KJ"]').first().getAttribute('href'))!
	await openWithin(buyer, `${voucher}?day=2020-01-01&clock=effective`)
	await expect(buyer.locator('main')).toContainText(/这是以前的账[\s\S]*0\.00/)
	await expectAccessible(buyer)
	await openWithin(buyer, `${voucher}?day=2200-01-01`)
	await expect(buyer.getByRole('alert')).toContainText('这一天还看不了')
})

test('from a zero drift board one payment is followed to the bank line and to its papers; the figures are taken away as files', async ({
	signIn,
}) => {
	const reader = await signIn(finance)
	await openWithin(reader, '/authority/drift')
	await expect(reader.locator('h1 + .st, .head-line .st').first()).toContainText('全部为零')
	await expect(reader.locator('#explained')).toContainText('100.0%')
	await expectAccessible(reader)
	await reader.locator('main th a').first().click()
	await reader.getByRole('link', { name: '已付', exact: true }).click()
	await reader.getByRole('link', { name: '看全部' }).click()
	// what was cleared by decision has no bank line to be followed to, and lacks nothing all the same
	await reader.locator('#rows th a', { hasText: 'JS-' }).first().click()
	await expect(reader.locator('.head-line')).toContainText('完整')
	await reader.goBack()
	await reader.locator('#rows th a', { hasNotText: 'JS-' }).first().click()
	await expect(reader.locator('.head-line')).toContainText('完整')
	await expect(reader.locator('#stage-bank')).toContainText('DZ-')
	await expect(reader.locator('#stage-budget')).toContainText('指标文号')
	await expectAccessible(reader)
	await openWithin(reader, reader.url())

	// the demo's stored files are not beside this database: the pack says so of each and is printed all the same
	const claim = ((await reader.locator('#stage-claim h3 a').first().textContent()) ?? '').trim()
	const pack = await reader.request.get(`/claims/${claim}/pack.pdf`)
	expect(pack.status()).toBe(200)
	expect((await pack.body()).subarray(0, 5).toString()).toBe('%PDF-')
	await openWithin(reader, '/authority/reports?report=execution&by=provider')
	await expectAccessible(reader)
	const [pdf, sheet, open] = await Promise.all(
		[
			'/authority/reports/execution.pdf?by=month',
			'/authority/reports/execution.xlsx?by=month',
			'/open-data/paid.csv',
		].map((address) => reader.request.get(address)),
	)
	expect([pdf!.status(), sheet!.status(), open!.status()]).toEqual([200, 200, 200])
	const seller = await signIn('seller@p04.demo.test')
	await openWithin(seller, '/money-statement')
	await expectAccessible(seller)
	await expect(seller.locator('main')).toContainText('付款到账')
})
