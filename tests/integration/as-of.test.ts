import { describe, expect, test } from 'vitest'
import { callBooks } from '#app/domain/ledger/call-books.server.ts'
import { approveCorrection } from '#app/domain/ledger/decide-correction.server.ts'
import { proposeCorrection } from '#app/domain/ledger/propose-correction.server.ts'
import { type PastVoucher, voucherAsOf } from '#app/domain/reporting/as-of.server.ts'
import { asOfChoice } from '#app/domain/reporting/as-of.ts'
import { getFundReport } from '#app/domain/reporting/fund-report.server.ts'
import { fen } from '#app/lib/money.ts'
import { type LocalDate, shanghaiDay } from '#app/lib/time.ts'
import { prisma } from '#app/platform/db.server.ts'
import { sealAll } from '#tests/fixtures/keep-books.ts'
import { type Market, openMarket, ownerPool } from '#tests/fixtures/market.ts'

const april = new Date('2026-04-10T02:00:00Z')

type Stages = Record<string, string>
type Row = { source_no: number; stage: string; amount_fen: string }
const byStage = (rows: readonly Row[]): Stages =>
	Object.fromEntries(
		rows.filter((row) => row.amount_fen !== '0').map((row) => [`${row.stage}.${row.source_no}`, row.amount_fen]),
	)

async function stagesAsOf(market: Market, recorded: string | null, effective: string | null = null): Promise<Stages> {
	const { rows } = await ownerPool().query<Row>('SELECT * FROM fund_stages_as_of($1, $2, $3)', [
		market.fundId,
		recorded,
		effective,
	])
	return byStage(rows)
}
async function stagesNow(market: Market): Promise<Stages> {
	return byStage((await ownerPool().query<Row>('SELECT * FROM fund_stages($1)', [market.fundId])).rows)
}

/** This moment of the database's clock, exact to the microsecond. */
async function moment(): Promise<string> {
	const { rows } = await ownerPool().query<{ at: string }>('SELECT clock_timestamp()::text AS at')
	return rows[0]!.at
}
const sealedMoment = async () => {
	await sealAll()
	return moment()
}

const numberOf = async (voucherId: bigint) =>
	(await prisma.voucher.findUniqueOrThrow({ where: { id: voucherId } })).number
const day = (text: string) => text as LocalDate

/** What the books say of a voucher now, in the words of a past view. */
async function figuresNow(voucherId: bigint): Promise<PastVoucher['total']> {
	const { entitlementId } = await prisma.voucher.findUniqueOrThrow({ where: { id: voucherId } })
	const rows = await prisma.entitlementSource.findMany({ where: { entitlementId } })
	const sum = (of: (row: (typeof rows)[number]) => bigint) => fen(rows.reduce((total, row) => total + of(row), 0n))
	const [face, held, used, gone] = [
		sum((row) => row.faceFen),
		sum((row) => row.heldFen),
		sum((row) => row.redeemedFen),
		sum((row) => row.lapsedFen + row.voidedFen),
	]
	return { face, free: fen(face - held - used - gone), held, used, gone }
}

describe('on the effective clock', () => {
	test('a day shows what was effective up to it, whenever it was recorded', async () => {
		const market = await openMarket({ appropriatedFen: fen(1_000_000) })
		const voucherId = await market.voucher(fen(100_000))
		const orderId = await market.order(voucherId)
		const place = { orderId, amountFen: 50_000n, draws: [], replyDueAt: april }
		await callBooks({ ...market.buyer, now: april }, 'place_order', place)
		expect(await stagesAsOf(market, null, '2026-03-09')).toEqual({})
		expect(await stagesAsOf(market, null, '2026-04-09')).toMatchObject({ 'granted.1': '60000', 'granted.2': '40000' })
		expect(await stagesAsOf(market, null, '2026-04-10')).toEqual(await stagesNow(market))

		const number = await numberOf(voucherId)
		const view = (on: string) => voucherAsOf(market.buyer, number, { day: day(on), clock: 'effective' })
		expect((await view('2026-03-09')).total).toEqual({ face: 0n, free: 0n, held: 0n, used: 0n, gone: 0n })
		expect((await view('2026-03-10')).total).toMatchObject({ face: 100_000n, free: 100_000n, held: 0n })
		expect((await view('2026-04-10')).total).toMatchObject({ free: 50_000n, held: 50_000n })
		const fund = await prisma.fund.findUniqueOrThrow({ where: { id: market.fundId } })
		const report = await getFundReport(market.officer, fund.number, { day: day('2026-04-09'), clock: 'effective' })
		expect(report).toMatchObject({ stages: { granted: 100_000n, held: 0n }, identityHolds: true })
	})

	test('nobody else’s voucher is shown', async () => {
		const [market, other] = await Promise.all([openMarket(), openMarket()])
		const number = await numberOf(await market.voucher(fen(1_000)))
		const asOf = { day: day('2026-03-10'), clock: 'effective' } as const
		await expect(voucherAsOf(other.buyer, number, asOf)).rejects.toMatchObject({ code: 'access.denied' })
		await expect(voucherAsOf(other.officer, number, asOf)).rejects.toMatchObject({ code: 'access.denied' })
	})
})

describe('on the recorded clock', () => {
	test('every sealed moment of a voucher’s life gives the same answer for ever, and both clocks compose', async () => {
		const market = await openMarket({ appropriatedFen: fen(1_000_000) })
		const seen: { at: string; stages: Stages; figures: PastVoucher['total'] }[] = []
		const voucherId = await market.voucher(fen(100_000))
		const look = async () => {
			const at = await sealedMoment()
			seen.push({ at, stages: await stagesNow(market), figures: await figuresNow(voucherId) })
		}
		await look()
		const orderId = await market.order(voucherId, { state: 'placed' })
		await look()
		await market.advance(orderId, fen(100_000), fen(50_000), 'delivered')
		await callBooks({ ...market.buyer, now: april }, 'accept_delivery', { orderId })
		await look()
		const claimId = await market.claim(
			[{ orderId, claimedFen: fen(50_000), approvedFen: fen(45_000) }],
			await market.payeeAccount(),
		)
		await callBooks({ ...market.settlementOfficer, now: april }, 'approve_claim', { claimId })
		await look()
		await callBooks({ ...market.reviewer, now: new Date('2027-01-02T02:00:00Z') }, 'lapse_voucher', { voucherId })
		await look()
		const { entitlementId } = await prisma.voucher.findUniqueOrThrow({ where: { id: voucherId } })
		const figuresAsOf = async (recorded: string) => {
			const { rows } = await ownerPool().query<Record<string, string>>(
				`SELECT sum(face_fen) AS face, sum(free_fen) AS free, sum(held_fen) AS held, sum(used_fen) AS used, sum(gone_fen) AS gone FROM entitlement_as_of($1, $2, NULL)`,
				[entitlementId, recorded],
			)
			return Object.fromEntries(Object.entries(rows[0]!).map(([key, value]) => [key, BigInt(value)]))
		}
		for (let round = 0; round < 2; round++) {
			for (const { at, stages, figures } of seen) {
				expect(await stagesAsOf(market, at)).toEqual(stages)
				expect(await figuresAsOf(at)).toEqual(figures)
			}
			await market.order(null)
			await sealAll()
		}
		// recorded at the third look, effective in March: the acceptance of April is not in it
		expect(await stagesAsOf(market, seen[2]!.at, '2026-03-31')).toEqual(seen[1]!.stages)
		expect(await stagesAsOf(market, seen[1]!.at, '2026-04-30')).toEqual(seen[1]!.stages)
	})

	test('a writer that commits late is not in a moment before its seal, though it was written earlier', async () => {
		const market = await openMarket({ appropriatedFen: fen(1_000_000) })
		const applicationId = await market.application(fen(1_000))
		await sealAll()
		const client = await ownerPool().connect()
		let at = ''
		try {
			await client.query('BEGIN')
			await client.query('SELECT grant_vouchers($1, $2)', [
				JSON.stringify({
					actorId: String(market.idOf(market.reviewer)),
					scopeOrgId: String(market.authorityId),
					now: market.now,
				}),
				JSON.stringify({
					fundId: String(market.fundId),
					requests: [
						{
							applicationId: String(applicationId),
							number: `KJ-L-${applicationId}`,
							faceFen: 1_000,
							split: [1_000, 0],
							encumbrance: 'grant',
							draws: [],
						},
					],
				}),
			])
			at = await moment()
			await client.query('COMMIT')
		} finally {
			client.release()
		}
		const before = await stagesAsOf(market, at)
		expect(before).not.toHaveProperty(['granted.1'])
		await sealAll()
		expect(await stagesAsOf(market, at)).toEqual(before)
		expect(await stagesAsOf(market, await moment())).toMatchObject({ 'granted.1': '1000' })
	})

	test('it waits for a seal being written, and then has the answer it keeps', async () => {
		const market = await openMarket({ appropriatedFen: fen(1_000_000) })
		await market.voucher(fen(1_000))
		const client = await ownerPool().connect()
		let answer: Promise<Stages>
		let at = ''
		try {
			await client.query('BEGIN')
			await client.query('SELECT seal_books()')
			at = await moment()
			answer = stagesAsOf(market, at)
			const waiting = async () => {
				const { rows } = await ownerPool().query<{ n: string }>(
					`SELECT count(*) AS n FROM pg_locks WHERE locktype = 'advisory' AND NOT granted AND database = (SELECT oid FROM pg_database WHERE datname = current_database())`,
				)
				return Number(rows[0]!.n)
			}
			await expect.poll(waiting).toBe(1)
			await client.query('COMMIT')
		} finally {
			client.release()
		}
		const first = await answer
		await sealAll()
		expect(await stagesAsOf(market, at)).toEqual(first)
	})

	test('a moment that is not past has no answer yet', async () => {
		const market = await openMarket()
		const tomorrow = new Date(Date.now() + 86_400_000).toISOString()
		await expect(stagesAsOf(market, tomorrow)).rejects.toThrow('as_of.future')
	})
})

test('a split corrected later: the wrong one stays what the books said before, the right one holds since', async () => {
	const market = await openMarket({ appropriatedFen: fen(1_000_000) })
	const voucherId = await market.voucher(fen(100_000))
	const { number: fund } = await prisma.fund.findUniqueOrThrow({ where: { id: market.fundId } })
	const { entitlementId } = await prisma.voucher.findUniqueOrThrow({ where: { id: voucherId } })
	const before = await sealedMoment()
	const wrong = await prisma.transfer.findFirstOrThrow({ where: { entitlementId, sourceNo: 1 } })
	const proposal = {
		transfer: String(wrong.id),
		reason: '分摊记反',
		rightSource: undefined,
		rightAmount: undefined,
		rightDocument: '',
		split: [fen(40_000), fen(60_000)],
	}
	const { number } = await proposeCorrection(market.officer, fund, proposal)
	const { id } = await prisma.correction.findUniqueOrThrow({ where: { number } })
	await approveCorrection({ ...market.finance, now: april }, { fund, id: String(id) })
	const after = await sealedMoment()
	const faces = async (recorded: string | null, effective: string | null) => {
		const { rows } = await ownerPool().query<{ face_fen: string; free_fen: string; gone_fen: string }>(
			'SELECT face_fen, free_fen, gone_fen FROM entitlement_as_of($1, $2, $3)',
			[entitlementId, recorded, effective],
		)
		expect(rows.every((row) => row.face_fen === row.free_fen && row.gone_fen === '0')).toBe(true)
		return rows.map((row) => row.face_fen)
	}
	expect(await faces(before, null)).toEqual(['60000', '40000'])
	expect(await faces(after, null)).toEqual(['40000', '60000'])
	expect(await faces(after, '2026-04-09')).toEqual(['60000', '40000'])
	expect(await faces(null, '2026-04-10')).toEqual(['40000', '60000'])
})

test('a quota that is only a ceiling: its face from the grant, its free part until it lapses', async () => {
	const market = await openMarket({ appropriatedFen: fen(1_000_000) })
	const voucherId = await market.voucher(fen(100_000), { encumbrance: 'order' })
	await market.order(voucherId, { state: 'placed' })
	const now = new Date('2027-01-02T02:00:00Z')
	await callBooks({ ...market.reviewer, now }, 'lapse_voucher', { voucherId })
	const number = await numberOf(voucherId)
	const view = async (on: string) =>
		(await voucherAsOf(market.buyer, number, { day: day(on), clock: 'effective' })).total
	expect(await view('2026-03-09')).toMatchObject({ face: 0n, free: 0n })
	expect(await view('2026-12-31')).toEqual({ face: 100_000n, free: 50_000n, held: 50_000n, used: 0n, gone: 0n })
	expect(await view('2027-01-02')).toEqual(await figuresNow(voucherId))
})

test('the address chooses the view: a day that is not over has no recorded view, one to come has none at all', () => {
	const today = shanghaiDay(april)
	const choice = (query: string) => asOfChoice(new URLSearchParams(query), today)
	expect(choice('')).toMatchObject({ asOf: null, isRefused: false })
	expect(choice('day=2026-04-10')).toMatchObject({ asOf: { day: '2026-04-10', clock: 'effective' } })
	expect(choice('day=2026-04-10&clock=recorded')).toMatchObject({ asOf: null, isRefused: true })
	expect(choice('day=2026-04-09&clock=recorded')).toMatchObject({ asOf: { clock: 'recorded' } })
	expect(choice('day=2026-04-11')).toMatchObject({ asOf: null, isRefused: true })
	expect(choice('day=2026-02-30')).toMatchObject({ asOf: null, isRefused: true })
})
