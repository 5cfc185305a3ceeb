import { expect, expectAccessible, openWithin, test } from '#tests/fixtures/browser.ts'
import { send } from './acts.ts'
import { createFund, enrolBureau, openFund } from './bureau.ts'
import { byPost } from './hands.ts'
import { deductDocument } from './programmes.ts'

test.setTimeout(300_000)

const division = '990104'
const run = Date.now().toString(36)

test('a fund’s year ends: previewed and proposed by one officer, approved by another, zero left and carried over', async ({
	browser,
	signIn,
}) => {
	const operator = await signIn('admin@operator.demo.test')
	const bureau = await enrolBureau(browser, operator, run, division, byPost)
	const sources = [
		{ code: 'city', name: '云泽市财政', yuan: '200000', account: `9903${Date.now()}1`, profile: 'zero_balance' },
		{ code: 'district', name: '东河区财政', yuan: '100000', account: `9903${Date.now()}2`, profile: 'own_account' },
	]
	const plan = {
		document: deductDocument({ id: `donghe-y-${run}`, division, cityBp: 6_000, noticeDays: 1 }),
		name: `东河区年终资金 ${run}`,
		sources,
	}
	const { programme, fund } = await openFund(bureau, plan, `${run}-y`, byPost)
	const { officer, second } = bureau

	await openWithin(officer, `/authority/funds/${fund}/year-end?available=carry&granted=carry&held=carry&redeemed=carry`)
	await expect(officer.locator('main')).toContainText('请先建立并批准同一办法下一年度的资金')
	const year = Number(fund.slice(3, 7)) + 1
	const next = await createFund(
		bureau,
		{ ...plan, name: `东河区下年资金 ${run}` },
		{ programme, run: `${run}-n`, year },
		byPost,
	)

	await openWithin(officer, `/authority/funds/${fund}/year-end?available=carry&granted=carry&held=carry&redeemed=carry`)
	await expectAccessible(officer)
	await expect(officer.locator('main')).toContainText('结转 ¥300,000.00，收回 ¥0.00')
	await send(officer, 'propose')
	await expect(officer.locator('main')).toContainText('提出的人不能批准')

	await openWithin(second, `/authority/funds/${fund}/year-end`)
	await expectAccessible(second)
	await send(second, 'approve')
	await expect(second).toHaveURL(new RegExp(`/authority/funds/${fund}$`))
	await expect(second.locator('main')).toContainText('已关闭')
	await expect(second.locator('.ident dd').first()).toHaveText('0.00')
	await expectAccessible(second)

	await openWithin(second, `/authority/funds/${next}`)
	await expect(second.locator('main')).toContainText('600,000.00')
	await expect(second.locator('main')).toContainText(`上年结转（${fund}）`)
	await expect(second.locator('main')).toContainText('9 行全部一致，差 0.00')
})

test('a voucher is extended by two people of its authority, and the desk shows who did what', async ({ signIn }) => {
	const officer = await signIn('officer@high-tech.demo.test')
	await openWithin(officer, '/authority/vouchers')
	await expectAccessible(officer)
	const usable = officer.locator('tbody tr').filter({ hasText: '可用' }).first()
	await usable.getByRole('link').first().click()
	await officer.waitForURL(/\/authority\/vouchers\/KJ-/)
	await expectAccessible(officer)
	const path = new URL(officer.url()).pathname
	await openWithin(officer, path)
	await send(officer, 'extend', { useBy: '2031-06-30', redeemBy: '2031-12-31', reason: '设备检修，企业无法按期使用' })
	await expect(officer.locator('main')).toContainText('提出的人不能批准')
	const second = await signIn('officer2@high-tech.demo.test')
	await openWithin(second, path)
	await send(second, 'approve')
	await expect(second.locator('main')).toContainText('2031')
	await expectAccessible(second)
})
