import { runNextSimulation } from '#app/domain/simulation/run-simulation.server.ts'
import { workContext } from '#scripts/lib/work-context.ts'

/** Plays the next simulation that waits, in short breaths between the worker's other duties; false when none waits. */
export async function playNextSimulation(isStopping: () => boolean): Promise<boolean> {
	return runNextSimulation(await workContext(), isStopping)
}
