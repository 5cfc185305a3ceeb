import type pg from 'pg'
import { describe, expect, test } from 'vitest'
import type { Context } from '#app/domain/context.server.ts'
import { callBooks } from '#app/domain/ledger/call-books.server.ts'
import { approvePeriod, dropPeriod } from '#app/domain/ledger/decide-period.server.ts'
import type { Month } from '#app/domain/ledger/period.ts'
import {
	closedYears,
	type PeriodSummary,
	periodSummary,
	verifySummary,
} from '#app/domain/ledger/period-summary.server.ts'
import { proposePeriod } from '#app/domain/ledger/propose-period.server.ts'
import { verifyBooks } from '#app/domain/ledger/verify-books.server.ts'
import { fen } from '#app/lib/money.ts'
import { pool, prisma } from '#app/platform/db.server.ts'
import { pdfText } from '#app/platform/pdf-text.server.ts'
import { periodPaper } from '#app/web/period-paper.server.ts'
import { type Market, openMarket, organisation, ownerPool } from '#tests/fixtures/market.ts'

/** The market's people in the middle of April; its fund was approved in March. */
const april = new Date('2026-04-10T02:00:00Z')
const at = (ctx: Context, now: Date): Context => ({ ...ctx, now })
const march = '2026-03' as Month

async function proposed(market: Market, kind: 'close' | 'reopen', month = march, now = april): Promise<string> {
	await proposePeriod(at(market.officer, now), kind, { month, reason: kind === 'reopen' ? '补记' : '' })
	const open = await prisma.periodProposal.findFirstOrThrow({
		where: { authorityId: market.authorityId, state: 'proposed' },
	})
	return String(open.id)
}

async function step(market: Market, kind: 'close' | 'reopen', month = march, now = april) {
	return approvePeriod(at(market.finance, now), await proposed(market, kind, month, now))
}

/** A grant to an enterprise of its own, on a day. */
async function grantOn(market: Market, now: Date, faceFen = fen(1_000)) {
	const applicationId = await market.application(faceFen, await organisation('enterprise'))
	return grant(market, applicationId, now, faceFen)
}
const grant = (market: Market, applicationId: bigint, now: Date, faceFen = fen(1_000)) =>
	callBooks(at(market.reviewer, now), 'grant_vouchers', grantArgs(market, applicationId, faceFen))
const grantArgs = (market: Market, applicationId: bigint, faceFen = fen(1_000)) => ({
	fundId: market.fundId,
	requests: [
		{
			applicationId,
			number: `KJ-P-${applicationId}`,
			faceFen,
			split: [faceFen, 0n],
			useBy: '2026-12-31',
			redeemBy: '2026-12-31',
			encumbrance: 'grant',
			draws: [],
		},
	],
})

type Total = { sourceNo: number; stage: string; amountFen: string }
async function storedTotals(market: Market, month = march): Promise<Record<string, string>> {
	const row = await prisma.periodClose.findFirstOrThrow({
		where: { authorityId: market.authorityId, month, kind: 'close' },
		orderBy: { id: 'desc' },
	})
	return Object.fromEntries((row.totals as Total[]).map((t) => [`${t.stage}.${t.sourceNo}`, t.amountFen]))
}

/** What the transfers of the fund up to the end of March add up to now. */
async function sumsNow(market: Market): Promise<Record<string, string>> {
	const { rows } = await ownerPool().query<{ source_no: number; stage: string; amount_fen: string }>(
		`SELECT source_no, stage, amount_fen FROM fund_stages_as_of($1, NULL, '2026-03-31')`,
		[market.fundId],
	)
	return Object.fromEntries(rows.map((row) => [`${row.stage}.${row.source_no}`, row.amount_fen]))
}

async function differences() {
	const client = await ownerPool().connect()
	try {
		return (await verifyBooks(client)).named
	} finally {
		client.release()
	}
}

const waitsForLock = async () => {
	const { rows } = await ownerPool().query<{ n: string }>(
		`SELECT count(*) AS n FROM pg_locks WHERE locktype = 'advisory' AND NOT granted AND database = (SELECT oid FROM pg_database WHERE datname = current_database())`,
	)
	return Number(rows[0]!.n)
}

/** Runs `work` with a client inside an open transaction, then commits. */
async function inTransaction(work: (client: pg.PoolClient) => Promise<void>) {
	const client = await ownerPool().connect()
	try {
		await client.query('BEGIN')
		await work(client)
		await client.query('COMMIT')
	} finally {
		client.release()
	}
}
const grantWithin = (client: pg.PoolClient, market: Market, applicationId: bigint, now: Date) =>
	client.query('SELECT grant_vouchers($1, $2)', [
		JSON.stringify({ actorId: String(market.idOf(market.reviewer)), scopeOrgId: String(market.authorityId), now }),
		JSON.stringify(grantArgs(market, applicationId), (_, value) => (typeof value === 'bigint' ? String(value) : value)),
	])

describe('closing a month', () => {
	test('two people close it; its totals and root are kept; nothing enters it any more, the next month goes on', async () => {
		const market = await openMarket({ appropriatedFen: fen(1_000_000) })
		await grantOn(market, market.now, fen(2_000))
		await step(market, 'close')
		expect(await storedTotals(market)).toEqual({
			'treasury.1': '-600000',
			'treasury.2': '-400000',
			'available.1': '598000',
			'available.2': '400000',
			'granted.1': '2000',
		})
		await expect(grantOn(market, market.now)).rejects.toMatchObject({
			code: 'period.closed',
			details: { month: march },
		})
		await expect(grantOn(market, new Date('2026-02-28T02:00:00Z'))).rejects.toMatchObject({ code: 'period.closed' })
		await grantOn(market, april)
		expect(await sumsNow(market)).toEqual(await storedTotals(market))
		expect(await differences()).toEqual([])
	})

	test('another authority’s month stays open', async () => {
		const [market, other] = await Promise.all([openMarket(), openMarket()])
		await step(market, 'close')
		await grantOn(other, other.now)
	})

	test('nobody closes a month alone, by command or by row', async () => {
		const market = await openMarket()
		const id = await proposed(market, 'close')
		await expect(approvePeriod(at(market.officer, april), id)).rejects.toMatchObject({ code: 'access.other_person' })
		await expect(callBooks(at(market.officer, april), 'approve_period', { proposalId: id })).rejects.toMatchObject({
			code: 'access.other_person',
		})
		const alone = market.idOf(market.officer)
		await expect(
			ownerPool().query(
				`INSERT INTO period_close (authority_id, month, totals, root, closed_by_id, approved_by_id) VALUES ($1, '2026-03', '[]', '\\x00', $2, $2)`,
				[market.authorityId, alone],
			),
		).rejects.toMatchObject({ code: '23514' })
		await expect(
			ownerPool().query(`UPDATE period_proposal SET state = 'approved', decided_by_id = $2 WHERE id = $1`, [id, alone]),
		).rejects.toMatchObject({ code: '23514' })
		await expect(pool.query(`UPDATE period_proposal SET state = 'approved'`)).rejects.toMatchObject({ code: '42501' })
		await expect(pool.query('DELETE FROM period_close')).rejects.toMatchObject({ code: '42501' })
	})

	test('only who may: programme officer and finance, of the same authority', async () => {
		const [market, other] = await Promise.all([openMarket(), openMarket()])
		await expect(
			proposePeriod(at(market.reviewer, april), 'close', { month: march, reason: '' }),
		).rejects.toMatchObject({ code: 'access.denied' })
		const id = await proposed(market, 'close')
		await expect(approvePeriod(at(other.finance, april), id)).rejects.toMatchObject({ code: 'access.denied' })
		await expect(callBooks(at(other.finance, april), 'approve_period', { proposalId: id })).rejects.toMatchObject({
			code: 'not_found',
		})
	})

	test('a month that is not over, or that has open months before it, is not closed', async () => {
		const market = await openMarket()
		const lastDay = new Date('2026-03-31T15:59:59Z') // 23:59:59 in Shanghai
		await expect(proposed(market, 'close', march, lastDay)).rejects.toMatchObject({
			code: 'period.not_over',
			details: { day: '2026-03-31' },
		})
		const may = new Date('2026-05-10T02:00:00Z')
		await expect(proposed(market, 'close', '2026-04' as Month, may)).rejects.toMatchObject({
			code: 'period.earlier_open',
			details: { month: march },
		})
		await step(market, 'close', march, may)
		await expect(proposed(market, 'close', march, may)).rejects.toMatchObject({ code: 'state.changed_meanwhile' })
		await step(market, 'close', '2026-04' as Month, may)
		expect(await differences()).toEqual([])
	})

	test('one proposal at a time; its maker withdraws it, another refuses it', async () => {
		const market = await openMarket()
		const first = await proposed(market, 'close')
		await expect(proposePeriod(at(market.finance, april), 'close', { month: march, reason: '' })).rejects.toMatchObject(
			{ code: 'period.proposal_open' },
		)
		await dropPeriod(at(market.officer, april), first)
		const second = await proposed(market, 'close')
		await dropPeriod(at(market.finance, april), second)
		await expect(approvePeriod(at(market.finance, april), second)).rejects.toMatchObject({
			code: 'state.changed_meanwhile',
		})
		const states = await prisma.periodProposal.findMany({
			where: { authorityId: market.authorityId },
			orderBy: { id: 'asc' },
		})
		expect(states.map(({ state }) => state)).toEqual(['withdrawn', 'refused'])
	})

	test('approved by 32 at once: closed once; the same key twice: the same answer', async () => {
		const market = await openMarket()
		const id = await proposed(market, 'close')
		const outcomes = await Promise.allSettled(
			Array.from({ length: 32 }, () => callBooks(at(market.finance, april), 'approve_period', { proposalId: id })),
		)
		expect(outcomes.filter(({ status }) => status === 'fulfilled')).toHaveLength(1)
		expect(await prisma.periodClose.count({ where: { authorityId: market.authorityId } })).toBe(1)

		const keyed = { ...at(market.officer, april), key: `reopen:${id}` }
		const args = { authorityId: market.authorityId, month: march, kind: 'reopen', reason: '补记' }
		const answers = [
			await callBooks(keyed, 'propose_period', args),
			await callBooks(keyed, 'propose_period', args),
		] as { proposalId: string }[]
		expect(answers[0]).toEqual(answers[1])
		await expect(callBooks(keyed, 'propose_period', { ...args, reason: '别的' })).rejects.toMatchObject({
			code: 'command.key_reused',
		})
		const approval = { ...at(market.finance, april), key: `approve:${id}` }
		const which = { proposalId: answers[0]!.proposalId }
		expect(await callBooks(approval, 'approve_period', which)).toEqual(
			await callBooks(approval, 'approve_period', which),
		)
	})
})

describe('a close and the writers under way', () => {
	test('the close waits for a writer of the month, and counts it', async () => {
		const market = await openMarket({ appropriatedFen: fen(1_000_000) })
		const id = await proposed(market, 'close')
		const applicationId = await market.application(fen(1_000))
		let close: Promise<unknown> = Promise.resolve()
		await inTransaction(async (client) => {
			await grantWithin(client, market, applicationId, market.now)
			close = approvePeriod(at(market.finance, april), id)
			await expect.poll(waitsForLock).toBe(1)
			expect(await prisma.periodClose.count({ where: { authorityId: market.authorityId } })).toBe(0)
		})
		await close
		expect(await storedTotals(market)).toMatchObject({ 'granted.1': '1000', 'available.1': '599000' })
		expect(await differences()).toEqual([])
	})

	test('it does not wait for writers of another month', async () => {
		const market = await openMarket()
		const id = await proposed(market, 'close')
		const applicationId = await market.application(fen(1_000))
		await inTransaction(async (client) => {
			await grantWithin(client, market, applicationId, april)
			await approvePeriod(at(market.finance, april), id)
		})
		expect(await storedTotals(market)).not.toHaveProperty(['granted.1'])
		expect(await differences()).toEqual([])
	})

	test('twelve writers while the month closes: each is counted or refused, and the sums never change', async () => {
		const market = await openMarket({ appropriatedFen: fen(1_000_000) })
		const id = await proposed(market, 'close')
		const applications: bigint[] = []
		for (let n = 0; n < 48; n++) applications.push(await market.application(fen(100), await organisation('enterprise')))
		let closed: Promise<unknown> | undefined
		const outcomes: string[] = []
		await Promise.all(
			Array.from({ length: 12 }, async (_, writer) => {
				for (const applicationId of applications.slice(writer * 4, writer * 4 + 4)) {
					const outcome = await grant(market, applicationId, market.now, fen(100)).then(
						() => 'granted',
						(error) => error.code as string,
					)
					outcomes.push(outcome)
					if (outcomes.length === 12) closed = approvePeriod(at(market.finance, april), id)
				}
			}),
		)
		await closed
		const granted = outcomes.filter((outcome) => outcome === 'granted').length
		expect(new Set(outcomes)).toEqual(new Set(granted === 48 ? ['granted'] : ['granted', 'period.closed']))
		expect(await storedTotals(market)).toMatchObject({ 'granted.1': String(granted * 100) })
		expect(await sumsNow(market)).toEqual(await storedTotals(market))
		await expect(grant(market, applications[0]!, market.now, fen(100))).resolves.toMatchObject({
			results: [{ refusal: 'state.changed_meanwhile' }],
		})
		expect(await differences()).toEqual([])
	})

	test('a transaction on an old snapshot, which would not see the close, writes nothing', async () => {
		const market = await openMarket()
		const applicationId = await market.application(fen(1_000))
		const client = await ownerPool().connect()
		try {
			await client.query('BEGIN ISOLATION LEVEL REPEATABLE READ')
			await expect(grantWithin(client, market, applicationId, market.now)).rejects.toThrow('read committed')
		} finally {
			await client.query('ROLLBACK')
			client.release()
		}
	})
})

describe('reopening a month', () => {
	test('takes a reason and leaves a scar; closed again it has other totals and another root', async () => {
		const market = await openMarket({ appropriatedFen: fen(1_000_000) })
		await step(market, 'close')
		await expect(
			callBooks(at(market.officer, april), 'propose_period', {
				authorityId: market.authorityId,
				month: march,
				kind: 'reopen',
				reason: '',
			}),
		).rejects.toMatchObject({ code: 'input.invalid' })
		await step(market, 'reopen')
		await grantOn(market, market.now)
		await step(market, 'close')
		const rows = await prisma.periodClose.findMany({
			where: { authorityId: market.authorityId },
			orderBy: { id: 'asc' },
		})
		expect(rows.map(({ kind, reason }) => [kind, reason])).toEqual([
			['close', null],
			['reopen', '补记'],
			['close', null],
		])
		expect(Buffer.from(rows[0]!.root!).equals(Buffer.from(rows[2]!.root!))).toBe(false)
		expect(await storedTotals(market)).toMatchObject({ 'granted.1': '1000' })
		expect(await differences()).toEqual([])
	})

	test('only the last closed month is reopened', async () => {
		const market = await openMarket()
		const may = new Date('2026-05-10T02:00:00Z')
		await step(market, 'close', march, may)
		await step(market, 'close', '2026-04' as Month, may)
		await expect(proposed(market, 'reopen', march, may)).rejects.toMatchObject({
			code: 'period.later_closed',
			details: { month: '2026-04' },
		})
		await expect(proposed(market, 'reopen', '2026-05' as Month, may)).rejects.toMatchObject({
			code: 'state.changed_meanwhile',
		})
		await step(market, 'reopen', '2026-04' as Month, may)
		await step(market, 'reopen', march, may)
		await grantOn(market, market.now)
		expect(await differences()).toEqual([])
	})
})

test('without the guard a closed month that changed is named, with its totals and its root', async () => {
	const market = await openMarket()
	await step(market, 'close')
	await ownerPool().query('ALTER TABLE transfer DISABLE TRIGGER transfer_period')
	try {
		await grantOn(market, market.now)
	} finally {
		await ownerPool().query('ALTER TABLE transfer ENABLE TRIGGER transfer_period')
	}
	const named = await differences()
	const of = (invariant: string) => named.filter((row) => row.invariant === invariant).map(({ subject }) => subject)
	expect(of('closed_totals').sort()).toEqual([
		expect.stringContaining('source 1 available'),
		expect.stringContaining('source 1 granted'),
	])
	expect(of('closed_roots')).toEqual([`authority ${market.authorityId} 2026-03`])
})

describe('the signed summary', () => {
	const tampered = (summary: PeriodSummary, change: Partial<PeriodSummary>) => ({ ...summary, ...change })

	test('names both people, totals and roots; it agrees with the books, and says what was changed in it', async () => {
		const market = await openMarket()
		await grantOn(market, market.now, fen(2_000))
		await step(market, 'close')
		const summary = await periodSummary(market.finance, march)
		expect(summary.proposed).toMatchObject({ name: '演示 programme_officer', action: 'period.close_proposed' })
		expect(summary.approved).toMatchObject({ name: '演示 finance', action: 'period.closed' })
		expect(summary.totals).toContainEqual(expect.objectContaining({ stage: 'granted', amountFen: '2000' }))
		const file = JSON.parse(JSON.stringify(summary)) as PeriodSummary
		expect(await verifySummary(prisma, file)).toMatchObject({ ok: true, differences: [] })
		const forged = await verifySummary(prisma, tampered(file, { root: '0'.repeat(64) }))
		expect(forged.ok).toBe(false)
		expect(forged.differences.length).toBeGreaterThanOrEqual(3)
		await expect(periodSummary(market.seller, march)).rejects.toMatchObject({ code: 'access.denied' })
		await expect(periodSummary(market.finance, '2026-04')).rejects.toMatchObject({ code: 'not_found' })
	})

	test('of a month reopened and closed again keeps the scar; the one handed out before no longer agrees', async () => {
		const market = await openMarket()
		await step(market, 'close')
		const before = await periodSummary(market.finance, march)
		await step(market, 'reopen')
		expect(await verifySummary(prisma, before)).toMatchObject({ ok: false })
		await grantOn(market, market.now)
		await step(market, 'close')
		const after = await periodSummary(market.finance, march)
		expect(after.reopenings).toMatchObject([{ month: march, reason: '补记', proposedBy: '演示 programme_officer' }])
		expect(await verifySummary(prisma, after)).toMatchObject({ ok: true })
		expect((await verifySummary(prisma, before)).ok).toBe(false)
	})

	test('a year is closed with its December, over all its months; a changed transfer is named', async () => {
		const market = await openMarket()
		const later = new Date('2027-01-10T02:00:00Z')
		for (let month = 3; month <= 12; month++) {
			expect(await closedYears(market.finance)).toEqual([])
			await step(market, 'close', `2026-${String(month).padStart(2, '0')}` as Month, later)
		}
		expect(await closedYears(market.finance)).toEqual(['2026'])
		const year = await periodSummary(market.finance, '2026')
		expect(year.months).toHaveLength(10)
		expect(year.root).toBe(year.months.at(-1)!.root)
		expect(await verifySummary(prisma, year)).toMatchObject({ ok: true })
		const text = (await pdfText(await periodPaper(year, { locale: 'zh', isDemo: true }))).pieces
			.map((piece) => piece.text)
			.join('')
		expect(text).toContain(year.contentHash)
		expect(text).toContain('本期没有重开过')
	})

	test('money dated in a closed month is refused, as every entry is', async () => {
		const market = await openMarket()
		await step(market, 'close')
		const receipt = (receivedOn: string) =>
			callBooks(at(market.finance, april), 'record_receipt', {
				fundId: market.fundId,
				sourceNo: 1,
				documentNo: '拨款',
				amountFen: 1n,
				receivedOn,
			})
		await expect(receipt('2026-03-31')).rejects.toMatchObject({ code: 'period.closed', details: { month: march } })
		await expect(receipt('2026-01-01')).rejects.toMatchObject({ code: 'period.closed' })
		await receipt('2026-04-01')
	})
})
