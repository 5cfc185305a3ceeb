import path from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { type Cluster, joinCluster, type ServerFile } from '#scripts/db/cluster.ts'
import { CannotRun } from '#scripts/lib/command-line.ts'
import { isAlive, readJson } from '#scripts/lib/processes.ts'

/** Kills the PostgreSQL server of a data folder (kill -9) and starts it again; the backends it left may still be at their last work. */
export async function killAndRestart(dataDir: string): Promise<Cluster> {
	const { pid } = readJson<ServerFile>(path.join(dataDir, 'server.json'))!
	process.kill(pid, 'SIGKILL')
	while (isAlive(pid)) await pause(20)
	for (let attempt = 1; ; attempt++) {
		try {
			return await joinCluster(dataDir)
		} catch (error) {
			if (!(error instanceof CannotRun) || attempt === 30) throw error
			await pause(1_000)
		}
	}
}
