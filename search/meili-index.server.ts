import type { Meilisearch, Task } from 'meilisearch'
import type { SearchDocument, SearchHealth } from './engine.ts'
import { meiliDocumentOf } from './meili-document.ts'
import { meiliSettings } from './meili-settings.ts'

/** Keeping an index of a Meilisearch server. A write is over when the server has done it: a refusal is an error. */
export type MeiliIndex = {
	index(documents: readonly SearchDocument[]): Promise<void>
	remove(ids: readonly bigint[]): Promise<void>
	health(): Promise<SearchHealth>
	/** Fills a new index beside the one in use and puts it in its place, so that search goes on all the while. */
	rebuild(batches: AsyncIterable<readonly SearchDocument[]>): Promise<void>
}

/** How long a write may take. A server under load works through its queue in order. */
const patience = { timeout: 600_000, interval: 20 }
/** Batches a server may still have to work through before it is sent another. */
const mostUnderWay = 4

export function openIndex(client: Meilisearch, uid: string): MeiliIndex {
	return {
		async index(documents) {
			if (documents.length === 0) return
			await ensureIndex(client, uid)
			const task = client.index(uid).addDocuments(documents.map(meiliDocumentOf), { primaryKey: 'id' })
			done(await task.waitTask(patience))
		},
		async remove(ids) {
			if (ids.length === 0) return
			await ensureIndex(client, uid)
			done(await client.index(uid).deleteDocuments(ids.map(Number)).waitTask(patience))
		},
		health: () => health(client, uid),
		rebuild: (batches) => rebuild(client, uid, batches),
	}
}

/** A task as the server did it. Throws with its words when it did not. */
function done(task: Task): Task {
	if (task.status !== 'succeeded')
		throw new Error(`Meilisearch ${task.type} ${task.status}: ${task.error?.message ?? 'no reason given'}`)
	return task
}

const ready = new WeakMap<Meilisearch, Set<string>>()

/**
 * Makes the index when it is not there, and gives one that is the settings of this version; once a process. A server asked for a
 * facet its index was not told of refuses the whole search.
 */
async function ensureIndex(client: Meilisearch, uid: string): Promise<void> {
	const known = ready.get(client) ?? new Set()
	ready.set(client, known)
	if (known.has(uid)) return
	const { results } = await client.getRawIndexes({ limit: 1_000 })
	if (results.some((index) => index.uid === uid)) await setUp(client, uid)
	else await makeIndex(client, uid)
	known.add(uid)
}

async function makeIndex(client: Meilisearch, uid: string): Promise<void> {
	const made = await client.createIndex(uid, { primaryKey: 'id' }).waitTask(patience)
	// two processes may have made it at the same time
	if (made.error?.code !== 'index_already_exists') done(made)
	await setUp(client, uid)
}

/** What a server knows already it does not do again. */
const setUp = async (client: Meilisearch, uid: string) =>
	void done(await client.index(uid).updateSettings(meiliSettings).waitTask(patience))

async function rebuild(
	client: Meilisearch,
	uid: string,
	batches: AsyncIterable<readonly SearchDocument[]>,
): Promise<void> {
	const next = `${uid}_next`
	await client.deleteIndexIfExists(next)
	await makeIndex(client, next)
	const underWay: { taskUid: number }[] = []
	const oneDone = async () => done(await client.tasks.waitForTask(underWay.shift()!.taskUid, patience))
	for await (const documents of batches) {
		if (documents.length === 0) continue
		if (underWay.length >= mostUnderWay) await oneDone()
		underWay.push(await client.index(next).addDocuments(documents.map(meiliDocumentOf), { primaryKey: 'id' }))
	}
	while (underWay.length > 0) await oneDone()
	await ensureIndex(client, uid)
	done(await client.swapIndexes([{ indexes: [uid, next], rename: false }]).waitTask(patience))
	done(await client.deleteIndex(next).waitTask(patience))
}

async function health(client: Meilisearch, uid: string): Promise<SearchHealth> {
	try {
		await client.health()
		const { numberOfDocuments } = await client.index(uid).getStats()
		return { isUp: true, documents: numberOfDocuments, detail: 'meilisearch' }
	} catch (error) {
		return { isUp: false, documents: 0, detail: error instanceof Error ? error.message : String(error) }
	}
}
