/** `npm run screens`: photographs the main pages, wide and on the phone, in both languages, and checks each with axe. */
import fs from 'node:fs'
import path from 'node:path'
import { AxeBuilder } from '@axe-core/playwright'
import { type Browser, chromium, type Page } from '@playwright/test'
import { type Locale, locales } from '#app/lib/i18n.ts'
import { demoPassword } from '#prisma/seed/accounts.ts'
import { chromiumArguments, findBrowser } from './lib/browser.ts'
import { startChild } from './lib/children.ts'
import { CannotRun, runScript, say } from './lib/command-line.ts'
import { ensureBuild } from './lib/generated.ts'
import { withProduct } from './lib/product.ts'
import { root } from './lib/root.ts'
import { type ScreenPage, screenPages } from './lib/screen-pages.ts'

const widths = [1280, 390]
const folder = path.join(root, '.screens')

/** most statements a page may send to the database */
const mostQueries = 12

type Finding = { page: string; problems: string[]; scriptBytes: number; queries: number }
type Visit = { scriptBytes: number; queries: number }

await runScript({ options: ['at', 'only', 'theme'] }, async ({ options }) => {
	const only = options.only?.split(',')
	const unknown = only?.filter((name) => !screenPages.some((page) => page.name === name)) ?? []
	if (unknown.length > 0)
		throw new CannotRun(
			`No such page: ${unknown.join(', ')}. Known: ${screenPages.map((page) => page.name).join(', ')}.`,
		)
	const executablePath = await findBrowser()
	if (!executablePath) throw new CannotRun('No Chromium was found: install chromium, or name one in CHROMIUM_PATH.')
	fs.mkdirSync(folder, { recursive: true })
	const browser = await chromium.launch({ executablePath, args: chromiumArguments })
	try {
		const pages = screenPages.filter((page) => only?.includes(page.name) ?? true)
		const shoot = (origin: string) => photographAll(browser, origin, pages, options.theme === 'dark' ? 'dark' : 'light')
		const findings = options.at ? await shoot(options.at) : await withServer(shoot)
		const bad = findings.filter((finding) => finding.problems.length > 0)
		return {
			ok: bad.length === 0,
			answer: { pictures: findings.length, folder: '.screens', problems: bad },
			text: `${findings.length} pictures in .screens, ${bad.length} with problems.`,
		}
	} finally {
		await browser.close()
	}
})

/** A server of our own on a free port, over the demo. */
function withServer<T>(work: (origin: string) => Promise<T>): Promise<T> {
	return withProduct({ demo: true }, async (database) => {
		await ensureBuild()
		const env = { NODE_ENV: 'production', PORT: '0', DATABASE_URL: database.url, LOG_LEVEL: 'warn' }
		const server = startChild('scripts/server.ts', env, say)
		try {
			const { port } = await server.ready
			return await work(`http://127.0.0.1:${port}`)
		} finally {
			await server.stop()
		}
	})
}

async function photographAll(
	browser: Browser,
	origin: string,
	pages: readonly ScreenPage[],
	theme: string,
): Promise<Finding[]> {
	const findings: Finding[] = []
	for (const width of widths)
		for (const locale of locales)
			for (const page of pages) {
				const finding = await photograph(browser, origin, page, { width, locale, theme })
				findings.push(finding)
				say(
					`${finding.page.padEnd(24)} ${finding.problems.length === 0 ? `ok, ${finding.queries} queries` : finding.problems.join('\n\t')}`,
				)
			}
	return findings
}

type Look = { width: number; locale: Locale; theme: string }

async function photograph(
	browser: Browser,
	origin: string,
	screen: ScreenPage,
	{ width, locale, theme }: Look,
): Promise<Finding> {
	const name = `${screen.name}-${locale}-${width}${theme === 'dark' ? '-dark' : ''}`
	const context = await browser.newContext({
		viewport: { width, height: 900 },
		locale: locale === 'zh' ? 'zh-CN' : 'en-GB',
		baseURL: origin,
	})
	await context.addCookies(Object.entries({ locale, theme }).map(([key, value]) => ({ name: key, value, url: origin })))
	const page = await context.newPage()
	const problems: string[] = []
	let visit: Visit = { scriptBytes: 0, queries: 0 }
	try {
		if (screen.account) await signIn(page, screen.account)
		const address = await addressOf(page, screen)
		if (!address) return { page: name, problems: [`no link of ${screen.at} leads to it`], ...visit }
		const fresh = await context.newPage()
		fresh.on('pageerror', (error) => problems.push(`script error: ${error.message}`))
		fresh.on('console', (message) => message.type() === 'error' && problems.push(`console: ${message.text()}`))
		visit = await openCounting(fresh, address)
		if (screen.scriptBytes && visit.scriptBytes > screen.scriptBytes)
			problems.push(`${visit.scriptBytes} bytes of script, at most ${screen.scriptBytes}`)
		if (visit.queries > mostQueries) problems.push(`${visit.queries} queries, at most ${mostQueries}`)
		await fresh.screenshot({ path: path.join(folder, `${name}.png`), fullPage: true })
		const overflow = await fresh.evaluate(
			() => document.documentElement.scrollWidth - document.documentElement.clientWidth,
		)
		if (overflow > 0) problems.push(`${overflow} px wider than the screen`)
		const { violations } = await new AxeBuilder({ page: fresh }).analyze()
		for (const { id, nodes } of violations)
			problems.push(`axe ${id}: ${nodes.map((node) => node.target.join(' ')).join(', ')}`)
	} catch (error) {
		problems.push(error instanceof Error ? (error.message.split('\n')[0] ?? '') : String(error))
	} finally {
		await context.close()
	}
	return { page: name, problems, ...visit }
}

async function signIn(page: Page, email: string): Promise<void> {
	await page.goto('/sign-in')
	await page.locator('input[name=email]').fill(email)
	await page.locator('input[name=password]').fill(demoPassword)
	await page.locator('main form button[type=submit]').first().click()
	await page.waitForURL((url) => url.pathname !== '/sign-in')
}

/** Where the page is: its own address, or the first link of a list that matches. */
async function addressOf(page: Page, { at, follow, suffix = '' }: ScreenPage): Promise<string | null> {
	if (!follow) return at
	await page.goto(at)
	const links = await page
		.locator('main a[href]')
		.evaluateAll((all) => all.map((link) => link.getAttribute('href') ?? ''))
	const found = links.find((link) => follow.test(link))
	return found ? found + suffix : null
}

/** Opens a page and counts the bytes of script that came over the wire, and the queries the server says it took. */
async function openCounting(page: Page, address: string): Promise<Visit> {
	const client = await page.context().newCDPSession(page)
	await client.send('Network.enable')
	await client.send('Network.setCacheDisabled', { cacheDisabled: true })
	const scripts = new Set<string>()
	let bytes = 0
	client.on('Network.responseReceived', ({ requestId, type, response }) => {
		if (type === 'Script' || /\.js$/.test(new URL(response.url).pathname)) scripts.add(requestId)
	})
	client.on('Network.loadingFinished', ({ requestId, encodedDataLength }) => {
		if (scripts.has(requestId)) bytes += encodedDataLength
	})
	const response = await page.goto(address, { waitUntil: 'networkidle' })
	if (!response?.ok()) throw new Error(`answered ${response?.status() ?? 'nothing'}`)
	const said = /db;desc="(\d+) quer/.exec(response.headers()['server-timing'] ?? '')
	if (!said) throw new Error('the answer does not say how many queries it took')
	return { scriptBytes: bytes, queries: Number(said[1]) }
}
