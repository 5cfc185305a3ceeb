import { defineConfig } from '@playwright/test'
import { freePort } from '#scripts/db/postgres-server.ts'
import { chromiumArguments, findBrowser } from '#scripts/lib/browser.ts'

// Playwright reads this file once more in every worker: they must all mean the same server.
process.env.E2E_PORT ??= String(await freePort())
const origin = `http://127.0.0.1:${process.env.E2E_PORT}`
const executablePath = (await findBrowser()) ?? undefined

/** The built product with its worker, on a database of its own with the demo loaded. */
export default defineConfig({
	testDir: 'e2e',
	outputDir: '../.cache/browser',
	workers: 2,
	timeout: 120_000,
	expect: { timeout: 10_000 },
	forbidOnly: Boolean(process.env.CI),
	reporter: 'list',
	use: {
		baseURL: origin,
		actionTimeout: 15_000,
		locale: 'zh-CN',
		timezoneId: 'Asia/Shanghai',
		viewport: { width: 1280, height: 900 },
		// A trace pictures every step, which doubles what the browser has to do: ask for it when looking for a fault.
		trace: process.env.BROWSER_TRACE ? 'retain-on-failure' : 'off',
		screenshot: 'only-on-failure',
		launchOptions: { executablePath, args: chromiumArguments },
	},
	webServer: {
		command: 'node --import tsx tests/fixtures/serve.ts',
		cwd: '..',
		env: { PORT: process.env.E2E_PORT },
		url: `${origin}/readyz`,
		reuseExistingServer: !process.env.CI, // only one that was started by hand on E2E_PORT
		timeout: 600_000,
		stdout: 'pipe',
		gracefulShutdown: { signal: 'SIGTERM', timeout: 20_000 },
	},
})
