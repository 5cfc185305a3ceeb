import { AsyncLocalStorage, AsyncResource } from 'node:async_hooks'
import pg from 'pg'

/** Statements one request sent to the database, and the time their answers took (milliseconds, added up). */
export type QueryCount = { statements: number; milliseconds: number }

const counts = new AsyncLocalStorage<QueryCount>()

/** Runs `work`, adding every statement it sends to `count`, however deep and whoever sends it. */
export function countQueries<T>(count: QueryCount, work: () => T): T {
	return counts.run(count, work)
}

type Send = (...args: unknown[]) => unknown

/** Sends one statement and adds it to the count; the driver answers by a promise or by the callback given last. */
function sendCounted(count: QueryCount, send: Send, args: unknown[]): unknown {
	const started = performance.now()
	const stop = () => {
		count.milliseconds += performance.now() - started
	}
	count.statements++
	const callback = args.at(-1)
	if (typeof callback === 'function') {
		const answer = (...results: unknown[]) => {
			stop()
			callback(...results)
		}
		return send(...args.slice(0, -1), answer)
	}
	const answer = send(...args)
	if (answer instanceof Promise) answer.then(stop, stop)
	return answer
}

/** The driver's client, which tells the request it works for of every statement. */
class CountingClient extends pg.Client {
	constructor(config?: string | pg.ClientConfig) {
		super(config)
		const send = this.query.bind(this) as Send
		this.query = ((...args: unknown[]) => {
			const count = counts.getStore()
			return count ? sendCounted(count, send, args) : send(...args)
		}) as typeof this.query
	}
}

/** A pool of counting clients. A caller that had to wait for a connection gets it in its own request's context. */
export class CountingPool extends pg.Pool {
	constructor(options: pg.PoolConfig) {
		super({ ...options, Client: CountingClient } as pg.PoolConfig)
		const take = this.connect.bind(this) as (callback?: (...args: unknown[]) => void) => unknown
		this.connect = ((callback?: (...args: unknown[]) => void) =>
			callback ? take(AsyncResource.bind(callback)) : take()) as typeof this.connect
	}
}
