import { env } from './env.server.ts'

/** Moments around a commit at which a process may die, by name. */
export type Failpoint =
	| 'books.before_call'
	| 'books.after_commit'
	| 'transaction.before_commit'
	| 'transaction.after_commit'
	| 'grants.before_batch'
	| 'grants.after_batch'
	| 'statement.reading'

let passed = 0

/**
 * Kills this process (kill -9) where it stands, when FAILPOINT names this point; `NAME+5` lets five more milliseconds pass,
 * `NAME#3` waits for the third time. For tests of crashes: without NODE_ENV=test it does nothing.
 */
export function failpoint(name: Failpoint): void {
	if (env.NODE_ENV !== 'test' || !env.FAILPOINT) return
	const [, wanted, delay, nth] = /^([a-z_.]+)(?:\+(\d+))?(?:#(\d+))?$/.exec(env.FAILPOINT) ?? []
	if (wanted !== name || ++passed < Number(nth ?? 1)) return
	const die = () => process.kill(process.pid, 'SIGKILL')
	if (delay) setTimeout(die, Number(delay))
	else die()
}
