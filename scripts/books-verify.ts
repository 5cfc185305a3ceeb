/** `npm run books:verify [-- --json]`: recomputes every figure from the transfers; exit 1 when one differs, naming it. */
import { runScript, say } from './lib/command-line.ts'
import { withProduct } from './lib/product.ts'

await runScript({}, () =>
	withProduct({ demo: true }, async () => {
		const { pool } = await import('#app/platform/db.server.ts')
		const { verifyBooks } = await import('#app/domain/ledger/verify-books.server.ts')
		const client = await pool.connect()
		try {
			const { named, ...figures } = await verifyBooks(client, { onStep: (step) => say(`  ${step}`) })
			for (const { says, subject, expected, actual } of named)
				say(`Differs: ${subject}: ${says}; expected ${expected}, found ${actual}.`)
			const text = `${figures.funds} funds, ${figures.vouchers} vouchers, ${figures.transfers} transfers: ${figures.differences} differences.`
			return { ok: figures.differences === 0, answer: figures, text }
		} finally {
			client.release()
		}
	}),
)
