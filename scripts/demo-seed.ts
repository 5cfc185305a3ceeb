/**
 * `npm run demo:seed -- --size small|city|province [--fresh] [--listings N]`: fills an empty database with the demo; with
 * `--listings` a catalogue of another size, unevenly spread over the trades as a grown one is.
 */

import { CannotRun, countOption, runScript, say } from '#scripts/lib/command-line.ts'
import { contentOf, markLoading, startOver } from '#scripts/lib/demo.ts'
import { withProduct } from '#scripts/lib/product.ts'

const sizes = ['small', 'city', 'province'] as const

await runScript({ options: ['size', 'listings'], flags: ['fresh'] }, async (line) => {
	const { options } = line
	const size = sizes.find((known) => known === (options.size ?? 'small'))
	if (!size) throw new CannotRun(`--size is one of ${sizes.join(', ')}.`)
	const listings = options.listings === undefined ? undefined : countOption(line, 'listings', 0)
	return withProduct({ demo: false }, async (database) => {
		if (options.fresh) await startOver(database)
		if ((await contentOf(database)) !== 'empty')
			throw new CannotRun(
				'The database already holds data: add --fresh to throw it away and begin anew (embedded database only).',
			)
		const { seedDemo } = await import('#prisma/seed/index.ts')
		const started = Date.now()
		await markLoading(database, () => seedDemo(size, say, listings))
		const seconds = Math.round((Date.now() - started) / 1000)
		return { ok: true, answer: { size, seconds }, text: `The ${size} demo is loaded (${seconds} s).` }
	})
})
