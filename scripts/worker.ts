/** The worker process: passes on what the outbox holds and runs the periodic tasks. Any number of them may run. */
import { setTimeout as pause } from 'node:timers/promises'
import { logger } from '#app/platform/logger.server.ts'
import { runProcess } from '#scripts/lib/long-process.ts'

const idleMilliseconds = 500
const tasksMilliseconds = 1_000

await runProcess(async ({ isStopping }) => {
	const { workOutbox } = await import('./worker/outbox.ts')
	const { runDueTasks } = await import('./worker/tasks.ts')
	const { advanceNext } = await import('./worker/batches.ts')
	const { playNextSimulation } = await import('./worker/simulations.ts')
	const { sendWaitingMail } = await import('./worker/mail.ts')
	const { workOnNextStatementFile } = await import('./worker/statement-files.ts')
	const { workOnNextImport } = await import('./worker/listing-imports.ts')
	const repeat = async (what: string, milliseconds: number, step: () => Promise<boolean>) => {
		while (!isStopping()) {
			const hasMore = await step().catch((error: unknown) => {
				logger.error({ err: error }, `${what} failed`)
				return false
			})
			if (!hasMore) await pause(milliseconds)
		}
	}
	const loops = Promise.all([
		repeat('outbox', idleMilliseconds, async () => (await workOutbox()) > 0),
		repeat('tasks', tasksMilliseconds, async () => (await runDueTasks()).length > 0),
		repeat('batches', idleMilliseconds, advanceNext),
		repeat('simulations', idleMilliseconds, () => playNextSimulation(isStopping)),
		repeat('mail', idleMilliseconds, async () => (await sendWaitingMail()) > 0),
		repeat('statement files', idleMilliseconds, () => workOnNextStatementFile(isStopping)),
		repeat('listing imports', idleMilliseconds, () => workOnNextImport(isStopping)),
	])
	return { ready: {}, stop: async () => void (await loops) }
})
