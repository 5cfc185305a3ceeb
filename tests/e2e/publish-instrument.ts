import type { Page } from '@playwright/test'
import { expect, expectAccessible } from '#tests/fixtures/browser.ts'

const seller = 'seller@p04.demo.test'
const operator = 'admin@operator.demo.test'

type SignIn = (email: string) => Promise<Page>

/** A provider drafts an instrument by the hour on its pages. Answers its page of the draft and the number. */
export async function draftInstrument(signIn: SignIn, name: string): Promise<{ own: Page; number: string }> {
	const own = await signIn(seller)
	await own.goto('/listings/new')
	await expectAccessible(own)
	await own.locator('button', { hasText: '保存草稿' }).click()
	await expect(own.locator('[role=alert]').first()).toBeVisible()
	await own.locator('select[name=kind]').selectOption('instrument')
	await own.locator('select[name=categoryId]').selectOption('ins-mech')
	await own.locator('input[name=name]').fill(name)
	await own.locator('textarea[name=description]').fill('测定材料在高应变率下的动态压缩与拉伸性能，给出应力—应变曲线。')
	await own.locator('input[name=instrumentModel]').fill('SHPB-20（演示）')
	await own.locator('input[name=price]').fill('680')
	await own.locator('select[name=priceUnit]').selectOption('hour')
	await own.locator('input[name=turnaroundDaysMin]').fill('2')
	await own.locator('input[name=turnaroundDaysMax]').fill('5')
	await own.locator('textarea[name=deliverable]').fill('原始数据与测试报告')
	await own.locator('textarea[name=standards]').fill('GB/T 34108-2017 金属材料 高应变速率室温压缩试验方法')
	await own.locator('select[name="marks[0].kind"]').selectOption('calibration')
	await own.locator('input[name="marks[0].number"]').fill('JZ-DEMO-9001')
	await own.locator('input[name="marks[0].scope"]').fill('应变与冲击速度')
	await own.locator('input[name="marks[0].expiresOn"]').fill('2028-06-30')
	await own.locator('button', { hasText: '保存草稿' }).click()
	await expect(own).toHaveURL(/\/listings\/FW-/)
	const number = own.url().split('/').at(-1)!
	return { own, number }
}

/** The provider hands the draft in, and the operator publishes it, both on their pages. */
export async function publishDraft(signIn: SignIn, own: Page, name: string): Promise<void> {
	await own.locator('button', { hasText: '提交审核' }).click()
	await expect(own).toHaveURL(/\/listings$/)

	const desk = await signIn(operator)
	await desk.goto('/operator/listings')
	await expectAccessible(desk)
	await desk.locator('section.panel', { hasText: name }).locator('button', { hasText: '公开这项服务' }).click()
	await expect(desk.locator('section.panel', { hasText: name })).toHaveCount(0)
}
