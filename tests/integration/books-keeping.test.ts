import pg from 'pg'
import { afterAll, describe, expect, test, vi } from 'vitest'
import { checkBooks, foldBooks, sealBooks } from '#app/domain/ledger/keep-books.server.ts'
import { readSealHead } from '#app/domain/ledger/seal.server.ts'
import { verifyBooks } from '#app/domain/ledger/verify-books.server.ts'
import { findRoot } from '#app/domain/ledger/verify-chain.server.ts'
import { checkFunds, readEvidence } from '#app/domain/reporting/fund-drift.server.ts'
import { fen } from '#app/lib/money.ts'
import { pool, prisma } from '#app/platform/db.server.ts'
import { logger } from '#app/platform/logger.server.ts'
import { health } from '#app/web/health.server.ts'
import { runDueTasks, type Task } from '#scripts/worker/tasks.ts'
import { database } from '#tests/fixtures/integration.ts'
import { foldAll, sealAll } from '#tests/fixtures/keep-books.ts'
import { openMarket, ownerPool } from '#tests/fixtures/market.ts'

const superPool = new pg.Pool({ connectionString: database.superUrl, max: 14 })
afterAll(() => superPool.end())

/** The one row a query answers. */
const one = async <T extends object>(sql: string, values: unknown[] = []) =>
	(await superPool.query<T>(sql, values)).rows[0]!

/** Runs a change as a superuser with every trigger off, and `undo` after `look`. */
async function tampered(change: string, undo: string, look: () => Promise<void>) {
	const run = (sql: string) => superPool.query(`BEGIN; SET LOCAL session_replication_role = replica; ${sql}; COMMIT`)
	await run(change)
	try {
		await look()
	} finally {
		await run(undo)
	}
}

describe('checks of the books', () => {
	test('a red result is loud: health, the kept answer and the log name the row; green again when it is put right', async () => {
		const market = await openMarket()
		await market.voucher(fen(1_000))
		await sealAll()
		await checkBooks('full')
		await checkBooks('light')
		expect(await health()).toMatchObject({ status: 'ok', books: 'green' })
		const { id } = await one<{ id: string }>('SELECT max(id) AS id FROM transfer')
		// why: the log itself is written by another process; what matters is that it is told, and how loudly
		const told = vi.spyOn(logger, 'error').mockImplementation(() => {})
		await tampered(
			`UPDATE transfer SET order_id = 77 WHERE id = ${id}`,
			`UPDATE transfer SET order_id = NULL WHERE id = ${id}`,
			async () => {
				const light = await checkBooks('light')
				expect(light.named).toContainEqual(
					expect.objectContaining({ invariant: 'transfer_digest', subject: `transfer ${id}` }),
				)
				expect(await health()).toMatchObject({ status: 'red', books: 'red' })
				expect(told).toHaveBeenCalledWith(
					expect.objectContaining({ check: 'light', differences: 1 }),
					'the books differ',
				)
				expect((await checkBooks('full')).differences).toBe(1)
			},
		)
		told.mockRestore()
		await checkBooks('light')
		expect(await health(), 'the nightly answer still stands').toMatchObject({ books: 'red' })
		await checkBooks('full')
		expect(await health()).toMatchObject({ status: 'ok', books: 'green' })
	})

	test('a quick check sees a stored balance that is wrong', async () => {
		const market = await openMarket()
		const change = (by: string) =>
			`UPDATE fund_balance SET available_fen = available_fen ${by} WHERE fund_id = ${market.fundId} AND source_no = 1`
		await tampered(change('+ 1'), change('- 1'), async () => {
			expect((await checkBooks('light')).named).toContainEqual(
				expect.objectContaining({ invariant: 'fund_available', subject: `fund ${market.fundId} source 1` }),
			)
		})
		expect((await checkBooks('light')).named).toEqual([])
	})

	test('a nightly task runs once after its time of day in Shanghai, however often it is asked', async () => {
		const { past, ahead } = await one<{ past: string; ahead: string }>(
			`SELECT to_char(now() AT TIME ZONE 'Asia/Shanghai' - interval '1 minute', 'HH24:MI') AS past,
				to_char(now() AT TIME ZONE 'Asia/Shanghai' + interval '10 minutes', 'HH24:MI') AS ahead`,
		)
		const task = (name: string, dailyAt: string): Task => ({ name, dailyAt, run: () => Promise.resolve() })
		const table = [task('night', past), task('later', ahead)]
		expect(await runDueTasks(table), 'a new task does not wait for the night').toEqual(['night', 'later'])
		expect(await runDueTasks(table)).toEqual([])
		await superPool.query(
			`UPDATE worker_task SET started_at = now() - interval '1 hour' WHERE name IN ('night', 'later')`,
		)
		expect(await runDueTasks(table), 'only the one whose time has passed since').toEqual(['night'])
	})

	test('the board of a large fund is the one last drawn up, with its time; a small one is of this moment', async () => {
		const market = await openMarket()
		const now = new Date()
		await checkFunds()
		const { board: fresh } = await readEvidence(prisma, market.fundId, now)
		expect(fresh.at).toBe(now)
		expect(fresh.rows.map((row) => row.booksFen - row.otherFen)).toEqual(fresh.rows.map(() => 0n))
		await superPool.query('UPDATE fund_check SET took_ms = 5000 WHERE fund_id = $1', [market.fundId])
		const { board: kept } = await readEvidence(prisma, market.fundId, now)
		expect(kept.rows).toEqual(fresh.rows)
		expect(kept.at).not.toBe(now)
	})
})

describe('folding and sealing', () => {
	test('lagging far behind they go in bounded steps of whole transactions, and idle they write nothing', async () => {
		const market = await openMarket()
		await market.voucher(fen(1_000))
		await foldAll()
		await sealAll()
		const marks = () =>
			one<{ mark: string; blocks: number }>(
				`SELECT (SELECT upto::text || at::text FROM fold_mark) AS mark, (SELECT count(*)::int FROM seal) AS blocks`,
			)
		const before = await marks()
		await Promise.all([foldBooks(), sealBooks()])
		expect(await marks()).toEqual(before)

		const other = await openMarket() // its fund is approved in one transaction of two transfers
		await other.voucher(fen(1_000))
		const steps = async (call: string) => {
			const sizes: number[] = []
			for (let i = 0; i < 200; i++) {
				const { rows } = await one<{ rows: string }>(`SELECT ${call} AS rows`)
				if (rows !== '0') sizes.push(Number(rows))
			}
			return sizes
		}
		const folded = await steps('fold_books(1)')
		expect(folded.length).toBeGreaterThan(1)
		expect(Math.max(...folded), 'a transaction larger than the bound goes whole').toBe(2)
		expect((await steps('seal_books(1)')).length).toBeGreaterThan(1)
		await foldAll()
		await sealAll()
		const client = await pool.connect()
		expect((await verifyBooks(client)).named).toEqual([])
		client.release()
	})

	test('while twelve writers commit late and out of order and the folder runs, every read equals the transfers of its snapshot', async () => {
		const fund = 990_000_001
		let isOver = false
		let written = 0
		const writer = async (n: number) => {
			const client = await superPool.connect()
			try {
				for (let i = 0; i < 25; i++) {
					await client.query('BEGIN')
					await client.query(
						`WITH c AS (INSERT INTO command (action, subject, transfer_count, at, xid, digest) VALUES ('drill', 'drill', 0, now(), '0'::xid8, '') RETURNING id)
						 INSERT INTO transfer (command_id, line_no, fund_id, source_no, from_stage, to_stage, amount_fen, effective_on, recorded_at, xid, digest)
						 SELECT c.id, s, ${fund}, s, 'treasury', 'available', $1, date '2026-03-01' + $2::int % 5, now(), '0'::xid8, '' FROM c, generate_series(1, 2) s`,
						[1 + ((n * 31 + i * 7) % 97), n + i],
					)
					await new Promise((resolve) => setTimeout(resolve, (n * 13 + i * 29) % 60))
					const isKept = (n + i) % 5 > 0
					await client.query(isKept ? 'COMMIT' : 'ROLLBACK')
					if (isKept) written++
				}
			} finally {
				client.release()
			}
		}
		const folder = async () => {
			let folded = 0
			while (!isOver) folded += await foldBooks()
			return folded
		}
		const differing: unknown[] = []
		const reader = async () => {
			let reads = 0
			while (!isOver) {
				const { rows } = await pool.query<{ ours: string | null; truth: string | null; tail: string }>(
					`SELECT (SELECT string_agg(concat_ws(' ', source_no, stage, amount_fen), ', ' ORDER BY source_no, stage) FROM fund_stages(${fund})) AS ours,
						(SELECT string_agg(concat_ws(' ', source_no, stage, amount), ', ' ORDER BY source_no, stage) FROM (
							SELECT source_no, stage, sum(amount) AS amount FROM (
								SELECT source_no, to_stage AS stage, amount_fen AS amount FROM transfer WHERE fund_id = ${fund}
								UNION ALL SELECT source_no, from_stage, -amount_fen FROM transfer WHERE fund_id = ${fund}) m GROUP BY 1, 2) t) AS truth,
						(SELECT sum(amount_fen) FROM fund_flows(${fund})) - (SELECT sum(amount_fen) FROM transfer WHERE fund_id = ${fund}) AS tail`,
				)
				if (rows[0]!.ours !== rows[0]!.truth || !['0', null].includes(rows[0]!.tail)) differing.push(rows[0])
				reads++
			}
			return reads
		}
		const others = [folder(), reader(), reader()]
		await Promise.all(Array.from({ length: 12 }, (_, n) => writer(n)))
		await foldAll()
		isOver = true
		const [, ...reads] = await Promise.all(others)
		expect(differing).toEqual([])
		expect(written).toBeGreaterThan(200)
		expect(Math.min(...reads)).toBeGreaterThan(20)
		const { total } = await one<{ total: string }>(
			`SELECT sum(amount_fen) AS total FROM fund_total WHERE fund_id = ${fund} AND stage = 'available'`,
		)
		const { truth } = await one<{ truth: string }>(
			`SELECT sum(amount_fen) AS truth FROM transfer WHERE fund_id = ${fund}`,
		)
		expect(total, 'and all of it is folded in the end').toBe(truth)
		await superPool.query(
			`BEGIN; SET LOCAL session_replication_role = replica; DELETE FROM transfer WHERE fund_id = ${fund}; DELETE FROM command WHERE action = 'drill'; DELETE FROM fund_total WHERE fund_id = ${fund}; DELETE FROM fund_flow WHERE fund_id = ${fund}; COMMIT`,
		)
	}, 60_000)
})

describe('after a restore into another server', () => {
	test('folding refuses until the books are folded anew; then the totals are those of all transfers', async () => {
		const market = await openMarket()
		await market.voucher(fen(1_000))
		await foldAll()
		await ownerPool().query(
			`UPDATE fold_mark SET system_identifier = 'another', upto = (pg_current_xact_id()::text::numeric + 5000)::text::xid8`,
		)
		await expect(foldBooks()).rejects.toThrow('refold the books first')
		await expect(ownerPool().query('SELECT refold_books()')).rejects.toThrow('lie behind the restored rows')
		const { gap } = await one<{ gap: string }>('SELECT transaction_id_gap() AS gap')
		expect(Number(gap)).toBeGreaterThan(4_000)
		await expect(pool.query('SELECT refold_books()')).rejects.toMatchObject({ code: '42501' })
		await ownerPool().query('SELECT spend_transaction_ids($1)', [Number(gap)])
		await ownerPool().query('SELECT refold_books()')
		await market.order(null, { state: 'draft' })
		await foldAll()
		expect((await checkBooks('full')).named).toEqual([])
	})
})

describe('an exported root', () => {
	test('is found as long as the chain contains it, and no more once blocks were made anew', async () => {
		const market = await openMarket()
		await market.voucher(fen(1_000))
		await sealAll()
		const head = (await readSealHead(prisma))!
		const other = await openMarket()
		await sealAll()
		const client = await superPool.connect()
		try {
			expect(await findRoot(client, head.root)).toMatchObject({ no: String(head.no) })
			expect((await readSealHead(prisma))!.no).toBeGreaterThan(head.no)
			const { seal } = await readEvidence(prisma, other.fundId, new Date())
			expect(seal).toMatchObject({ isWaiting: false, no: (await readSealHead(prisma))!.no })
			// somebody with every right changes one transfer, its digest and every block after it, so that the chain fits again
			await client.query('BEGIN')
			await client.query('SET LOCAL session_replication_role = replica')
			await client.query(
				`UPDATE transfer SET order_id = 77 WHERE id = (SELECT max(id) FROM transfer WHERE fund_id = ${market.fundId})`,
			)
			await client.query('UPDATE transfer t SET digest = transfer_digest(t) WHERE order_id = 77')
			const { rows } = await client.query<{ no: string }>('SELECT no FROM seal ORDER BY no')
			for (const { no } of rows)
				await client.query(
					`UPDATE seal s SET prev_root = p.root, root = seal_root(p.root, s.command_ids, s.transfer_ids) FROM (SELECT (SELECT root FROM seal WHERE no = $1::bigint - 1) AS root) p WHERE s.no = $1::bigint`,
					[no],
				)
			expect(await findRoot(client, head.root)).toBeNull()
		} finally {
			await client.query('ROLLBACK')
			client.release()
		}
	})
})
