import { randomUUID } from 'node:crypto'
import { setTimeout as pause } from 'node:timers/promises'
import express from 'express'
import { afterEach, expect, test } from 'vitest'
import { errorReference } from '#app/web/reference.ts'
import { keptPages } from '#scripts/web/kept-pages.ts'
import { drain, listen } from '#scripts/web/listen.ts'

type Made = { times: number }
let close: (() => Promise<void>) | undefined
afterEach(async () => close?.())

/** A server whose pages count how often they were made and say what they were made for. */
async function site(keepSeconds: number, slowMs = 0): Promise<{ origin: string; made: Made }> {
	const made: Made = { times: 0 }
	const pages = keptPages(async (req, res) => {
		const n = ++made.times
		if (req.method === 'GET') await pause(slowMs)
		if (req.path.startsWith('/programmes/')) res.status(404)
		if (req.path === '/notices') res.setHeader('Set-Cookie', 'flash=; Max-Age=0')
		res.type('html').write(`<p>第 ${n} 次做`)
		res.end(
			`<script nonce="${res.locals.nonce}"></script>${errorReference(res.locals.requestId as string)}<b nonce="${res.locals.nonce}">${res.locals.isShared === true}`,
		)
	}, keepSeconds)
	const app = express()
	app.use((_req, res, next) => {
		res.locals.nonce = randomUUID()
		res.locals.requestId = randomUUID()
		res.setHeader('X-Nonce', res.locals.nonce as string)
		res.setHeader('X-Reference', errorReference(res.locals.requestId as string))
		next()
	})
	app.use((req, res, next) => void pages(req, res, next))
	const { server, port } = await listen(app, 0, '127.0.0.1')
	close = () => drain(server)
	return { origin: `http://127.0.0.1:${port}`, made }
}

const read = async (url: string, headers: Record<string, string> = {}, method = 'GET') => {
	const answer = await fetch(url, { method, headers })
	return { text: await answer.text(), headers: answer.headers, status: answer.status }
}
const times = (page: { text: string }) => Number(/第 (\d+) 次/.exec(page.text)?.[1])

test("a second visitor is shown the first one's page, with a nonce and a reference of his own", async () => {
	const { origin, made } = await site(30)
	const first = await read(`${origin}/services?q=a`)
	const second = await read(`${origin}/services?q=a`)
	expect(made.times).toBe(1)
	expect(first.text).toContain('>true')
	expect(second.headers.get('content-type')).toBe(first.headers.get('content-type'))
	const own = (page: typeof first) => [page.headers.get('x-nonce')!, page.headers.get('x-reference')!]
	for (const mark of own(first)) expect(second.text).not.toContain(mark)
	for (const mark of own(second)) expect(second.text).toContain(mark)
	const plain = (page: typeof first) => own(page).reduce((text, mark) => text.replaceAll(mark, '-'), page.text)
	expect(plain(second)).toBe(plain(first))
})

test('who is signed in, or has a message waiting, gets a page of his own that nobody else is shown', async () => {
	const { origin, made } = await site(30)
	for (const cookie of ['session=abc', 'theme=dark; __Host-session=abc', 'flash=%5B%5D']) {
		const page = await read(`${origin}/services`, { cookie })
		expect(page.text).toContain('>false')
	}
	expect(made.times).toBe(3)
	expect(times(await read(`${origin}/services`))).toBe(4)
	expect(times(await read(`${origin}/services`, { cookie: 'session=abc' }))).toBe(5)
})

test('each language, theme and address has its own page; other addresses are never kept', async () => {
	const { origin, made } = await site(30)
	await read(`${origin}/services`)
	expect(times(await read(`${origin}/services`, { 'accept-language': 'en' }))).toBe(2)
	expect(times(await read(`${origin}/services`, { cookie: 'theme=dark' }))).toBe(3)
	expect(times(await read(`${origin}/services?q=b`))).toBe(4)
	for (let i = 0; i < 2; i++)
		for (const path of ['/sign-in', '/vouchers', '/services/suggest', '/authority', `/services?q=${'x'.repeat(400)}`])
			await read(`${origin}${path}`)
	expect(made.times).toBe(14)
})

test('a page that was not found, or that sets a cookie, is not kept', async () => {
	const { origin } = await site(30)
	expect((await read(`${origin}/programmes/XX-1`)).status).toBe(404)
	expect(times(await read(`${origin}/programmes/XX-1`))).toBe(2)
	await read(`${origin}/notices`)
	expect(times(await read(`${origin}/notices`))).toBe(4)
})

test('what is changed through this process is seen at once', async () => {
	const { origin } = await site(30)
	await read(`${origin}/services`)
	await read(`${origin}/services`, {}, 'POST')
	expect(times(await read(`${origin}/services`))).toBe(3)
})

test('a page that was being made while something changed is not kept', async () => {
	const { origin } = await site(30, 120)
	const before = read(`${origin}/services`)
	await pause(60)
	await read(`${origin}/services`, {}, 'POST')
	await before
	expect(times(await read(`${origin}/services`))).toBe(3)
})

test('fifty who ask at once for a page not there yet have it made once', async () => {
	const { origin, made } = await site(30, 60)
	const pages = await Promise.all(Array.from({ length: 50 }, () => read(`${origin}/services`)))
	expect(made.times).toBe(1)
	expect(new Set(pages.map((page) => page.headers.get('x-nonce'))).size).toBe(50)
	for (const page of pages) expect(page.text).toContain(page.headers.get('x-nonce')!)
})

test('when a page has become old the first to ask waits for the new one, the others see the old one meanwhile', async () => {
	const { origin, made } = await site(0.05, 100)
	await read(`${origin}/services`)
	await pause(80)
	const renewing = read(`${origin}/services`)
	await pause(30)
	expect(times(await read(`${origin}/services`))).toBe(1)
	expect(times(await renewing)).toBe(2)
	expect(made.times).toBe(2)
})
