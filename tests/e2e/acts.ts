import type { Browser, Locator, Page, Response } from '@playwright/test'
import { creditCodeCheck } from '#app/lib/credit-code.ts'
import { demoPdf } from '#prisma/seed/demo-file.ts'
import { expect } from '#tests/fixtures/browser.ts'
import type { Way } from './hands.ts'

export const password = 'a long enough password'

type Upload = { name: string; mimeType: string; buffer: Buffer }
type Value = string | boolean | Upload
/** What is put into a form, by the names of its fields. */
export type Fields = Record<string, Value>

/** A small PDF to hand in; each call gives another file. */
export async function paper(name: string): Promise<Upload> {
	const file = demoPdf(name, [name, crypto.randomUUID()])
	return { name, mimeType: 'application/pdf', buffer: Buffer.from(await file.arrayBuffer()) }
}

export function newCreditCode(prefix = '91990103'): string {
	const digits = Array.from({ length: 9 }, () => Math.floor(Math.random() * 10)).join('')
	return `${prefix}${digits}${creditCodeCheck(`${prefix}${digits}`)}`
}

/** A page in a browser of its own. */
export async function newPage(browser: Browser): Promise<Page> {
	return (await browser.newContext()).newPage()
}

/** The form of an intent on the page; of several, the one that names `among` in its text or values. What hides it is opened first. */
export async function formOf(page: Page, intent: string, among?: string): Promise<Locator> {
	const all = page.locator(`form:has(> input[name="intent"][value="${intent}"])`)
	const form = (
		among ? all.filter({ has: page.locator(`input[value="${among}"]`) }).or(all.filter({ hasText: among })) : all
	).first()
	await expect(form, `form ${intent} on ${page.url()}`).toBeAttached()
	for (const outer of await form.locator('xpath=ancestor::details[not(@open)]').all())
		await outer.locator('> summary').click()
	return form
}

async function put(control: Locator, value: Value): Promise<void> {
	if (typeof value === 'object') return control.setInputFiles(value)
	if (typeof value === 'boolean') return control.setChecked(value)
	const kind = await control.evaluate((node) =>
		node.tagName === 'SELECT' ? 'select' : (node as HTMLInputElement).type,
	)
	if (kind === 'select') await control.selectOption(value)
	else await control.fill(value)
}

/** Fills the fields of a form by name and sends it; fails with the page's own sentences when it is refused. */
export async function send(page: Page, intent: string, fields: Fields = {}, among?: string): Promise<void> {
	const form = await formOf(page, intent, among)
	for (const [name, value] of Object.entries(fields)) {
		const isChoice = (await form.locator(`input[type=radio][name="${name}"]`).count()) > 0
		if (isChoice) await form.locator(`input[type=radio][name="${name}"][value="${value}"]`).check()
		else await put(form.locator(`[name="${name}"]:not([type=hidden])`).first(), value)
	}
	const answer = await press(page, form.locator('button[type=submit]').last())
	if (answer.status() >= 400)
		throw new Error(
			`${intent} at ${answer.url()} was refused (${answer.status()}): ${(await page.locator('main [role=alert], main .err').allInnerTexts()).join(' / ')}`,
		)
}

/** Presses a button that sends its form, and waits until the page has learnt what became of it. */
export async function press(page: Page, button: Locator): Promise<Response> {
	const answered = page.waitForResponse((response) => response.request().method() === 'POST')
	const loaded = new Promise<void>((resolve) => page.once('load', () => resolve()))
	await button.click()
	const answer = await answered
	// sent by the browser itself when the page's script was not there yet: then the answer is another document
	if (answer.request().isNavigationRequest()) await loaded
	await page.waitForFunction(() => {
		const { __remixRouter: router } = window as { __remixRouter?: { state: { navigation: { state: string } } } }
		return router?.state.navigation.state === 'idle' && document.querySelector('button[aria-busy]') === null
	})
	// what the router knows is drawn in the turn after
	await page.evaluate(() => new Promise((resolve) => requestAnimationFrame(() => setTimeout(resolve))))
	return answer
}

/** Opens an invitation's link in a browser of its own and joins. */
export async function join(browser: Browser, link: string, by: Way): Promise<Page> {
	const page = await newPage(browser)
	const hands = by(page)
	await hands.open(new URL(link).pathname)
	await hands.send('accept_new', { password, passwordAgain: password })
	expect(hands.path()).not.toMatch(/^\/invitations/)
	return page
}

export type Party = { page: Page; name: string; number: string; creditCode: string }

/** Registers an enterprise or a provider and signs its first person in. */
export async function register(
	browser: Browser,
	kind: 'enterprise' | 'provider',
	name: string,
	email: string,
	division: string,
	by: Way,
): Promise<Party> {
	const page = await newPage(browser)
	const creditCode = newCreditCode()
	const hands = by(page)
	await hands.open(`/register?kind=${kind}`)
	await hands.send('register', {
		name,
		creditCode,
		divisionCode: division,
		...(kind === 'provider' ? { providerKind: 'third-party-lab' } : {}),
		contactPhone: '0000-12345678',
		personName: `${name}经办`,
		email,
		password,
		passwordAgain: password,
	})
	expect(hands.path()).toBe('/organisation')
	const number = /JG-\d{4}-\d{6}/.exec(await hands.text())![0]
	return { page, name, number, creditCode }
}

/** The number in the address of the page, e.g. of the order just placed. */
export const numberIn = (page: Page) => new URL(page.url()).pathname.split('/').at(-1)!

/** The figures of a row of the table with that caption, by the row's name. */
export async function rowOf(page: Page, caption: string, name: string): Promise<string[]> {
	const row = page
		.locator('table', { has: page.locator('caption', { hasText: caption }) })
		.locator('tr', { has: page.getByRole('rowheader', { name, exact: true }) })
	return (await row.locator('td').allInnerTexts()).map((text) => text.trim())
}
