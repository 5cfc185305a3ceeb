import { setTimeout } from 'node:timers/promises'
import pg from 'pg'
import { afterAll, afterEach, describe, expect, inject, test } from 'vitest'
import { foldBooks, sealBooks } from '#app/domain/ledger/keep-books.server.ts'
import { verifyBooks } from '#app/domain/ledger/verify-books.server.ts'
import { fen } from '#app/lib/money.ts'
import { pool } from '#app/platform/db.server.ts'
import { superUrlOf } from '#scripts/db/cluster.ts'
import { database } from '#tests/fixtures/integration.ts'
import { foldAll, sealAll } from '#tests/fixtures/keep-books.ts'
import { openMarket, ownerPool } from '#tests/fixtures/market.ts'
import { batchUntil, payableMarket } from '#tests/fixtures/settled.ts'

/** Triggers can only be switched off by a superuser: neither the application nor the owner may. */
const superPool = new pg.Pool({ connectionString: database.superUrl, max: 2 })
afterAll(() => superPool.end())

async function named() {
	const client = await ownerPool().connect()
	try {
		return (await verifyBooks(client)).named
	} finally {
		client.release()
	}
}

/** What a superuser can do: the append-only triggers switched off for one statement, undone afterwards. */
async function tamper(sql: string, values: unknown[], look: () => Promise<void>) {
	const client = await superPool.connect()
	try {
		await client.query('BEGIN')
		await client.query('SET LOCAL session_replication_role = replica')
		await client.query(sql, values)
		const report = await verifyBooks(withinTransaction(client))
		found = report.named
		await look()
	} finally {
		await client.query('ROLLBACK')
		client.release()
	}
}
let found: { invariant: string; subject: string }[] = []
afterEach(() => {
	found = []
})

/** The one value a query answers as `v`. */
const one = async (sql: string) => (await ownerPool().query<{ v: string }>(sql)).rows[0]!.v

/** verifyBooks opens its own snapshot; inside a tampering transaction it must look at that one. */
function withinTransaction(client: import('pg').PoolClient) {
	return {
		query: (sql: string, values?: unknown[]) =>
			/^(BEGIN|ROLLBACK)/.test(sql) ? Promise.resolve({ rows: [] }) : client.query(sql, values),
	} as unknown as import('pg').PoolClient
}

describe('the evidence of the books', () => {
	test('transfers cannot be changed, deleted or emptied, by the application or by their owner', async () => {
		const market = await openMarket()
		await market.voucher(fen(1_000))
		for (const connection of [pool, ownerPool()]) {
			for (const sql of [
				'UPDATE transfer SET amount_fen = amount_fen + 1',
				'DELETE FROM transfer',
				'TRUNCATE transfer CASCADE',
				'UPDATE command SET answer = answer',
				'DELETE FROM seal',
			])
				await expect(connection.query(sql)).rejects.toMatchObject({ code: '42501' })
		}
	})

	test('the application writes no money by itself', async () => {
		for (const sql of [
			`INSERT INTO transfer (command_id, line_no, fund_id, source_no, from_stage, to_stage, amount_fen, effective_on, recorded_at, xid, digest) VALUES (1, 1, 1, 1, 'treasury', 'available', 1, now(), now(), pg_current_xact_id(), '')`,
			'UPDATE fund_balance SET available_fen = available_fen + 1',
			'UPDATE entitlement_source SET face_fen = face_fen + 1',
			'INSERT INTO fund_credit (fund_id, source_no, amount_fen, command_id) VALUES (1, 1, 1, 1)',
			`SELECT post_command('{}', 'x', 'x', '{}', '{}', '{}')`,
			'SELECT draw_fund(1, ARRAY[1]::bigint[])',
		])
			await expect(pool.query(sql)).rejects.toMatchObject({ code: '42501' })
	})

	test('any column of one transfer changed by a superuser: the row is named', async () => {
		const market = await openMarket()
		await market.voucher(fen(1_000))
		await sealAll()
		const { rows } = await ownerPool().query<{ id: string }>(
			`SELECT max(id) AS id FROM transfer WHERE fund_id = $1 AND to_stage = 'granted'`,
			[market.fundId],
		)
		const id = rows[0]!.id
		for (const change of [
			'amount_fen = amount_fen + 1',
			'source_no = 3 - source_no',
			'fund_id = fund_id + 1000',
			`from_stage = 'treasury'`,
			`to_stage = 'held'`,
			'entitlement_id = 0 - coalesce(entitlement_id, 1)',
			'order_id = 77',
			'claim_id = 77',
			'pay_line_id = 77',
			'corrects = 77',
			'line_no = 99',
			'command_id = -command_id',
			`effective_on = effective_on - 1`,
			`recorded_at = recorded_at - interval '1 second'`,
			`xid = '3'::xid8`,
		])
			await tamper(`UPDATE transfer SET ${change} WHERE id = $1`, [id], async () => {
				expect(found, change).toContainEqual(
					expect.objectContaining({ invariant: 'transfer_digest', subject: `transfer ${id}` }),
				)
			})
	})

	test('its digest changed too: the sealed block is named', async () => {
		const market = await openMarket()
		await market.voucher(fen(1_000))
		await sealAll()
		const { rows } = await ownerPool().query<{ id: string; no: string }>(
			'SELECT t.id, s.no FROM transfer t JOIN seal s ON t.id = ANY (s.transfer_ids) WHERE t.fund_id = $1 ORDER BY t.id DESC LIMIT 1',
			[market.fundId],
		)
		const { id, no } = rows[0]!
		await ownerPool().query('SELECT 1')
		const client = await superPool.connect()
		try {
			await client.query('BEGIN')
			await client.query('ALTER TABLE transfer DISABLE TRIGGER ALL')
			await client.query('UPDATE transfer SET amount_fen = amount_fen + 1 WHERE id = $1', [id])
			await client.query('UPDATE transfer t SET digest = transfer_digest(t) WHERE id = $1', [id])
			const report = await verifyBooks(withinTransaction(client))
			expect(report.named).toContainEqual(
				expect.objectContaining({ invariant: 'seal_chain', subject: `sealed block ${no}` }),
			)
		} finally {
			await client.query('ROLLBACK')
			client.release()
		}
	})

	test('rows are sealed and folded only when no older transaction is open, even one of another database', async () => {
		const market = await openMarket()
		await sealAll() // what is older than the transaction elsewhere waits for nothing
		const elsewhere = new pg.Client({ connectionString: superUrlOf(inject('database').server, 'postgres') })
		await elsewhere.connect()
		await elsewhere.query('BEGIN')
		await elsewhere.query('SELECT pg_current_xact_id()')
		try {
			await market.voucher(fen(1_000))
			const unsealed = async () => {
				const { rows } = await ownerPool().query<{ id: string }>(
					'SELECT t.id FROM transfer t WHERE fund_id = $1 AND NOT EXISTS (SELECT FROM seal s WHERE t.id = ANY (s.transfer_ids))',
					[market.fundId],
				)
				return rows.length
			}
			await Promise.all([sealBooks(), foldBooks()])
			const waiting = await unsealed()
			expect(waiting).toBe(2)
			await expect(sealAll(0.1)).rejects.toThrow('a transaction older than they are is still open')
			await expect(foldAll(0.1)).rejects.toThrow('a transaction older than they are is still open')
			expect(await unsealed()).toBe(waiting)
			const both = Promise.all([sealAll(), foldAll()])
			await setTimeout(200)
			await elsewhere.query('COMMIT')
			await both
			expect(await unsealed()).toBe(0)
			expect(await named()).toEqual([])
		} finally {
			await elsewhere.end()
		}
	})

	test('a row deleted is named, before it is sealed by its command and after by its block', async () => {
		const market = await openMarket()
		await sealAll()
		await market.voucher(fen(1_000))
		const { rows } = await ownerPool().query<{ id: string; command_id: string }>(
			'SELECT id, command_id FROM transfer WHERE fund_id = $1 ORDER BY id DESC LIMIT 1',
			[market.fundId],
		)
		const { id, command_id } = rows[0]!
		await tamper('DELETE FROM transfer WHERE id = $1', [id], async () => {
			expect(found).toContainEqual(
				expect.objectContaining({ invariant: 'command_transfers', subject: `command ${command_id} transfer lines` }),
			)
		})
		await sealAll()
		await tamper('DELETE FROM transfer WHERE id = $1', [id], async () => {
			expect(found).toContainEqual(
				expect.objectContaining({
					invariant: 'sealed_rows',
					subject: expect.stringContaining(`transfer ${id} of sealed block`),
				}),
			)
		})
		expect(await named()).toEqual([])
	})

	/** One voucher's whole life, paid; and another order of it still held. */
	async function paidMarket() {
		const market = await payableMarket(1)
		await batchUntil(market, 1, 'sent')
		const voucherId = BigInt(await one(`SELECT id AS v FROM voucher WHERE fund_id = ${market.fundId}`))
		await market.order(voucherId, { state: 'placed' })
		const entitlementId = await one(`SELECT entitlement_id AS v FROM voucher WHERE id = ${voucherId}`)
		return { ...market, entitlementId, fund: market.fundId.toString() }
	}

	test('each stored figure that is wrong by one fen is named by its own invariant', async () => {
		const market = await paidMarket()
		const { fund, entitlementId } = market
		await foldAll()
		const cases: [change: string, invariant: string, subject: string][] = [
			[
				`UPDATE fund_balance SET available_fen = available_fen + 1 WHERE fund_id = ${fund} AND source_no = 1`,
				'fund_available',
				`fund ${fund} source 1`,
			],
			[
				`INSERT INTO fund_credit (fund_id, source_no, amount_fen, command_id) VALUES (${fund}, 2, 1, 1)`,
				'fund_available',
				`fund ${fund} source 2`,
			],
			[
				`UPDATE appropriation SET amount_fen = amount_fen + 1 WHERE fund_id = ${fund} AND source_no = 1`,
				'appropriation',
				`fund ${fund} source 1`,
			],
			[
				`UPDATE appropriation SET amount_fen = amount_fen + 1 WHERE fund_id = ${fund} AND source_no = 2`,
				'fund_identity',
				`fund ${fund} source 2`,
			],
			[
				`UPDATE fund_total SET amount_fen = amount_fen + 1 WHERE fund_id = ${fund} AND source_no = 1 AND stage = 'granted'`,
				'fold',
				`fund ${fund} source 1 granted`,
			],
			[
				`UPDATE fund_flow SET amount_fen = amount_fen + 1 WHERE fund_id = ${fund} AND source_no = 2 AND to_stage = 'granted' AND from_stage = 'available'`,
				'flow',
				`fund ${fund} source 2 available to granted on 2026-03-10`,
			],
			[
				`UPDATE entitlement_source SET held_fen = held_fen + 1 WHERE entitlement_id = ${entitlementId} AND source_no = 1`,
				'entitlement_balances',
				`entitlement ${entitlementId} source 1`,
			],
			[
				`UPDATE entitlement_source SET face_fen = face_fen + 1 WHERE entitlement_id = ${entitlementId} AND source_no = 2`,
				'entitlement_balances',
				`entitlement ${entitlementId} source 2`,
			],
			[
				`UPDATE entitlement SET face_fen = face_fen + 1 WHERE id = ${entitlementId}`,
				'entitlement_face',
				`entitlement ${entitlementId}`,
			],
			[`DELETE FROM hold WHERE entitlement_id = ${entitlementId}`, 'holds', `entitlement ${entitlementId} source 1`],
			[
				`UPDATE "order" SET voucher_fen = voucher_fen + 1 WHERE state = 'accepted'`,
				'accepted_orders',
				`order ${await one(`SELECT max(number) AS v FROM "order" WHERE state = 'accepted'`)}`,
			],
			[`INSERT INTO cap_usage (cap_key, limit_fen, used_fen) VALUES ('cap:${fund}', 1, 1)`, 'caps', `cap cap:${fund}`],
			[
				`UPDATE fund_cash SET received_fen = received_fen + 1 WHERE fund_id = ${fund} AND source_no = 1`,
				'cash_received',
				`fund ${fund} source 1`,
			],
			[
				`UPDATE fund_cash SET released_fen = released_fen - 1 WHERE fund_id = ${fund} AND source_no = 1`,
				'cash_released',
				`fund ${fund} source 1`,
			],
			[
				`UPDATE pay_line SET amount_fen = amount_fen + 1 WHERE fund_id = ${fund} AND source_no = 2`,
				'approved_claims',
				`claim ${await one(`SELECT number AS v FROM claim WHERE fund_id = ${fund}`)}`,
			],
			[
				`UPDATE payment SET state = 'prepared' WHERE batch_id IN (SELECT id FROM batch WHERE fund_id = ${fund})`,
				'pay_lines',
				`pay line ${await one(`SELECT id AS v FROM pay_line WHERE fund_id = ${fund} AND source_no = 1`)}`,
			],
			[
				`UPDATE payment SET amount_fen = amount_fen + 1 WHERE batch_id IN (SELECT id FROM batch WHERE fund_id = ${fund})`,
				'payments',
				`payment ${await one(`SELECT y.number AS v FROM payment y JOIN batch b ON b.id = y.batch_id WHERE b.fund_id = ${fund}`)}`,
			],
		]
		for (const [change, invariant, subject] of cases)
			await tamper(change, [], async () =>
				expect(found, change).toContainEqual(expect.objectContaining({ invariant, subject })),
			)
		expect(await named()).toEqual([])
	})

	test('a stage that was below zero for one transfer only is named with that transfer', async () => {
		const { fund } = await paidMarket()
		const id = BigInt(await one('SELECT max(id) AS v FROM transfer')) + 1_000n
		const move = (transfer: bigint, from: string, to: string) =>
			`(${transfer}, 1, ${transfer}, ${fund}, 1, '${from}', '${to}', 100000000000, '2026-03-10', now(), '99'::xid8, '')`
		await tamper(
			`INSERT INTO transfer (id, command_id, line_no, fund_id, source_no, from_stage, to_stage, amount_fen, effective_on, recorded_at, xid, digest) VALUES ${move(id, 'granted', 'available')}, ${move(id + 1n, 'available', 'granted')}`,
			[],
			async () =>
				expect(found).toContainEqual(
					expect.objectContaining({
						invariant: 'fund_stage_never_negative',
						subject: `fund ${fund} source 1 granted after transfer ${id}`,
					}),
				),
		)
	})
})
