/**
 * `npm run search:reindex [-- --json]`: builds every search document anew: in the database, and where MEILI_URL is set in an
 * index beside the one in use, which then takes its place. Search goes on all the while.
 */
import { runScript, say } from './lib/command-line.ts'
import { withProduct } from './lib/product.ts'

await runScript({}, () =>
	withProduct({ demo: false }, async () => {
		const { workContext } = await import('./lib/work-context.ts')
		const { meili } = await import('#search/engine.server.ts')
		const { rebuildIndex, reindex } = await import('#search/sync.server.ts')
		const progress = (where: string) => (done: number, total: number) => {
			if (done % 5_000 === 0 || done === total) say(`${where}: ${done} of ${total} listings`)
		}
		const listings = await reindex(await workContext(), progress('PostgreSQL'))
		const onServer = meili ? await rebuildIndex(await workContext(), progress('Meilisearch'), meili) : null
		return {
			ok: true,
			answer: { listings, meilisearch: onServer },
			text: `${listings} listings in PostgreSQL${onServer === null ? '; MEILI_URL is not set' : `, ${onServer} in Meilisearch`}.`,
		}
	}),
)
