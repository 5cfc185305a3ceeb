import { afterAll, describe, expect, test } from 'vitest'
import type { Context } from '#app/domain/context.server.ts'
import { callBooks } from '#app/domain/ledger/call-books.server.ts'
import { verifyBooks } from '#app/domain/ledger/verify-books.server.ts'
import { requestAcceptance, requestOrder } from '#app/domain/orders/order-queue.server.ts'
import { DomainError } from '#app/lib/errors.ts'
import { fen } from '#app/lib/money.ts'
import { pool } from '#app/platform/db.server.ts'
import { type Market, openMarket, organisation, ownerPool, serial } from '#tests/fixtures/market.ts'

type Wanted = {
	amountFen?: bigint
	priceFen?: bigint
	enterpriseId?: bigint
	draws?: { capKey: string; limitFen: bigint; amountFen: bigint }[]
	key?: string
	note?: string
	at?: string
}
const at = (ctx: Context, day?: string): Context => (day ? { ...ctx, now: new Date(`${day}T02:00:00Z`) } : ctx)
const codeOf = (error: unknown) => {
	if (error instanceof DomainError) return error.code
	throw error
}

/** Asks for an order on a voucher (or none), of 1,000.00 yuan and 500.00 from the voucher unless told otherwise: the order's id, or the refusal. */
async function place(market: Market, voucherId: bigint | null, wanted: Wanted = {}): Promise<string> {
	const priceFen = wanted.priceFen ?? 100_000n
	const amountFen = wanted.amountFen ?? 50_000n
	const terms = { voucherId, programmeId: market.programmeId, versionId: market.versionId, mode: 'deduct' }
	const ctx = { ...at(market.buyer, wanted.at), ...(wanted.key ? { key: wanted.key } : {}) }
	return requestOrder(ctx, {
		order: {
			listingId: market.listingId,
			enterpriseId: wanted.enterpriseId ?? market.enterpriseId,
			providerId: market.providerId,
			quantity: 1,
			unitPriceFen: priceFen,
			priceFen,
			note: wanted.note ?? '',
			...(voucherId ? terms : {}),
		},
		papers: { listingSnapshot: '{"name":"拉伸试验"}', evaluation: '{"decision":"eligible"}' },
		amountFen,
		draws: wanted.draws ?? [],
		replyDueAt: new Date(market.now.getTime() + 86_400_000),
		inputs: { voucherId, amountFen },
	}).then(({ orderId }) => String(orderId), codeOf)
}
const accept = (market: Market, orderId: bigint | string, key?: string) =>
	requestAcceptance({ ...market.buyer, ...(key ? { key } : {}) }, { orderId: String(orderId) }).then(
		(answer) => JSON.stringify(answer),
		codeOf,
	)

const isId = (answer: string) => /^\d+$/.test(answer)
const one = async (sql: string, ...values: unknown[]) => (await ownerPool().query(sql, values)).rows[0]
const callsOf = async (action: string, market: Market) =>
	Number(
		(
			await one(
				'SELECT count(DISTINCT c.xid) AS n FROM command c JOIN transfer t ON t.command_id = c.id WHERE t.fund_id = $1 AND c.action = $2',
				market.fundId,
				action,
			)
		).n,
	)

async function expectWhole(): Promise<void> {
	const client = await ownerPool().connect()
	const { named } = await verifyBooks(client).finally(() => client.release())
	expect(named).toEqual([])
}

/** A voucher of the market's enterprise beside its others: an enterprise has one live application in a round, so another asked for it. */
async function voucher(market: Market, faceFen = fen(80_000), encumbrance = 'grant'): Promise<bigint> {
	const voucherId = await market.voucher(faceFen, { encumbrance, enterprise: await organisation('enterprise') })
	const handOver = 'UPDATE voucher SET enterprise_id = $2 WHERE id = $1 RETURNING entitlement_id AS id'
	const { id } = await one(handOver, voucherId, market.enterpriseId)
	await ownerPool().query('UPDATE entitlement SET holder_id = $2 WHERE id = $1', [id, market.enterpriseId])
	return voucherId
}
/** Vouchers of 800.00 yuan each, 60 / 40. */
const vouchers = (market: Market, count: number) => Promise.all(Array.from({ length: count }, () => voucher(market)))

/** Runs `work` while the first call of the books under `name` loses its answer after its commit. */
async function losingAnswer<T>(name: string, work: () => Promise<T>): Promise<T> {
	const query = pool.query.bind(pool)
	let isLost = false
	// why: a connection that breaks after the commit and before its answer cannot be made to happen on time
	pool.query = (async (...args: unknown[]) => {
		const answer = await (query as (...all: unknown[]) => Promise<unknown>)(...args)
		if (isLost || (args[0] as { name?: string }).name !== name) return answer
		isLost = true
		throw new Error('Connection terminated unexpectedly')
	}) as typeof pool.query
	try {
		return await work()
	} finally {
		pool.query = query as typeof pool.query
		expect(isLost).toBe(true)
	}
}

/** Starts calls one after the other while somebody holds the rows of `lock`, then lets go: all have looked before any could write. */
async function behind<T>(lock: string, value: unknown, calls: (() => Promise<T>)[]): Promise<T[]> {
	const client = await ownerPool().connect()
	try {
		await client.query('BEGIN')
		await client.query(`${lock} FOR UPDATE`, [value])
		const waiting = () =>
			one(
				'SELECT count(DISTINCT pid)::int AS n FROM pg_locks l JOIN pg_stat_activity a USING (pid) WHERE NOT l.granted AND a.datname = current_database()',
			)
		const answers: Promise<T>[] = []
		for (const call of calls) {
			answers.push(call())
			for (let i = 0; i < 200 && (await waiting()).n < answers.length; i++)
				await new Promise((resolve) => setTimeout(resolve, 20))
		}
		await client.query('COMMIT')
		return await Promise.all(answers)
	} finally {
		client.release()
	}
}

afterAll(() => ownerPool().end())

describe('orders placed together', () => {
	test('share a call of the books, and each leaves the rows one placed alone leaves', async () => {
		const market = await openMarket()
		const owned = await vouchers(market, 9)
		const ids = await Promise.all(
			owned.map((voucherId, n) => place(market, voucherId, { key: `many:${serial()}`, note: `第${n}份` })),
		)
		expect(ids.every(isId)).toBe(true)
		expect(await callsOf('order.placed', market)).toBeLessThanOrEqual(2)
		const alone = await market.order(owned[0]!, { state: 'draft' })
		await callBooks(market.buyer, 'place_order', {
			orderId: alone,
			amountFen: 30_000n,
			draws: [],
			replyDueAt: new Date(market.now.getTime() + 86_400_000),
		})
		const rowsOf = (orderId: unknown) =>
			one(
				`SELECT o.state, o.listing_snapshot, o.evaluation::text, o.placed_by_id, o.placed_at, o.reply_due_at, o.entitlement_id = v.entitlement_id AS same,
					h.line_no, h.expires_at, c.action, c.actor_id, c.scope_org_id, c.at, c.transfer_count, c.answer ? 'heldFen' AS answered, c.digest = command_digest(c) AS true,
					(SELECT jsonb_agg(jsonb_build_array(t.line_no, t.source_no, t.from_stage, t.to_stage, t.effective_on, t.entitlement_id = h.entitlement_id, t.digest = transfer_digest(t)) ORDER BY t.line_no) FROM transfer t WHERE t.command_id = c.id AND t.order_id = o.id) AS moves,
					(SELECT count(*) FROM outbox_event e WHERE e.topic = 'order.placed' AND e.payload ->> 'commandId' = c.id::text AND e.payload ->> 'orderId' = o.id::text AND e.at = c.at) AS events
				 FROM "order" o JOIN voucher v ON v.id = o.voucher_id JOIN hold h ON h.order_id = o.id JOIN command c ON c.id = h.command_id WHERE o.id = $1`,
				orderId,
			)
		const together = await rowsOf(ids[3])
		expect(together).toMatchObject({
			state: 'placed',
			evaluation: '{"decision":"eligible"}',
			true: true,
			same: true,
			events: '1',
		})
		expect({ ...together, listing_snapshot: 0, evaluation: 0 }).toEqual({
			...(await rowsOf(alone)),
			listing_snapshot: 0,
			evaluation: 0,
		})
		expect(
			await one(
				'SELECT details, answer FROM command WHERE subject = (SELECT number FROM "order" WHERE id = $1)',
				ids[3],
			),
		).toMatchObject({
			details: { amountFen: '50000', draws: [] },
			answer: { orderId: ids[3], heldFen: '50000' },
		})
		expect(await market.stages()).toMatchObject({ held: [288_000n, 192_000n] })
		await expectWhole()
	})

	test('never hold more of one voucher than is free, together or from two calls', async () => {
		const market = await openMarket()
		const [voucherId, other] = (await vouchers(market, 2)) as [bigint, bigint]
		const answers = await Promise.all([voucherId, voucherId, other, voucherId].map((id) => place(market, id)))
		expect(answers.map((answer) => isId(answer) || answer)).toEqual([
			true,
			'voucher.insufficient',
			true,
			'voucher.insufficient',
		])
		const smaller = await Promise.all(
			[20_000n, 20_000n, 10_000n].map((amountFen) => place(market, voucherId, { amountFen })),
		)
		expect(smaller.map((answer) => isId(answer) || answer)).toEqual([true, 'voucher.insufficient', true])
		expect(await market.stages()).toMatchObject({ held: [78_000n, 52_000n], granted: [18_000n, 12_000n] })

		const third = await voucher(market, fen(80_000))
		const racing = await behind(
			'SELECT FROM entitlement_source WHERE entitlement_id = (SELECT entitlement_id FROM voucher WHERE id = $1)',
			third,
			[() => place(market, third), () => place(market, third)],
		)
		expect(racing.map((answer) => isId(answer) || answer).sort()).toEqual([true, 'voucher.insufficient'].sort())
		await expectWhole()
	})

	test('a refusal is of one alone, with the reason it would have by itself', async () => {
		const market = await openMarket()
		const [good, above, foreign, late, gone, most] = await vouchers(market, 6)
		await ownerPool().query(`UPDATE voucher SET state = 'lapsed' WHERE id = $1`, [gone])
		const answers = await Promise.all([
			place(market, good!),
			place(market, above!, { priceFen: 40_000n }),
			place(market, foreign!, { enterpriseId: await organisation('enterprise') }),
			place(market, late!, { at: '2027-01-02' }),
			place(market, gone!),
			place(market, most!, { amountFen: 80_001n }),
			place(market, most!, { amountFen: 0n }),
		])
		expect(answers.map((answer) => isId(answer) || answer)).toEqual([
			true,
			'input.invalid',
			'access.denied',
			'voucher.expired',
			'voucher.expired',
			'voucher.insufficient',
			true,
		])
		const { number } = await one('SELECT number FROM voucher WHERE id = $1', most)
		await expect(
			requestOrder(market.buyer, {
				order: {
					listingId: market.listingId,
					enterpriseId: market.enterpriseId,
					providerId: market.providerId,
					quantity: 1,
					unitPriceFen: 100_000n,
					priceFen: 100_000n,
					voucherId: most!,
					programmeId: market.programmeId,
					versionId: market.versionId,
					mode: 'deduct',
				},
				papers: { listingSnapshot: '{}', evaluation: 'null' },
				amountFen: 80_001n,
				draws: [],
				replyDueAt: market.now,
				inputs: {},
			}),
		).rejects.toMatchObject({ code: 'voucher.insufficient', details: { number, freeFen: '80000', amountFen: '80001' } })
		await expectWhole()
	})

	test('one that the database refuses is told so alone; those beside it are placed', async () => {
		const market = await openMarket()
		const owned = await vouchers(market, 5)
		const answers = await Promise.allSettled(
			owned.map((voucherId, n) =>
				place(market, voucherId, n === 2 ? { priceFen: 50_000n, enterpriseId: market.providerId } : {}),
			),
		)
		expect(answers.map(({ status }) => status)).toEqual([
			'fulfilled',
			'fulfilled',
			expect.any(String),
			'fulfilled',
			'fulfilled',
		])
		expect(answers.filter((answer) => answer.status === 'fulfilled' && isId(answer.value))).toHaveLength(4)
		await expectWhole()
	})

	test('draw on the fund and on caps where the rules say so, and stop where either ends', async () => {
		const market = await openMarket({ appropriatedFen: fen(100_000) })
		const owned = await Promise.all([1, 2, 3].map(() => voucher(market, fen(80_000), 'order')))
		const answers = await Promise.all(owned.map((voucherId) => place(market, voucherId)))
		expect(answers.map((answer) => isId(answer) || answer).sort()).toEqual([true, true, 'fund.exhausted'].sort())
		expect(await market.stages()).toMatchObject({ available: [0n, 0n], held: [60_000n, 40_000n] })

		const capped = await openMarket()
		const draws = [{ capKey: `queue:${capped.fundId}`, limitFen: 100_000n, amountFen: 50_000n }]
		const three = await vouchers(capped, 3)
		const drawn = await Promise.all(three.map((voucherId) => place(capped, voucherId, { draws })))
		expect(drawn.map((answer) => isId(answer) || answer).sort()).toEqual([true, true, 'cap.exceeded'].sort())
		await expectWhole()
	})

	test('the same key places once, in one call and later; with other inputs it is refused', async () => {
		const market = await openMarket()
		const [first, second] = (await vouchers(market, 2)) as [bigint, bigint]
		const key = `twice:${serial()}`
		const answers = await Promise.all([
			place(market, first, { key, amountFen: 20_000n }),
			place(market, first, { key, amountFen: 20_000n }),
			place(market, second, { key, amountFen: 20_000n }),
			place(market, second, { amountFen: 20_000n }),
		])
		expect(isId(answers[0]!)).toBe(true)
		expect(answers[1]).toBe(answers[0])
		expect(answers[2]).toBe('command.key_reused')
		expect(isId(answers[3]!)).toBe(true)
		expect(await place(market, first, { key, amountFen: 20_000n })).toBe(answers[0])
		expect(await place(market, first, { key, amountFen: 10_000n })).toBe('command.key_reused')
		const other = `twice:${serial()}`
		const pair = await Promise.all([
			place(market, second, { key: other, amountFen: 10_000n }),
			place(market, first, { key: other, amountFen: 10_000n }),
		])
		expect(pair.map((answer) => isId(answer) || answer)).toEqual([true, 'command.key_reused'])
		expect(await market.stages()).toMatchObject({ held: [30_000n, 20_000n] })
		await expectWhole()
	})

	test('a call whose answer was lost is asked for again under its keys: placed once, never twice', async () => {
		const market = await openMarket()
		const owned = await vouchers(market, 4)
		const key = serial()
		const ask = () =>
			Promise.allSettled(owned.map((voucherId, n) => place(market, voucherId, { key: `lost:${key}:${n}` })))
		const lost = await losingAnswer('place_orders', ask)
		expect(lost.map(({ status }) => status)).toEqual(['rejected', 'rejected', 'rejected', 'rejected'])
		const again = await ask()
		expect(again.every((answer) => answer.status === 'fulfilled' && isId(answer.value))).toBe(true)
		expect(Number((await one('SELECT count(*) AS n FROM "order" WHERE voucher_id = ANY ($1)', owned)).n)).toBe(4)
		await expectWhole()
	})
})

describe('deliveries accepted together', () => {
	const delivered = (market: Market, count: number, price?: bigint) =>
		Promise.all(
			Array.from({ length: count }, async () => {
				const orderId = await market.order(await voucher(market, fen(80_000)), { state: 'placed' })
				await market.advance(orderId, fen(price ?? 100_000n), fen(price ?? 50_000n), 'delivered')
				return orderId
			}),
		)

	test('share a call of the books; each redeems its share and lets the rest of its hold go', async () => {
		const market = await openMarket()
		const whole = await delivered(market, 3)
		const part = await delivered(market, 3, 20_001n)
		const answers = await Promise.all([...whole, ...part].map((orderId) => accept(market, orderId)))
		expect(answers.map((answer) => JSON.parse(answer))).toEqual([
			...whole.map((orderId) =>
				expect.objectContaining({ orderId: `${orderId}`, redeemedFen: '50000', releasedFen: '0' }),
			),
			...part.map((orderId) =>
				expect.objectContaining({ orderId: `${orderId}`, redeemedFen: '20001', releasedFen: '29999' }),
			),
		])
		expect(await callsOf('order.accepted', market)).toBeLessThanOrEqual(2)
		const rowsOf = (orderId: bigint) =>
			one(
				`SELECT o.state, o.accepted_at, r.kind, r.redeemed_fen, c.transfer_count, c.details, c.digest = command_digest(c) AS true,
					(SELECT jsonb_agg(jsonb_build_array(t.line_no, t.source_no, t.from_stage, t.to_stage, t.amount_fen, t.digest = transfer_digest(t)) ORDER BY t.line_no) FROM transfer t WHERE t.command_id = c.id) AS moves,
					(SELECT count(*) FROM outbox_event e WHERE e.topic = 'order.accepted' AND e.payload ->> 'commandId' = c.id::text) AS events
				 FROM "order" o JOIN hold h ON h.order_id = o.id JOIN hold_resolution r ON r.hold_id = h.id JOIN command c ON c.id = r.command_id WHERE o.id = $1`,
				orderId,
			)
		const [lone] = await delivered(market, 1, 20_001n)
		await callBooks(market.buyer, 'accept_delivery', { orderId: lone })
		expect({ ...(await rowsOf(part[1]!)), details: 0 }).toEqual({ ...(await rowsOf(lone!)), details: 0 })
		expect(await rowsOf(part[1]!)).toMatchObject({
			state: 'accepted',
			kind: 'redeemed',
			true: true,
			transfer_count: 4,
			events: '1',
			details: { orderId: `${part[1]}` },
		})
		await expectWhole()
	})

	test('of several orders on one voucher, of a further hold and of a fund that encumbers at the order', async () => {
		const market = await openMarket()
		const voucherId = await voucher(market, fen(200_000))
		const same = await Promise.all([1, 2].map(() => market.order(voucherId, { state: 'placed' })))
		const [further] = await Promise.all([market.order(await voucher(market, fen(90_000)), { state: 'placed' })])
		const encumbering = await market.order(await voucher(market, fen(80_000), 'order'), {
			state: 'placed',
		})
		const drawn = await market.order(await voucher(market, fen(80_000)))
		await callBooks(market.buyer, 'place_order', {
			orderId: drawn,
			amountFen: 50_000n,
			draws: [{ capKey: `accept:${market.fundId}`, limitFen: 50_000n, amountFen: 50_000n }],
			replyDueAt: market.now,
		})
		for (const orderId of [...same, encumbering]) await market.advance(orderId, fen(100_000), fen(40_000), 'delivered')
		await market.advance(further, fen(100_000), fen(70_000), 'delivered')
		const twice = await market.order(await voucher(market, fen(90_000)), { state: 'placed' })
		await market.advance(twice, fen(100_000), fen(70_000), 'delivered')
		await ownerPool().query('UPDATE "order" SET voucher_fen = 40000 WHERE id = $1', [twice]) // less than the first of its two holds
		await market.advance(drawn, fen(100_000), fen(30_000), 'delivered')
		const answers = await Promise.all(
			[...same, further, encumbering, drawn, twice].map((orderId) => accept(market, orderId)),
		)
		expect(answers.map((answer) => JSON.parse(answer).redeemedFen)).toEqual([
			'40000',
			'40000',
			'70000',
			'40000',
			'30000',
			'40000',
		])
		const { used_fen } = await one('SELECT used_fen FROM cap_usage WHERE cap_key = $1', `accept:${market.fundId}`)
		expect(used_fen).toBe('30000')
		expect(await market.stages()).toMatchObject({
			held: [0n, 0n],
			redeemed: [156_000n, 104_000n],
			granted: [144_000n, 96_000n],
		})
		await expectWhole()
	})

	test('once each: the same key answers the same, another comes too late, and what is not delivered is refused alone', async () => {
		const market = await openMarket()
		const [first, second, third] = (await delivered(market, 3)) as [bigint, bigint, bigint]
		const placed = await market.order(await voucher(market, fen(80_000)), { state: 'placed' })
		const [short] = await delivered(market, 1)
		await ownerPool().query('UPDATE "order" SET voucher_fen = 60000 WHERE id = $1', [short])
		const key = `accept:${serial()}`
		const answers = await Promise.all([
			accept(market, first, key),
			accept(market, first, key),
			accept(market, second, key),
			accept(market, third),
			accept(market, third),
			accept(market, placed),
			accept(market, short!),
		])
		expect(JSON.parse(answers[0]!)).toMatchObject({ redeemedFen: '50000' })
		expect(answers[1]).toBe(answers[0])
		expect(answers.slice(2)).toEqual([
			'command.key_reused',
			expect.stringContaining('redeemedFen'),
			'state.changed_meanwhile',
			'state.changed_meanwhile',
			'voucher.insufficient',
		])
		expect(await accept(market, first, key)).toBe(answers[0])
		expect(await accept(market, second, key)).toBe('command.key_reused')
		expect(await accept(market, first)).toBe('state.changed_meanwhile')
		await ownerPool().query('UPDATE "order" SET voucher_fen = 50000 WHERE id = $1', [short])
		await expectWhole()

		const racing = await behind('SELECT FROM "order" WHERE id = $1', second, [
			() => accept(market, second),
			() => accept(market, second),
		])
		expect(racing.map((answer) => (answer.startsWith('{') ? 'accepted' : answer)).sort()).toEqual([
			'accepted',
			'state.changed_meanwhile',
		])
		await expectWhole()
	})

	test('not while the enterprise asks for changes: whoever was first decides', async () => {
		const market = await openMarket()
		const [orderId] = await delivered(market, 1)
		const client = await ownerPool().connect()
		try {
			await client.query('BEGIN')
			await client.query(`UPDATE "order" SET state = 'in_revision', revision_note = '补充数据' WHERE id = $1`, [
				orderId,
			])
			const answer = accept(market, orderId!)
			await new Promise((resolve) => setTimeout(resolve, 500))
			await client.query('COMMIT')
			expect(await answer).toBe('state.changed_meanwhile')
		} finally {
			client.release()
		}
		expect(await market.stages()).toMatchObject({ held: [30_000n, 20_000n] })
	})

	test('a call whose answer was lost is asked for again under its keys: redeemed once', async () => {
		const market = await openMarket()
		const orders = await delivered(market, 3)
		const key = serial()
		const ask = () => Promise.allSettled(orders.map((orderId, n) => accept(market, orderId, `lost:${key}:${n}`)))
		await losingAnswer('accept_deliveries', ask)
		const again = await ask()
		expect(again.every((answer) => answer.status === 'fulfilled' && answer.value.startsWith('{'))).toBe(true)
		expect(await market.stages()).toMatchObject({ redeemed: [90_000n, 60_000n], held: [0n, 0n] })
		await expectWhole()
	})
})

test('a hold, its resolution and an order belong to rows that are there', async () => {
	const market = await openMarket()
	const orderId = await market.order(await voucher(market, fen(80_000)), { state: 'placed' })
	const copy = (table: string, change: string) =>
		ownerPool().query(
			`INSERT INTO "${table}" SELECT (jsonb_populate_record(x, '${change}')).* FROM "${table}" x WHERE ${table === 'order' ? 'id' : 'order_id'} = $1`,
			[orderId],
		)
	const nobody = /belong|ends a hold/
	await expect(copy('hold', '{"id":-1,"command_id":-1}')).rejects.toThrow(nobody)
	for (const column of ['listing_id', 'enterprise_id', 'provider_id', 'voucher_id', 'version_id'])
		await expect(copy('order', `{"id":-1,"number":"DD-NOBODY","${column}":-1}`)).rejects.toThrow(nobody)
	await expect(ownerPool().query('UPDATE "order" SET voucher_id = -1 WHERE id = $1', [orderId])).rejects.toThrow()
	await expect(
		ownerPool().query(
			`INSERT INTO hold_resolution (hold_id, command_id, kind, redeemed_fen) SELECT -1, command_id, 'released', '{}' FROM hold WHERE order_id = $1`,
			[orderId],
		),
	).rejects.toThrow(nobody)
	await expect(
		ownerPool().query(
			`INSERT INTO hold_resolution (hold_id, command_id, kind, redeemed_fen) SELECT id, -1, 'released', '{}' FROM hold WHERE order_id = $1`,
			[orderId],
		),
	).rejects.toThrow(nobody)
	await expect(
		ownerPool().query('DELETE FROM voucher WHERE id = (SELECT voucher_id FROM "order" WHERE id = $1)', [orderId]),
	).rejects.toThrow(/never changed or deleted/)
})
