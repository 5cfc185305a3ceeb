import type { APIResponse, Page } from '@playwright/test'
import { countQueries, expect, ownPage } from '#tests/fixtures/browser.ts'
import { type Fields, send } from './acts.ts'

/** Somebody at work on the product: opens a page, sends its forms, reads what it says. */
export type Hands = {
	open: (path: string) => Promise<void>
	/** fills a form's fields by name and sends it; of several of one intent, the one that names `among`. Throws when it is refused. */
	send: (intent: string, fields?: Fields, among?: string) => Promise<void>
	/** path of the page they are on */
	path: () => string
	/** what stands in the main part of the page */
	text: () => Promise<string>
	/** the links a page shows only once, e.g. of invitations */
	links: () => Promise<string[]>
}
export type Way = (page: Page) => Hands

/** In the browser, as a person does. */
export const throughPages: Way = (page) => ({
	open: async (path) => void (await page.goto(path)),
	send: (intent, fields, among) => send(page, intent, fields, among),
	path: () => new URL(page.url()).pathname,
	text: async () => (await page.locator('main').textContent()) ?? '',
	links: () =>
		page.locator('.note-box input[readonly]').evaluateAll((all) => all.map((link) => (link as HTMLInputElement).value)),
})

/**
 * As a browser without script does, but without the browser: the page is asked for, its form filled and sent with the
 * session of `page`. For what only leads up to a test and is walked through pages in another one (main-job.spec.ts,
 * people.spec.ts): it costs a tenth.
 */
export const byPost: Way = (page) => {
	const { request } = page.context()
	let html = ''
	let address = new URL('http://none/')
	const take = async (answer: APIResponse) => {
		html = await answer.text()
		address = new URL(answer.url())
	}
	return {
		async open(path) {
			// the server may let go of a connection kept open just as it is used again: a page is asked for once more
			const answer = await request.get(path, { maxRetries: 1 })
			expect(answer.status(), path).toBe(200)
			countQueries(answer)
			await take(answer)
		},
		async send(intent, fields = {}, among) {
			const form = formIn(html, intent, among)
			if (!form) throw new Error(`no form ${intent} ${among ?? ''} at ${address.pathname}`)
			const { search, pathname } = address
			const answer = await request.post(form.action ?? `${pathname}${search}`, {
				multipart: filledIn(form, fields),
				headers: { ...ownPage, Accept: 'text/html' },
			})
			await take(answer)
			if (answer.status() >= 400)
				throw new Error(`${intent} at ${pathname} was refused (${answer.status()}): ${alertsOf(html).join(' / ')}`)
		},
		path: () => address.pathname,
		text: async () => textOf(/<main\b[\s\S]*<\/main>/.exec(html)?.[0] ?? ''),
		links: async () =>
			[...html.matchAll(/<input\b[^>]*\breadonly\b[^>]*>/gi)].map(([tag]) => attributesOf(tag).value ?? ''),
	}
}

type Control = { name: string; value: string; isOn: boolean; isFile?: boolean }
type PlainForm = { action: string | undefined; controls: Control[] }

const entities: Record<string, string> = { quot: '"', amp: '&', lt: '<', gt: '>', '#x27': "'" }
const plain = (text: string) => text.replace(/&(quot|amp|lt|gt|#x27);/g, (_, name: string) => entities[name]!)
const textOf = (html: string) =>
	plain(html.replace(/<(script|style)\b[\s\S]*?<\/\1>|<!--[\s\S]*?-->|<[^>]*>/g, '')).replace(/\s+/g, ' ')
const alertsOf = (html: string) =>
	[...html.matchAll(/<[a-z]+\b[^>]*(?:role="alert"|class="[^"]*\berr\b)[^>]*>([\s\S]*?)<\/(?:div|p|li)>/g)].map(
		([, inner]) => textOf(inner!),
	)

function attributesOf(tag: string): Record<string, string | undefined> {
	const found = tag.replace(/^<\w+/, '').matchAll(/([\w:[\].-]+)(?:="([^"]*)")?/g)
	return Object.fromEntries([...found].map(([, name, value]) => [name!, plain(value ?? '')]))
}

/** The first form of an intent that names `among` in its text or values. React writes every tag and attribute alike. */
function formIn(html: string, intent: string, among?: string): PlainForm | undefined {
	for (const [, tag, inner] of html.matchAll(/(<form\b[^>]*>)([\s\S]*?)<\/form>/g)) {
		const controls = controlsIn(inner!)
		if (!controls.some(({ name, value }) => name === 'intent' && value === intent)) continue
		if (among && !controls.some(({ value }) => value === among) && !textOf(inner!).includes(among)) continue
		return { action: attributesOf(tag!).action, controls }
	}
	return undefined
}

function controlsIn(inner: string): Control[] {
	const controls: Control[] = []
	const pattern = /<input\b[^>]*>|<textarea\b([^>]*)>([\s\S]*?)<\/textarea>|<select\b([^>]*)>([\s\S]*?)<\/select>/g
	for (const [tag, , written, , options] of inner.matchAll(pattern)) {
		const opening = attributesOf(tag.slice(0, tag.indexOf('>')))
		const { name, type } = opening
		if (!name || 'disabled' in opening) continue
		if (type === 'file') controls.push({ name, value: '', isOn: true, isFile: true })
		else if (options !== undefined) {
			const all = [...options.matchAll(/<option\b[^>]*>/g)].map(([option]) => attributesOf(option))
			controls.push({ name, value: (all.find((option) => 'selected' in option) ?? all[0])?.value ?? '', isOn: true })
		} else if (written !== undefined) controls.push({ name, value: plain(written).replace(/^\n/, ''), isOn: true })
		else {
			const isBox = type === 'checkbox' || type === 'radio'
			controls.push({ name, value: opening.value ?? (isBox ? 'on' : ''), isOn: !isBox || 'checked' in opening })
		}
	}
	return controls
}

function filledIn({ controls }: PlainForm, fields: Fields): FormData {
	const form = new FormData()
	for (const { name, value, isOn, isFile } of controls) {
		const given = fields[name]
		if (isFile && given === undefined)
			form.append(name, new File([], '')) // as a browser sends what was not chosen
		else if (given === undefined ? isOn : given === true) form.append(name, value)
	}
	for (const [name, given] of Object.entries(fields)) {
		if (typeof given === 'string') form.append(name, given)
		else if (typeof given === 'object')
			form.append(name, new File([new Uint8Array(given.buffer)], given.name, { type: given.mimeType }))
		else if (!controls.some((control) => control.name === name)) throw new Error(`the form has no box ${name}`)
	}
	return form
}
