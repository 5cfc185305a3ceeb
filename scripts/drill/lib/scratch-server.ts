import fs from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import { type Cluster, joinCluster } from '#scripts/db/cluster.ts'
import { ensureClient } from '#scripts/lib/generated.ts'
import { endConnections } from '#scripts/lib/product.ts'

/** A server that may be killed: after it was started again `now` is the one that runs. */
export type ScratchServer = { now: Cluster }

/** Gives `work` a PostgreSQL server of its own in a new folder and throws both away afterwards, also on Ctrl-C. */
export async function withScratchServer<T>(
	name: string,
	work: (dataDir: string, server: ScratchServer) => Promise<T>,
): Promise<T> {
	await ensureClient()
	const dataDir = fs.mkdtempSync(path.join(os.tmpdir(), `voucher-${name}-`))
	fs.chmodSync(dataDir, 0o755)
	const server: ScratchServer = { now: await joinCluster(dataDir) }
	const leave = async () => {
		await endConnections()
		await server.now.leave()
		fs.rmSync(dataDir, { recursive: true, force: true })
	}
	for (const signal of ['SIGINT', 'SIGTERM'] as const)
		process.once(signal, () => void leave().finally(() => process.exit(130)))
	try {
		return await work(dataDir, server)
	} finally {
		await leave()
	}
}
