/** `npm run books:export -- --format hledger|beancount [--out FILE]`: the journal as text an independent program can prove. */
import { once } from 'node:events'
import fs from 'node:fs'
import { finished } from 'node:stream/promises'
import { CannotRun, runScript } from './lib/command-line.ts'
import { withProduct } from './lib/product.ts'

await runScript({ options: ['format', 'out'] }, async ({ options }) => {
	if (options.json && !options.out)
		throw new CannotRun('With --json the journal needs a file of its own: add --out FILE.')
	return withProduct({ demo: true }, async () => {
		const { pool } = await import('#app/platform/db.server.ts')
		const { exportJournal, journalFormats } = await import('#app/domain/ledger/export-journal.server.ts')
		const format = journalFormats.find((known) => known === (options.format ?? 'hledger'))
		if (!format) throw new CannotRun(`--format is one of ${journalFormats.join(', ')}.`)
		const target = options.out ? fs.createWriteStream(options.out) : process.stdout
		const client = await pool.connect()
		let bytes = 0
		try {
			for await (const chunk of exportJournal(client, format)) {
				bytes += Buffer.byteLength(chunk)
				if (!target.write(chunk)) await once(target, 'drain')
			}
		} finally {
			client.release()
		}
		if (options.out) {
			target.end()
			await finished(target)
		}
		return {
			ok: true,
			answer: { format, bytes, file: options.out ?? null },
			text: options.out ? `Wrote ${options.out}.` : '',
		}
	})
})
