import { describe, expect, test } from 'vitest'
import { pool, prisma } from '#app/platform/db.server.ts'
import { countQueries, type QueryCount } from '#app/platform/query-count.server.ts'

const counted = async (work: () => Promise<unknown>) => {
	const count: QueryCount = { statements: 0, milliseconds: 0 }
	await countQueries(count, work)
	return count
}

describe('counting the statements of a request', () => {
	test('counts what the pool, a client and Prisma send, and their time', async () => {
		const count = await counted(async () => {
			await pool.query('SELECT pg_sleep(0.02)')
			const client = await pool.connect()
			await client.query('SELECT 1')
			client.release()
			await prisma.division.count()
			await prisma.$queryRaw`SELECT 1`
		})
		expect(count.statements).toBe(4)
		expect(count.milliseconds).toBeGreaterThan(18)
	})

	test('keeps requests apart, also when they wait for each other’s connections', async () => {
		const requests = Array.from({ length: 60 }, (_, n) =>
			counted(async () => {
				for (let i = 0; i < n % 5; i++) await pool.query('SELECT pg_sleep(0.002)')
			}),
		)
		const counts = await Promise.all(requests)
		expect(counts.map((count) => count.statements)).toEqual(counts.map((_, n) => n % 5))
	})

	test('a statement that fails counts too; outside a request nothing is counted', async () => {
		expect((await counted(() => pool.query('SELECT 1 / 0').catch(() => {}))).statements).toBe(1)
		await expect(pool.query('SELECT 1')).resolves.toBeDefined()
	})
})
