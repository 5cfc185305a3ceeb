import { PrismaPg } from '@prisma/adapter-pg'
import type { PoolConfig } from 'pg'
import { PrismaClient } from './.server/prisma/client.ts'
import { env } from './env.server.ts'
import { logger } from './logger.server.ts'
import { CountingPool } from './query-count.server.ts'

/**
 * Every connection of the product works with the application role's rights, whoever the URL signs in as. No statement of
 * ours is long enough to be worth compiling: with it, a call of the books took several times as long. Rows that a search puts in order stay in memory.
 */
const options = '-c role=voucher_app -c timezone=UTC -c jit=off -c work_mem=32MB'

function openPool(config: PoolConfig): CountingPool {
	const pool = new CountingPool(config)
	// a pool that is ending lets go of its connections before they have closed: what they still say is no loss
	pool.on('error', (error) => {
		if (!pool.ending) logger.error({ err: error }, 'database connection lost')
	})
	// a connection lost while somebody works with it fails that work; said to nobody, it would end the process
	pool.on('connect', (client) => client.on('error', () => {}))
	return pool
}

function openDatabase(connectionString: string) {
	const pool = openPool({ connectionString, options, max: 16 })
	const preparedPool = openPool({
		connectionString,
		options: `${options} -c plan_cache_mode=force_generic_plan`,
		max: 8,
	})
	const end = async () => {
		for (const one of [pool, preparedPool]) if (!one.ended) await one.end()
	}
	return { pool, preparedPool, end, prisma: new PrismaClient({ adapter: new PrismaPg(pool), errorFormat: 'minimal' }) }
}

type Database = ReturnType<typeof openDatabase>
// Hot reload in development must not open a new pool with every change.
const kept = globalThis as { __database?: Database }
kept.__database ??= openDatabase(env.DATABASE_URL ?? 'postgresql://127.0.0.1:5432/voucher')

export const { pool, prisma } = kept.__database
/**
 * Connections for named statements that look rows up by their keys. They are planned once, for whatever values come: left
 * to itself the server planned the larger ones anew each time, which took two and three times as long as to carry them out.
 */
export const { preparedPool } = kept.__database
export type Db = Pick<
	typeof prisma,
	Exclude<keyof typeof prisma, '$connect' | '$disconnect' | '$on' | '$extends' | '$transaction'>
>
