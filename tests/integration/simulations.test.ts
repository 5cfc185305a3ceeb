import { describe, expect, it } from 'vitest'
import type { Context } from '#app/domain/context.server.ts'
import { system } from '#app/domain/identity/actor.ts'
import { beginVersion } from '#app/domain/programmes/begin-programme.server.ts'
import { getDraft } from '#app/domain/programmes/draft-page.server.ts'
import { publishVersion } from '#app/domain/programmes/publish-version.server.ts'
import { saveDraft } from '#app/domain/programmes/save-draft.server.ts'
import { submitVersion } from '#app/domain/programmes/submit-version.server.ts'
import { cancelSimulation } from '#app/domain/simulation/cancel-simulation.server.ts'
import { runNextSimulation } from '#app/domain/simulation/run-simulation.server.ts'
import type { SimulationInput } from '#app/domain/simulation/simulation.ts'
import {
	getEnterpriseSheet,
	getLines,
	getSimulation,
	getSimulator,
	getTemplate,
} from '#app/domain/simulation/simulations.server.ts'
import { startSimulation } from '#app/domain/simulation/start-simulation.server.ts'
import { fen } from '#app/lib/money.ts'
import { prisma } from '#app/platform/db.server.ts'
import '#tests/fixtures/integration.ts'
import { openMarket } from '#tests/fixtures/market.ts'
import { openShop } from '#tests/fixtures/shop.ts'

const worker: Context = { db: prisma, actor: system, now: new Date() }
const asked: SimulationInput = { version: 2, source: 'programme', year: 2026, budget: null, file: undefined, note: '' }
const csv = (text: string) => new File([text], '订单.csv', { type: 'text/csv' })

/** A shop whose version 1 is published, with two orders accepted under it, and version 2 as a draft that pays 40 % instead of 50. */
async function shopWithDraft() {
	const shop = await openShop()
	const { number } = await prisma.programme.findUniqueOrThrow({ where: { id: shop.programmeId } })
	await submitVersion(shop.officer, { number, versionNo: 1 })
	const { documentHash } = await prisma.programmeVersion.findUniqueOrThrow({ where: { id: shop.versionId } })
	await publishVersion(shop.secondOfficer, { number, versionNo: 1, documentHash })
	await shop.voucher(fen(1_000_000))
	await shop.walk(await shop.place(2), 'accepted')
	await shop.walk(await shop.place(3), 'accepted')
	await beginVersion(shop.officer, number)
	const { content } = await getDraft(shop.officer, number, null, 'zh')
	await saveDraft(shop.officer, { number, text: JSON.stringify(content).replaceAll('"bp":5000', '"bp":4000') })
	return { ...shop, programme: number }
}
/** Rows of a file in the words of the template. */
const manyRows = (count: number) =>
	Array.from({ length: count }, (_, n) => `2026-03-${String((n % 28) + 1).padStart(2, '0')},E${n % 50},1000`).join('\n')
const head = 'date,enterprise,price\n'

async function started(shop: Awaited<ReturnType<typeof shopWithDraft>>, input: Partial<SimulationInput> = {}) {
	const done = await startSimulation(shop.officer, shop.programme, { ...asked, ...input }, 'zh')
	if ('faults' in done) throw new Error(JSON.stringify(done.faults))
	return done.number
}

describe('a simulation', () => {
	it('of the orders of a year says what the draft would have cost beside the version in force', async () => {
		const shop = await shopWithDraft()
		expect((await getSimulator(shop.officer, shop.programme, null)).years.programme).toEqual([
			{ year: 2026, orders: 2 },
		])
		const number = await started(shop)
		expect(await getSimulation(shop.officer, number)).toMatchObject({ state: 'queued', total: 2, result: null })
		expect(await runNextSimulation(worker)).toBe(true)
		const { state, result, isStale } = await getSimulation(shop.reviewer, number)
		expect({ state, isStale }).toEqual({ state: 'done', isStale: false })
		expect(result).toMatchObject({
			orders: 2,
			priceFen: 500_000n,
			draft: { versionNo: 2, costFen: 200_000n, orders: { paid: 2 }, vouchers: 1 },
			published: { versionNo: 1, costFen: 250_000n },
			losers: { count: 1, sumFen: 50_000n },
		})
		const lines = new TextDecoder().decode(await getLines(shop.officer, number))
		expect(lines.trim().split('\r\n')).toHaveLength(3)
		expect([...(await getEnterpriseSheet(shop.officer, number, 'zh')).subarray(0, 2)]).toEqual([0x50, 0x4b])
		expect(await runNextSimulation(worker)).toBe(false)
	})

	it('moves no money and draws on no cap', async () => {
		const shop = await shopWithDraft()
		const before = await prisma.$queryRaw`SELECT count(*), (SELECT count(*) FROM cap_usage) AS caps FROM transfer`
		await started(shop)
		await runNextSimulation(worker)
		expect(await prisma.$queryRaw`SELECT count(*), (SELECT count(*) FROM cap_usage) AS caps FROM transfer`).toEqual(
			before,
		)
	})

	it('of a file takes all of it or nothing, and says which line is wrong', async () => {
		const shop = await shopWithDraft()
		const template = await getTemplate(shop.officer, shop.programme, 2, 2026, 'zh')
		const good = await started(shop, { source: 'file', file: csv(template) })
		const bad = await startSimulation(
			shop.officer,
			shop.programme,
			{ ...asked, source: 'file', file: csv(`${head}${manyRows(3)}\n2026-03-01,E1,-1\n`) },
			'zh',
		)
		expect(bad).toMatchObject({ faults: [{ line: 5, key: 'amount', found: '-1' }] })
		expect(await prisma.simulation.count({ where: { programmeId: shop.programmeId } })).toBe(1)
		await runNextSimulation(worker)
		expect(await getSimulation(shop.officer, good)).toMatchObject({ state: 'done', result: { orders: 1 } })
	})

	it('that waits is stopped at once, and one that runs at its next breath', async () => {
		const shop = await shopWithDraft()
		const waiting = await started(shop)
		await cancelSimulation(shop.officer, waiting)
		expect((await getSimulation(shop.officer, waiting)).state).toBe('cancelled')
		await expect(cancelSimulation(shop.officer, waiting)).rejects.toMatchObject({ code: 'state.not_allowed' })

		const running = await started(shop, { source: 'file', file: csv(`${head}${manyRows(20_000)}`) })
		const run = runNextSimulation(worker)
		await expect.poll(async () => (await getSimulation(shop.officer, running)).state).toBe('running')
		await cancelSimulation(shop.officer, running)
		await run
		expect(await getSimulation(shop.officer, running)).toMatchObject({ state: 'cancelled', result: null })
	})

	it('given back by a worker that stops, or left by one that died, is played from its beginning by another', async () => {
		const shop = await shopWithDraft()
		const number = await started(shop, { source: 'file', file: csv(`${head}${manyRows(500)}`) })
		let breaths = 0
		await runNextSimulation(worker, () => ++breaths > 1)
		expect(await getSimulation(shop.officer, number)).toMatchObject({ state: 'queued', done: 0 })

		await prisma.$executeRaw`UPDATE simulation SET state = 'running', beat_at = now() WHERE number = ${number}`
		expect(await runNextSimulation(worker)).toBe(false)
		await prisma.$executeRaw`UPDATE simulation SET beat_at = now() - interval '1 minute' WHERE number = ${number}`
		expect(await runNextSimulation(worker)).toBe(true)
		expect(await getSimulation(shop.officer, number)).toMatchObject({ state: 'done', done: 500 })
	})

	it('is given up after three attempts, not tried for ever', async () => {
		const shop = await shopWithDraft()
		const number = await started(shop)
		await prisma.$executeRaw`UPDATE simulation SET state = 'running', attempts = 3, beat_at = now() - interval '1 minute' WHERE number = ${number}`
		await runNextSimulation(worker)
		expect(await getSimulation(shop.officer, number)).toMatchObject({ state: 'failed', result: null })
	})

	it('once ended stays as it is, for the application too; and another authority does not see it', async () => {
		const shop = await shopWithDraft()
		const number = await started(shop)
		await runNextSimulation(worker)
		await expect(prisma.simulation.update({ where: { number }, data: { note: 'x' } })).rejects.toThrow(/has ended/)
		await expect(prisma.simulation.delete({ where: { number } })).rejects.toThrow()
		const other = await openMarket()
		for (const read of [getSimulation, getLines])
			await expect(read(other.officer, number)).rejects.toMatchObject({ code: 'access.denied' })
		await expect(startSimulation(shop.reviewer, shop.programme, asked, 'zh')).rejects.toMatchObject({
			code: 'access.denied',
		})
		await expect(startSimulation(shop.officer, shop.programme, { ...asked, year: 2019 }, 'zh')).rejects.toMatchObject({
			code: 'simulation.no_orders',
		})
	})
})
