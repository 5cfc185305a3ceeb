import { record } from '#app/domain/audit/audit.server.ts'
import { type Context, transact } from '#app/domain/context.server.ts'
import { authorize } from '#app/domain/identity/policy.ts'
import { DomainError } from '#app/lib/errors.ts'
import { step } from '#app/lib/machine.ts'
import { type SimulationState, simulationMachine } from './simulation.ts'

/** Stops a simulation: at once while it waits, at its next breath while it runs. Throws not_found, state.not_allowed. */
export async function cancelSimulation(ctx: Context, number: string): Promise<void> {
	const simulation = await ctx.db.simulation.findUnique({ where: { number } })
	if (!simulation) throw new DomainError('not_found', { number })
	authorize(ctx.actor, 'programme.edit', { authorityId: simulation.authorityId })
	step(simulationMachine, 'cancel', simulation.state as SimulationState)
	await transact(ctx, async (tx) => {
		const waiting = await tx.db.simulation.updateMany({
			where: { id: simulation.id, state: 'queued' },
			data: { state: 'cancelled', cancelRequested: true, endedAt: tx.now },
		})
		if (waiting.count === 0) {
			const running = await tx.db.simulation.updateMany({
				where: { id: simulation.id, state: 'running' },
				data: { cancelRequested: true },
			})
			if (running.count === 0) throw new DomainError('state.changed_meanwhile')
		}
		await record(tx, 'simulation.cancelled', number, {})
	})
}
