import type { Browser, Page } from '@playwright/test'
import { creditCodeCheck } from '#app/lib/credit-code.ts'
import { expect, expectAccessible, test, watchErrors } from '#tests/fixtures/browser.ts'

const password = 'a long enough password'
const operator = 'admin@operator.demo.test'

/** Different in every run, so that a test can be run again on the same database. */
const run = Date.now().toString(36)
const mail = (who: string) => `${who}-${run}@people.test`

function newCode(): string {
	const digits = Array.from({ length: 9 }, () => Math.floor(Math.random() * 10)).join('')
	return `91990102${digits}${creditCodeCheck(`91990102${digits}`)}`
}

const press = (page: Page, name: string) => page.locator('main').getByRole('button', { name }).last().click()

async function register(page: Page, name: string, email: string) {
	await page.goto('/register?kind=enterprise')
	await page.getByLabel('单位名称').fill(name)
	await page.getByLabel('统一社会信用代码').fill(newCode())
	await page.locator('[name=divisionCode]').selectOption('990102')
	await page.getByLabel('联系电话').fill('0000-1234 5678')
	await page.getByLabel('您的姓名').fill('经办人甲')
	await page.getByLabel('邮箱').fill(email)
	await page.getByLabel('设一个密码').fill(password)
	await page.getByLabel('再输入一次').fill(password)
	await press(page, '登记单位并登录')
	await page.waitForURL('**/organisation')
}

async function proposePayee(page: Page) {
	await page.goto('/organisation/payee-accounts')
	await page.getByLabel('账号').fill('9900 0000 0000 3308')
	await page.getByLabel('开户行').fill('演示银行云泽支行')
	await page.getByLabel('联行号').fill('990000000001')
	const proof = { name: '开户证明.pdf', mimeType: 'application/pdf', buffer: Buffer.from('%PDF-1.4 proof') }
	await page.getByLabel('账户证明').setInputFiles(proof)
	await press(page, '提交，等第二个人确认')
	await expect(page.getByRole('heading', { name: '等第二个人确认' })).toBeVisible()
}

async function newPage(browser: Browser, javaScriptEnabled = true): Promise<Page> {
	const context = await browser.newContext({ javaScriptEnabled })
	return context.newPage()
}

/** Opens an invitation's link in a browser of its own and joins. */
async function accept(browser: Browser, link: string): Promise<Page> {
	const page = await newPage(browser)
	await page.goto(link)
	await page.getByLabel('设一个密码').fill(password)
	await page.getByLabel('再输入一次').fill(password)
	await press(page, '加入')
	await page.waitForURL((url) => !url.pathname.startsWith('/invitations'))
	return page
}

test('an enterprise registers, is verified by the operator, and has its payee account confirmed', async ({
	browser,
	signIn,
}) => {
	const name = `云泽启衡${run}新材料有限公司`
	const enterprise = await newPage(browser)
	const errors = watchErrors(enterprise)
	await register(enterprise, name, mail('lin'))
	await expect(enterprise.getByText('平台正在核验')).toBeVisible()
	await expectAccessible(enterprise)
	await proposePayee(enterprise)
	await expect(enterprise.getByText('本单位只有一个人')).toBeVisible()
	await expectAccessible(enterprise)

	const desk = await signIn(operator)
	await desk.goto('/operator/organisations')
	await expectAccessible(desk)
	await desk.getByRole('link', { name }).click()
	await expect(desk.getByText('代码校验位正确')).toBeVisible()
	await expectAccessible(desk)
	await desk.locator('summary', { hasText: '核验通过，开通业务' }).click()
	await press(desk, '核验通过，开通业务')
	await expect(desk.getByText(`${name} 已核验`)).toBeVisible()
	await desk.goto('/operator/payee-accounts')
	const card = desk.locator('section.panel', { hasText: name })
	await card.locator('summary', { hasText: '确认账户' }).click()
	await card.locator('.confirm-in button[type=submit]').click()
	await expect(desk.getByText('账户已确认，今后付到这里')).toBeVisible()

	await enterprise.goto('/organisation/payee-accounts')
	await expect(enterprise.getByRole('heading', { name: '在用账户' })).toBeVisible()
	await expect(enterprise.getByText('9900 **** **** 3308')).toBeVisible()
	expect(errors).toEqual([])
})

test('the operator enrols an authority; its two officers appoint a third person together', async ({
	browser,
	signIn,
}) => {
	const desk = await signIn(operator)
	await desk.goto('/operator/authorities')
	await desk.getByLabel('主管部门', { exact: true }).fill(`演示科技局 ${run}`)
	await desk.getByLabel('统一社会信用代码').fill(newCode())
	await desk.locator('[name=divisionCode]').selectOption('990103')
	await desk.getByLabel('第一位的姓名').fill('主管甲')
	await desk.getByLabel('第一位的邮箱').fill(mail('zhao'))
	await desk.locator('[name="firstRoles.programme_officer"]').check()
	await desk.getByLabel('第二位的姓名').fill('财务乙')
	await desk.getByLabel('第二位的邮箱').fill(mail('qian'))
	await desk.locator('[name="secondRoles.finance"]').check()
	await desk.locator('[name="secondRoles.reviewer"]').check()
	await press(desk, '开户并生成两个邀请链接')
	await expect(desk.locator('main .err')).toContainText('不能由同一人担任')
	await desk.locator('[name="secondRoles.reviewer"]').uncheck()
	await press(desk, '开户并生成两个邀请链接')
	const links = desk.locator('.note-box input[readonly]')
	await expect(links).toHaveCount(2)
	await expectAccessible(desk)
	const officer = await accept(browser, await links.nth(0).inputValue())
	const finance = await accept(browser, await links.nth(1).inputValue())

	await officer.goto('/authority/people')
	await expect(officer.getByText('至少要三个人，还差 1 人')).toBeVisible()
	await officer.getByLabel('姓名').fill('审核丙')
	await officer.getByLabel('邮箱').fill(mail('sun'))
	await officer.locator('[name=role]').selectOption('reviewer')
	await press(officer, '提议，等另一人批准')
	await expect(officer.getByRole('button', { name: '批准审核' })).toHaveAttribute('aria-disabled', 'true')
	await expectAccessible(officer)
	await finance.goto('/authority/people')
	await finance.getByRole('button', { name: '批准审核' }).click()
	const link = finance.locator('.note-box input[readonly]')
	const reviewer = await accept(browser, await link.inputValue())
	await reviewer.goto('/authority/people')
	await expect(reviewer.getByText('主管甲 提议，财务乙 批准')).toBeVisible()
	await expect(reviewer.getByText('只有项目主管和财务能提议和批准岗位')).toBeVisible()
})

test('without script: registering, wrong sign-in, signing in and signing out', async ({ browser }) => {
	const page = await newPage(browser, false)
	await page.goto('/register?kind=enterprise')
	await page.getByLabel('单位名称').fill('云泽无脚本有限公司')
	await press(page, '登记单位并登录')
	await expect(page.getByRole('alert')).toContainText('处要改')
	await expect(page.getByLabel('单位名称')).toHaveValue('云泽无脚本有限公司')
	await register(page, `云泽无脚本${run}有限公司`, mail('wu'))
	await proposePayee(page)
	await page.goto('/sign-out')
	await press(page, '退出登录')
	await page.goto('/organisation')
	await expect(page).toHaveURL(/\/sign-in\?back=%2Forganisation$/)
	await page.getByLabel('邮箱').fill(mail('wu'))
	await page.getByLabel('密码').fill('wrong')
	await press(page, '登录')
	await expect(page.getByRole('alert')).toContainText('再错 4 次')
	await page.getByLabel('密码').fill(password)
	await press(page, '登录')
	await expect(page).toHaveURL(/\/organisation$/)
})

test('a session ended from another browser is out at once', async ({ browser }) => {
	const first = await newPage(browser)
	await register(first, `云泽双机${run}有限公司`, mail('two'))
	const second = await newPage(browser)
	await second.goto('/sign-in?back=/account')
	await second.getByLabel('邮箱').fill(mail('two'))
	await second.getByLabel('密码').fill(password)
	await press(second, '登录')
	await second.waitForURL('**/account')
	await expectAccessible(second)
	await second.getByRole('button', { name: '退出其他所有浏览器' }).click()
	await expect(second.getByText('已退出 1 个浏览器')).toBeVisible()
	await first.goto('/organisation')
	await expect(first).toHaveURL(/\/sign-in/)
})
