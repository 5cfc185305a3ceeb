import { spawnSync } from 'node:child_process'
import fs from 'node:fs'
import path from 'node:path'
import { say } from './command-line.ts'
import { root } from './root.ts'

/** How Chromium is started for tests and pictures, on a server without a display as on a desk. */
export const chromiumArguments = [
	'--disable-gpu',
	'--disable-quic',
	'--no-first-run',
	'--disable-background-networking',
	'--disable-component-update',
	'--disable-sync',
	// Chromium's own sandbox refuses to run as root, and needs rights containers do not give.
	...(process.getuid?.() === 0 || process.env.CI ? ['--no-sandbox'] : []),
]

const installedPlaces = [
	'/usr/bin/chromium',
	'/usr/bin/chromium-browser',
	'/usr/bin/google-chrome',
	'/usr/bin/google-chrome-stable',
	'/snap/bin/chromium',
	'/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
	'/Applications/Chromium.app/Contents/MacOS/Chromium',
	'C:\\Program Files\\Google\\Chrome\\Application\\chrome.exe',
]

/** The first of: CHROMIUM_PATH, a browser installed on this machine, Playwright's own. Null: none is here. */
export async function findBrowser(): Promise<string | null> {
	const named = process.env.CHROMIUM_PATH
	if (named) return fs.existsSync(named) ? named : null
	const installed = installedPlaces.find((place) => fs.existsSync(place))
	if (installed) return installed
	const { chromium } = await import('@playwright/test')
	return fs.existsSync(chromium.executablePath()) ? chromium.executablePath() : null
}

const isDebianRoot = () => process.getuid?.() === 0 && fs.existsSync('/usr/bin/apt-get')

/** A browser, installed if need be: Playwright's own, else (as root under CI) Debian's with Chinese fonts. Null: none could be had. */
export async function obtainBrowser(): Promise<string | null> {
	const found = await findBrowser()
	if (found || process.env.CHROMIUM_PATH) return found
	say('No browser is installed; asking Playwright for its own …')
	attempt(process.execPath, [path.join(root, 'node_modules/@playwright/test/cli.js'), 'install', 'chromium'], 180_000)
	const downloaded = await findBrowser()
	if (downloaded || !process.env.CI || !isDebianRoot()) return downloaded
	say('Installing the distribution’s chromium and Chinese fonts …')
	attempt('apt-get', ['update'], 180_000)
	attempt('apt-get', ['install', '--yes', '--no-install-recommends', 'chromium', 'fonts-noto-cjk'], 600_000)
	return findBrowser()
}

function attempt(command: string, words: string[], limit: number): void {
	const result = spawnSync(command, words, {
		encoding: 'utf8',
		timeout: limit,
		env: { ...process.env, DEBIAN_FRONTEND: 'noninteractive' },
	})
	if (result.status !== 0)
		say(
			`  ${path.basename(command)} ${words.at(-1)}: ${lastLine(`${result.stdout}${result.stderr}`) || 'no answer in time'}`,
		)
}

const lastLine = (text: string) => text.trim().split('\n').at(-1)?.trim() ?? ''

/** What to do when there is no browser, in one sentence. */
export const noBrowserSentence =
	'No Chromium was found: install chromium (with fonts-noto-cjk), or run "npx playwright install chromium", or name one in CHROMIUM_PATH; SKIP_BROWSER=1 leaves these tests out.'
