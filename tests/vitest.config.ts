import { fileURLToPath } from 'node:url'
import { defineConfig } from 'vitest/config'

const root = fileURLToPath(new URL('../', import.meta.url))
const env = { NODE_ENV: 'test' as const, LOG_LEVEL: 'silent' }

/** Two projects: `unit` needs nothing, `integration` gives every test file its own PostgreSQL database. */
export default defineConfig({
	root,
	test: {
		pool: 'forks',
		maxWorkers: 3, // of a test and its database one waits while the other works: two leave a third of two cores idle
		projects: [
			{ root, test: { name: 'unit', include: ['tests/unit/**/*.test.{ts,tsx}'], env, testTimeout: 30_000 } },
			{
				root,
				test: {
					name: 'integration',
					include: ['tests/integration/**/*.test.ts'],
					env,
					globalSetup: 'tests/fixtures/global-setup.ts',
					setupFiles: 'tests/fixtures/integration.ts',
					testTimeout: 60_000,
					hookTimeout: 60_000,
				},
			},
		],
	},
})
