/**
 * `npm run books:refold [-- --json]`: after a logical restore (pg_dump into another server), brings the server's transaction
 * ids past those of the restored rows and folds the books anew under its identity. Harmless at any other time.
 * Run it before anybody works on the restored database.
 */
import { withClient } from './db/roles.ts'
import { CannotRun, runScript, say } from './lib/command-line.ts'
import { withProduct } from './lib/product.ts'

/** Ids used up in one transaction, and how many are too many to use up this way. */
const step = 200_000
const most = 1_000_000_000

await runScript({}, () =>
	withProduct({ demo: false }, (database) =>
		withClient(database.ownerUrl, async (client) => {
			const gap = async () =>
				Number((await client.query<{ gap: string | null }>('SELECT transaction_id_gap() AS gap')).rows[0]!.gap ?? 0)
			const behind = Math.max(0, await gap())
			if (behind > most)
				throw new CannotRun(
					`This server's transaction ids lie ${behind} behind the restored rows: stop it, move them on with pg_resetwal --epoch and --next-transaction-id, then run this again.`,
				)
			for (let left = behind; left > 0; left = await gap()) {
				say(`  ${left.toLocaleString('en')} transaction ids to go`)
				await client.query('SELECT spend_transaction_ids($1)', [Math.min(step, left)])
			}
			const { rows } = await client.query<{ folded: string }>('SELECT refold_books() AS folded')
			const transfers = Number(rows[0]!.folded)
			return {
				ok: true,
				answer: { transfers, transactionIdsSpent: behind },
				text: `Folded ${transfers} transfers anew. Now run books:verify.`,
			}
		}),
	),
)
