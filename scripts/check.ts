/** `npm run check`: format, lint, types, dead code, duplicates. */
import { runChecks } from './lib/checks.ts'
import { runScript } from './lib/command-line.ts'
import { ensureClient } from './lib/generated.ts'

await runScript({}, async () => {
	await ensureClient()
	const { passed, failed } = await runChecks()
	return { ok: failed.length === 0, answer: { passed, failed }, text: `${passed} passed, ${failed.length} failed` }
})
