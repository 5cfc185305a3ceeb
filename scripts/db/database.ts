import { env } from '#app/platform/env.server.ts'
import { joinCluster } from './cluster.ts'
import {
	connectionSentence,
	type DatabaseUrls,
	dropDatabase,
	ensureAppRole,
	ensureDatabase,
	ensureRoles,
} from './roles.ts'

export type OpenDatabase = DatabaseUrls & {
	/** drops the embedded database and makes it again, empty; absent where the database is somebody else's */
	recreate?: () => Promise<void>
	/** leaves the embedded server; the last one out stops it */
	close: () => Promise<void>
}

/** The database the product works on: DATABASE_URL when set, else the embedded server of DATA_DIR, joined or started. */
export async function openDatabase(): Promise<OpenDatabase> {
	if (env.DATABASE_URL) {
		const urls = { url: env.DATABASE_URL, ownerUrl: env.DATABASE_OWNER_URL ?? env.DATABASE_URL }
		try {
			await ensureAppRole(urls)
		} catch (error) {
			throw connectionSentence(error, urls.url) ?? error
		}
		return { ...urls, close: async () => {} }
	}
	const cluster = await joinCluster(env.DATA_DIR)
	await ensureRoles(cluster)
	const urls = await ensureDatabase(cluster, 'voucher')
	const recreate = async () => {
		await dropDatabase(cluster, 'voucher')
		await ensureDatabase(cluster, 'voucher')
	}
	return { ...urls, recreate, close: cluster.leave }
}

/** Makes the database the one this process and its children work on. Call it before importing what opens connections. */
export function workOn({ url, ownerUrl }: DatabaseUrls): void {
	Object.assign(env, { DATABASE_URL: url, DATABASE_OWNER_URL: ownerUrl })
	Object.assign(process.env, { DATABASE_URL: url, DATABASE_OWNER_URL: ownerUrl })
}
