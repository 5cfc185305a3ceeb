import { afterAll, describe, expect, test, vi } from 'vitest'
import type { Context } from '#app/domain/context.server.ts'
import { verifyBooks } from '#app/domain/ledger/verify-books.server.ts'
import { askedBy, callOf, type GrantRequest } from '#app/domain/vouchers/grant-call.server.ts'
import { requestGrant } from '#app/domain/vouchers/grant-queue.server.ts'
import { DomainError } from '#app/lib/errors.ts'
import { fen } from '#app/lib/money.ts'
import { pool } from '#app/platform/db.server.ts'
import { type Market, openMarket, organisation, ownerPool } from '#tests/fixtures/market.ts'

type Asked = {
	faceFen?: bigint
	split?: bigint[]
	draws?: GrantRequest['draws']
	enterpriseId?: bigint
	key?: string
	inputs?: string
	number?: string
}

/** A request of a new enterprise (unless named) for a voucher, an application with it; 100.00 yuan, 60 / 40, unless told otherwise. */
async function request(market: Market, asked: Asked = {}): Promise<{ ctx: Context; request: GrantRequest }> {
	const enterpriseId = asked.enterpriseId ?? (await organisation('enterprise'))
	const faceFen = asked.faceFen ?? 10_000n
	return {
		ctx: {
			...market.buyer,
			actor: { ...market.buyer.actor, organisationId: enterpriseId } as Context['actor'],
			...(asked.key ? { key: asked.key } : {}),
		},
		request: {
			fundId: market.fundId,
			application: {
				roundId: market.roundId,
				versionId: market.versionId,
				enterpriseId,
				requestedFen: faceFen,
				facts: {},
				evaluation: {},
				commitmentText: '承诺书',
				commitmentFileId: null,
			},
			faceFen,
			split: asked.split ?? [(faceFen * 6n) / 10n, faceFen - (faceFen * 6n) / 10n],
			useBy: null,
			redeemBy: null,
			encumbrance: 'grant',
			draws: asked.draws ?? [],
			inputs: asked.inputs ?? 'first',
		},
	}
}
const grant = async (one: Awaited<ReturnType<typeof request>>) => {
	try {
		return (await requestGrant(one.ctx, one.request)).voucherNumber
	} catch (error) {
		if (error instanceof DomainError) return error.code
		throw error
	}
}
/** All of them in one turn of the event loop, so that they stand in the queue together, in this order. */
const together = (all: Awaited<ReturnType<typeof request>>[]) => Promise.all(all.map(grant))
const count = async (sql: string, ...values: unknown[]) =>
	Number((await ownerPool().query(`SELECT count(*) AS n FROM ${sql}`, values)).rows[0].n)

async function expectWhole(): Promise<void> {
	const client = await ownerPool().connect()
	const { named } = await verifyBooks(client).finally(() => client.release())
	expect(named).toEqual([])
}

afterAll(() => ownerPool().end())

describe('the queue of a fund', () => {
	test('grants in the order of arrival until the money is gone; one too large does not block smaller ones behind it', async () => {
		const market = await openMarket({ appropriatedFen: fen(50_000) })
		const faces = [20_000n, 20_000n, 20_000n, 10_000n, 10_000n]
		const asked = await Promise.all(faces.map((faceFen) => request(market, { faceFen })))
		const answers = await together(asked)
		expect(answers.map((answer) => (answer.startsWith('KJ-') ? 'granted' : answer))).toEqual([
			'granted',
			'granted',
			'fund.exhausted',
			'granted',
			'fund.exhausted',
		])
		expect(await market.stages()).toMatchObject({ available: [0n, 0n], granted: [30_000n, 20_000n] })
		expect(await count('application WHERE round_id = $1', market.roundId)).toBe(3) // refused ones leave nothing behind
		await expectWhole()
	})

	test('a crowd shares a few calls of the books, and every one gets a number of its own', async () => {
		const market = await openMarket()
		const asked = await Promise.all(Array.from({ length: 60 }, () => request(market)))
		const before = await count('command')
		const numbers = await together(asked)
		expect(new Set(numbers).size).toBe(60)
		expect(await count('command')).toBe(before + 60)
		const { rows } = await ownerPool().query(
			`SELECT count(DISTINCT xid) AS calls FROM transfer WHERE fund_id = $1 AND to_stage = 'granted'`,
			[market.fundId],
		)
		expect(Number(rows[0].calls)).toBeLessThanOrEqual(2)
		await expectWhole()
	})

	test('the same key and inputs answer with the voucher already given, within one call and later; other inputs are refused', async () => {
		const market = await openMarket()
		const enterpriseId = await organisation('enterprise')
		const one = await request(market, { enterpriseId, key: 'k1' })
		const other = await request(market, { enterpriseId, key: 'k1', inputs: 'other' })
		const [first, second, third] = await together([one, one, other])
		expect(first).toMatch(/^KJ-/)
		expect(second).toBe(first)
		expect(third).toBe('command.key_reused')
		expect(await grant(one)).toBe(first)
		expect(await grant(other)).toBe('command.key_reused')
		expect(await count('voucher WHERE enterprise_id = $1', enterpriseId)).toBe(1)
		await expectWhole()
	})

	test('an enterprise has one live application in a round, however many of its people press at once', async () => {
		const market = await openMarket()
		const enterpriseId = await organisation('enterprise')
		const asked = await Promise.all(['a', 'b', 'c'].map((key) => request(market, { enterpriseId, key })))
		const answers = await together(asked)
		expect(answers.filter((answer) => answer.startsWith('KJ-'))).toHaveLength(1)
		expect(answers.filter((answer) => answer === 'application.live_one')).toHaveLength(2)
		expect(await grant((await Promise.all([request(market, { enterpriseId, key: 'd' })]))[0]!)).toBe(
			'application.live_one',
		)
	})

	test('a list that asks for more than the fund has is answered one by one, not broken', async () => {
		const market = await openMarket({ appropriatedFen: fen(25_000) })
		const asked = await Promise.all([1, 2, 3].map(() => request(market)))
		const { rows } = await pool.query(
			callOf(
				market.fundId,
				asked.map((one, n) => askedBy({ ...one.ctx, key: `list:${n}` }, one.request)),
				asked.map((_, n) => ({ number: `KJ-${market.fundId}-${n}`, applicationNumber: `SL-${market.fundId}-${n}` })),
			),
		)
		expect(rows[0].answer.results.map((one: { refusal?: string }) => one.refusal)).toEqual([
			undefined,
			undefined,
			'fund.exhausted',
		])
		await expectWhole()
	})

	test('parts that do not make the face, or below zero, are refused, alone and beside others', async () => {
		const market = await openMarket()
		const [short, below, right] = await Promise.all([
			request(market, { split: [6_000n, 3_999n] }),
			request(market, { split: [11_000n, -1_000n] }),
			request(market),
		])
		for (const wrong of [short, below]) {
			expect(await grant(wrong!)).toBe('input.invalid')
			expect((await together([wrong!, right!, right!]))[0]).toBe('input.invalid')
		}
		await expectWhole()
	})

	test('one that the database refuses is told so alone; those beside it get theirs', async () => {
		const market = await openMarket()
		const asked = await Promise.all(Array.from({ length: 7 }, () => request(market)))
		;(asked[3]!.request.application as { commitmentText: string }).commitmentText = '' // application_commitment refuses it
		const answers = await Promise.allSettled(asked.map(grant))
		expect(answers.map(({ status }) => status)).toEqual(
			asked.map((_, index) => (index === 3 ? 'rejected' : 'fulfilled')),
		)
		expect(await count('voucher WHERE fund_id = $1', market.fundId)).toBe(6)
		await expectWhole()
	})

	test('an exhausted fund answers without waiting for its row, and still replays what it gave', async () => {
		const market = await openMarket({ appropriatedFen: fen(10_000) })
		const winner = await request(market, { key: 'w' })
		const number = await grant(winner)
		const holder = await ownerPool().connect()
		try {
			await holder.query('BEGIN')
			await holder.query('SELECT 1 FROM fund_balance WHERE fund_id = $1 FOR UPDATE', [market.fundId]) // somebody draws and takes long
			expect(await grant(await request(market))).toBe('fund.exhausted')
			expect(await grant(winner)).toBe(number)
		} finally {
			await holder.query('ROLLBACK')
			holder.release()
		}
	})

	test('money that came back is given by the next draw', async () => {
		const market = await openMarket({ appropriatedFen: fen(10_000) })
		await grant(await request(market))
		expect(await grant(await request(market))).toBe('fund.exhausted')
		await ownerPool().query(`UPDATE entitlement SET use_by = '2026-03-01' WHERE fund_id = $1`, [market.fundId])
		const { rows } = await ownerPool().query('SELECT id FROM voucher WHERE fund_id = $1', [market.fundId])
		const { callBooks } = await import('#app/domain/ledger/call-books.server.ts')
		await callBooks(market.officer, 'lapse_voucher', { voucherId: rows[0].id })
		expect(await grant(await request(market))).toMatch(/^KJ-/)
		await expectWhole()
	})

	test('a batch whose answer was lost is asked for again under its keys: nobody gets two, nobody gets none', async () => {
		const market = await openMarket()
		const asked = await Promise.all(Array.from({ length: 5 }, (_, n) => request(market, { key: `lost:${n}` })))
		const query = pool.query.bind(pool)
		let isLost = false
		// why: a connection that breaks after the commit and before its answer cannot be made to happen on time
		pool.query = (async (...args: unknown[]) => {
			const answer = await (query as (...all: unknown[]) => Promise<unknown>)(...args)
			if (isLost || (args[0] as { name?: string }).name !== 'grant_batch') return answer
			isLost = true
			throw new Error('Connection terminated unexpectedly')
		}) as typeof pool.query
		try {
			const numbers = await together(asked)
			expect(isLost).toBe(true)
			expect(new Set(numbers).size).toBe(5)
		} finally {
			pool.query = query as typeof pool.query
		}
		expect(await count('voucher WHERE fund_id = $1', market.fundId)).toBe(5)
		await expectWhole()
	})

	test('two batches whose connections broke go again in the order of arrival', async () => {
		const market = await openMarket()
		const asked = await Promise.all(Array.from({ length: 251 }, () => request(market, { faceFen: 100n })))
		const query = pool.query.bind(pool)
		let calls = 0
		let breakBoth = () => {}
		const bothAreOut = new Promise<void>((resolve) => {
			breakBoth = resolve
		})
		// why: two connections cannot be made to break at one moment, nor the first be the one that rests longer
		pool.query = (async (...args: unknown[]) => {
			if ((args[0] as { name?: string }).name !== 'grant_batch' || ++calls > 2)
				return (query as (...all: unknown[]) => Promise<unknown>)(...args)
			if (calls === 2) breakBoth()
			await bothAreOut
			throw new Error('Connection terminated unexpectedly')
		}) as typeof pool.query
		const random = vi.spyOn(Math, 'random').mockReturnValue(0).mockReturnValueOnce(0.99)
		try {
			const first = grant(asked[0]!)
			await new Promise((resolve) => setTimeout(resolve, 20))
			const [number, ...others] = await Promise.all([first, ...asked.slice(1).map(grant)])
			expect(calls).toBe(4)
			const { rows } = await ownerPool().query<{ subject: string }>(
				`SELECT subject FROM command WHERE subject = ANY ($1) ORDER BY recorded_at, id LIMIT 1`,
				[[number, ...others]],
			)
			expect(rows[0]!.subject).toBe(number)
		} finally {
			random.mockRestore()
			pool.query = query as typeof pool.query
		}
		await expectWhole()
	})
})

/** The counters `evaluate` makes: of one enterprise, of its lifetime, of a controller's firms, of all together, of several programmes. */
const scopes = [
	'enterprise:X:year:2026',
	'enterprise:X:lifetime',
	'controller:C:year:2026',
	'pool:year:2026',
	'joint:J:enterprise:X:year:2026',
]

describe('a cap is never passed together', () => {
	test.each(scopes)('%s: of 24 who race from two funds, as many are granted as it holds', async (scope) => {
		const [one, other] = await Promise.all([openMarket(), openMarket()])
		const capKey = `programme:${one.fundId}:${scope}`
		const draws = [{ capKey, limitFen: fen(55_000), amountFen: fen(10_000) }]
		const asked = await Promise.all(Array.from({ length: 24 }, (_, n) => request(n % 2 ? one : other, { draws })))
		const answers = await together(asked)
		expect(answers.filter((answer) => answer.startsWith('KJ-'))).toHaveLength(5)
		expect(new Set(answers.filter((answer) => !answer.startsWith('KJ-')))).toEqual(new Set(['cap.exceeded']))
		const { rows } = await ownerPool().query('SELECT used_fen FROM cap_usage WHERE cap_key = $1', [capKey])
		expect(rows[0].used_fen).toBe('50000')
		await expect(
			ownerPool().query('UPDATE cap_usage SET used_fen = limit_fen + 1 WHERE cap_key = $1', [capKey]),
		).rejects.toThrow(/cap_usage_limit/)
		await expectWhole()
	})

	test('a cap opened and held by somebody while a call waits for the fund sends the call back, before they stand in each other’s way', async () => {
		const market = await openMarket()
		const capKey = `programme:${market.fundId}:opened`
		const draws = [{ capKey, limitFen: fen(55_000), amountFen: fen(10_000) }]
		const [raw, asked] = [await request(market, { draws }), await request(market, { draws })]
		const [fund, cap] = [await ownerPool().connect(), await ownerPool().connect()]
		await fund.query('BEGIN')
		await fund.query('SELECT 1 FROM fund_balance WHERE fund_id = $1 FOR UPDATE', [market.fundId])
		const numbers = [{ number: `KJ-${capKey}`, applicationNumber: `SL-${capKey}` }]
		const alone = pool
			.query(callOf(market.fundId, [askedBy({ ...raw.ctx, key: 'alone' }, raw.request)], numbers))
			.catch((error: { code: string }) => error.code)
		const through = grant(asked)
		const waiting = async () => {
			const { rows } = await pool.query(
				`SELECT count(*)::int AS n FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock' AND query LIKE '%grant_batch%'`,
			)
			return rows[0].n
		}
		await expect.poll(waiting, { timeout: 10_000 }).toBe(2)
		await cap.query('INSERT INTO cap_usage (cap_key, limit_fen, used_fen) VALUES ($1, 55000, 0)', [capKey])
		await cap.query('BEGIN')
		await cap.query('SELECT 1 FROM cap_usage WHERE cap_key = $1 FOR UPDATE', [capKey])
		await fund.query('COMMIT')
		expect(await alone).toBe('40001')
		await cap.query('COMMIT')
		expect(await through).toMatch(/^KJ-/)
		fund.release()
		cap.release()
		await expectWhole()
	})
})
