/** `npm run demo:seed -- --size small|city|province [--fresh]`: fills an empty database with the demo. */

import { CannotRun, runScript, say } from '#scripts/lib/command-line.ts'
import { contentOf, markLoading, startOver } from '#scripts/lib/demo.ts'
import { withProduct } from '#scripts/lib/product.ts'

const sizes = ['small', 'city', 'province'] as const

await runScript({ options: ['size'], flags: ['fresh'] }, async ({ options }) => {
	const size = sizes.find((known) => known === (options.size ?? 'small'))
	if (!size) throw new CannotRun(`--size is one of ${sizes.join(', ')}.`)
	return withProduct({ demo: false }, async (database) => {
		if (options.fresh) await startOver(database)
		if ((await contentOf(database)) !== 'empty')
			throw new CannotRun(
				'The database already holds data: add --fresh to throw it away and begin anew (embedded database only).',
			)
		const { seedDemo } = await import('#prisma/seed/index.ts')
		const started = Date.now()
		await markLoading(database, () => seedDemo(size, say))
		const seconds = Math.round((Date.now() - started) / 1000)
		return { ok: true, answer: { size, seconds }, text: `The ${size} demo is loaded (${seconds} s).` }
	})
})
