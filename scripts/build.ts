/** `npm run build`: the pages for production, made anew when anything they are made from has changed. */
import { runScript } from './lib/command-line.ts'
import { ensureBuild, ensureClient } from './lib/generated.ts'

await runScript({}, async () => {
	await ensureClient()
	await ensureBuild()
	return { ok: true, answer: { built: true }, text: 'The build is up to date.' }
})
