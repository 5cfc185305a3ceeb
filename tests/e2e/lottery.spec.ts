import type { Page } from '@playwright/test'
import { recomputeDraw } from '#app/domain/draws/draw-list.server.ts'
import { expect, expectAccessible, openWithin, test } from '#tests/fixtures/browser.ts'
import { moveClock } from '#tests/fixtures/clock.ts'
import { newPage, numberIn, send } from './acts.ts'
import { enrolBureau, openFund } from './bureau.ts'
import { byPost } from './hands.ts'
import { openEnterprise } from './parties.ts'
import { deductDocument } from './programmes.ts'

test.setTimeout(420_000)

const division = '990104'
const run = Date.now().toString(36)
const winning = '03 07 12 18 26 31 + 09'

/** A programme whose vouchers are given by lottery: the number is the first one from the day after the closing on. */
function lotteryDocument(): object {
	const document = deductDocument({ id: `lottery-${run}`, division, cityBp: 6_000, noticeDays: 1 }) as {
		grant: { giving?: unknown }
	}
	document.grant.giving = {
		kind: 'lottery',
		publicNumber: {
			name: { zh: '双色球开奖号码', en: 'Winning numbers of the Double Colour Ball' },
			source: { zh: '中国福利彩票官网', en: 'the website of the China Welfare Lottery' },
			digits: 14,
			daysAfterClose: 1,
		},
		article: '第十条',
	}
	return document
}

/** The first day written on the page's next step, as its date field takes it. */
async function namedDay(page: Page): Promise<string> {
	const words = (await page.locator('.next').first().textContent()) ?? ''
	const [, year, month, day] = /(\d{4})年(\d+)月(\d+)日/.exec(words)!
	return `${year}-${month!.padStart(2, '0')}-${day!.padStart(2, '0')}`
}

test('a lottery: the list is closed and hashed, the number comes later, two people, and anyone reckons the same order', async ({
	browser,
	signIn,
}) => {
	const operator = await signIn('admin@operator.demo.test')
	const bureau = await enrolBureau(browser, operator, `${run}l`, division, byPost)
	const applicants = [
		await openEnterprise(browser, operator, `${run}la`, division, byPost),
		await openEnterprise(browser, operator, `${run}lb`, division, byPost),
	]
	const sources = [
		{ code: 'city', name: '云泽市财政', yuan: '60000', account: `9905${Date.now()}1`, profile: 'zero_balance' },
		{ code: 'district', name: '区财政', yuan: '40000', account: `9905${Date.now()}2`, profile: 'own_account' },
	]
	const plan = { document: lotteryDocument(), name: `摇号资金 ${run}`, sources }
	const { programme, round } = await openFund(bureau, plan, `${run}-l`, byPost)

	await applicants[0]!.page.goto(`/programmes/${programme}`)
	await expect(applicants[0]!.page.locator('main')).toContainText('摇号发放：截止后封存名单、公布指纹')
	const numbers: string[] = []
	for (const { page } of applicants) {
		await page.goto(`/rounds/${round}/apply?amount=60000`)
		await send(page, 'apply', { commitment: true })
		await page.waitForURL(/\/applications\/SL-/)
		numbers.push(numberIn(page))
		await expect(page.locator('main')).toContainText('本批次统一发放')
	}

	const { officer, second, reviewer } = bureau
	await reviewer.goto(`/authority/applications/${numbers[0]}`)
	await expect(reviewer.locator('form:has(> input[value="grant"])')).toHaveCount(0)
	await officer.goto(`/authority/programmes/${programme}`)
	await send(officer, 'close_round', {}, round)
	await officer.getByRole('link', { name: '第一批（摇号发放）' }).click()
	await officer.waitForURL(`**/authority/rounds/${round}`)
	await send(officer, 'close')
	const visitor = await newPage(browser)
	await openWithin(visitor, `/rounds/${round}/draw`)
	const hash = await visitor.locator('.code.hash').first().textContent()
	expect(hash).toMatch(/^[0-9a-f]{64}$/)
	await expect(visitor.locator('main')).toContainText('名单已封存')

	await moveClock(1)
	await officer.reload()
	await send(officer, 'enter', { number: winning, drawnOn: await namedDay(officer) })
	await expect(officer.locator('form:has(> input[value="approve"])')).toHaveCount(0)
	await second.goto(`/authority/rounds/${round}`)
	await send(second, 'approve')
	await expect(async () => {
		await second.reload()
		await expect(second.locator('main')).toContainText('已经发完：1 件中选')
	}).toPass({ timeout: 60_000 })

	await openWithin(visitor, `/rounds/${round}/draw`)
	expect(await visitor.locator('.code.hash').first().textContent()).toBe(hash)
	const list = await (await visitor.request.get(`/rounds/${round}/draw/list.txt`)).text()
	const { order, listHash } = recomputeDraw(list, winning.replace(/\D/g, ''))
	expect(listHash).toBe(hash)
	expect(await visitor.locator('tbody tr th[scope=row]').allInnerTexts()).toEqual(order)
	const [won, lost] = order.map((number) => applicants[numbers.indexOf(number)]!.page) as [Page, Page]
	await openWithin(won, `/applications/${order[0]}`)
	await expect(won.locator('main')).toContainText('排在第 1 位，共 2 件')
	await openWithin(lost, `/applications/${order[1]}`)
	await expect(lost.locator('main')).toContainText('未中选：轮到时余额不够')

	for (const page of [visitor, second, lost])
		for (const width of [1280, 390]) {
			await page.setViewportSize({ width, height: 900 })
			await expectAccessible(page)
			expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(width)
		}
	await visitor.context().close()
})
