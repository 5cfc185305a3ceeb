/**
 * `npm run search:keys [-- --json]` with MEILI_URL, and MEILI_KEY set to the server's master key: makes the two keys the
 * product runs with, each allowed what it needs on the product's own index and nothing else.
 */
import { Meilisearch } from 'meilisearch'
import { env } from '#app/platform/env.server.ts'
import { CannotRun, runScript } from './lib/command-line.ts'

await runScript({}, async () => {
	if (!env.MEILI_URL || !env.MEILI_KEY)
		throw new CannotRun('Set MEILI_URL and MEILI_KEY (the master key of the server).')
	const client = new Meilisearch({ host: env.MEILI_URL, apiKey: env.MEILI_KEY, timeout: 10_000 })
	const own = [env.MEILI_INDEX, `${env.MEILI_INDEX}_next`]
	const [search, keep] = await Promise.all([
		client.createKey({
			name: 'voucher search',
			description: 'searches the listings',
			actions: ['search'],
			indexes: [env.MEILI_INDEX],
			expiresAt: null,
		}),
		client.createKey({
			name: 'voucher index',
			description: 'searches and keeps the listings',
			actions: [
				...(['search', 'documents.add', 'documents.delete', 'tasks.get', 'settings.update', 'stats.get'] as const),
				...(['indexes.create', 'indexes.get', 'indexes.delete', 'indexes.swap'] as const),
			],
			indexes: own,
			expiresAt: null,
		}),
	])
	return {
		ok: true,
		answer: { MEILI_SEARCH_KEY: search.key, MEILI_KEY: keep.key },
		text: `For the web process: MEILI_SEARCH_KEY=${search.key}\nFor the worker and search:reindex: MEILI_KEY=${keep.key}`,
	}
})
