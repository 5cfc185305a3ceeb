import { system } from '#app/domain/identity/actor.ts'
import { runNextSimulation } from '#app/domain/simulation/run-simulation.server.ts'
import { pool, prisma } from '#app/platform/db.server.ts'

/** Plays the next simulation that waits, in short breaths between the worker's other duties; false when none waits. */
export async function playNextSimulation(isStopping: () => boolean): Promise<boolean> {
	const { rows } = await pool.query<{ now: Date }>('SELECT business_now() AS now')
	return runNextSimulation({ db: prisma, actor: system, now: rows[0]!.now }, isStopping)
}
