import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { system } from '#app/domain/identity/actor.ts'
import { callBooks } from '#app/domain/ledger/call-books.server.ts'
import { verifyBooks } from '#app/domain/ledger/verify-books.server.ts'
import { importStatement } from '#app/domain/reconciliation/import-statement.server.ts'
import { matchNextStatement } from '#app/domain/reconciliation/match-next-statement.server.ts'
import { matchStatement } from '#app/domain/reconciliation/match-statement.server.ts'
import { advanceNextBatch } from '#app/domain/settlement/advance-batches.server.ts'
import { approveBatch } from '#app/domain/settlement/approve-batch.server.ts'
import { getBatch } from '#app/domain/settlement/batch-details.server.ts'
import { createBatchByRule } from '#app/domain/settlement/create-batch-by-rule.server.ts'
import { lockBatch } from '#app/domain/settlement/lock-batch.server.ts'
import { sendBatch } from '#app/domain/settlement/send-batch.server.ts'
import { voidBatch } from '#app/domain/settlement/void-batch.server.ts'
import { fen } from '#app/lib/money.ts'
import { parseDay } from '#app/lib/time.ts'
import { pool, prisma } from '#app/platform/db.server.ts'
import { camt053, paidBy } from '#tests/fixtures/bank.ts'
import { ownAccount } from '#tests/fixtures/claims.ts'
import { organisation, ownerPool } from '#tests/fixtures/market.ts'
import { type PayableMarket, payableMarket, paymentsOf } from '#tests/fixtures/settled.ts'

const refusal = (code: string) => expect.objectContaining({ code })
const chunkOf = (lines: number) =>
	ownerPool().query(`CREATE OR REPLACE FUNCTION chunk_lines() RETURNS int LANGUAGE sql IMMUTABLE AS 'SELECT ${lines}'`)
beforeAll(() => chunkOf(2))
afterAll(() => chunkOf(10_000))

/** Six claims of three payees: two each. */
async function threePayees(): Promise<PayableMarket> {
	const market = await payableMarket(2)
	const { id: voucherId } = await prisma.voucher.findFirstOrThrow({ where: { fundId: market.fundId } })
	for (let i = 0; i < 2; i++) {
		const providerId = await organisation('provider')
		await ownAccount(market, providerId)
		for (let k = 0; k < 2; k++) {
			const orderId = await market.order(voucherId, { state: 'accepted' })
			await ownerPool().query('ALTER TABLE "order" DISABLE TRIGGER USER')
			await ownerPool().query('UPDATE "order" SET provider_id = $2 WHERE id = $1', [orderId, providerId])
			await ownerPool().query('ALTER TABLE "order" ENABLE TRIGGER USER')
			const { rows } = await ownerPool().query<{ id: string }>(
				'SELECT id FROM payee_account WHERE organisation_id = $1',
				[providerId],
			)
			const claimId = await market.claim([{ orderId, claimedFen: fen(50_000) }], BigInt(rows[0]!.id))
			await ownerPool().query('ALTER TABLE claim DISABLE TRIGGER USER')
			await ownerPool().query('UPDATE claim SET claimant_id = $2 WHERE id = $1', [claimId, providerId])
			await ownerPool().query('ALTER TABLE claim ENABLE TRIGGER USER')
			await callBooks(market.officer, 'approve_claim', { claimId })
		}
	}
	for (const sourceNo of [1, 2])
		await callBooks(market.finance, 'record_receipt', {
			fundId: market.fundId,
			sourceNo,
			documentNo: `到账三${sourceNo}`,
			amountFen: fen(sourceNo === 1 ? 120_000 : 80_000),
			receivedOn: '2026-03-10',
		})
	return market
}

const byRule = (market: PayableMarket, extra: { withinFree?: boolean; division?: string } = {}) =>
	createBatchByRule(market.settlementOfficer, {
		fund: market.fundNumber,
		source: 1,
		approvedThrough: parseDay('2026-03-31'),
		mode: '',
		division: '',
		withinFree: false,
		...extra,
	})
const advance = (market: PayableMarket) => advanceNextBatch({ db: prisma, actor: system, now: market.now })
const differences = async () => {
	const client = await pool.connect()
	try {
		return (await verifyBooks(client, { chain: false })).differences
	} finally {
		client.release()
	}
}

describe('a batch by rule', () => {
	test('is locked and sent in chunks: each once, none left out, however often a chunk is asked for', async () => {
		const market = await threePayees()
		const number = await byRule(market)
		expect(await getBatch(market.settlementOfficer, number)).toMatchObject({
			lineCount: 6,
			payeeCount: 3,
			totalFen: 180_000n,
			may: ['lock', 'void'],
		})
		const keyed = { ...market.settlementOfficer, key: 'lock-once' }
		expect(await lockBatch(keyed, { number })).toEqual({ isDone: false })
		expect(await lockBatch(keyed, { number })).toEqual({ isDone: false }) // the same request again is answered
		await expect(lockBatch(market.settlementOfficer, { number })).rejects.toThrow(refusal('batch.under_way'))
		expect(await getBatch(market.settlementOfficer, number)).toMatchObject({
			state: 'open',
			run: { step: 'lock', linesDone: 2, linesTotal: 6 },
			may: ['void'],
			lineCount: 6,
		})
		expect(await differences()).toBe(0)
		await Promise.all([advance(market), advance(market), advance(market), advance(market)])
		while (await advance(market));
		const locked = await getBatch(market.finance, number)
		expect(locked).toMatchObject({ state: 'locked', run: null, lineCount: 6, paymentCount: 3, totalFen: 180_000n })

		await approveBatch(market.finance, {
			number,
			approvalDocumentNo: '云科〔2026〕31号',
			contentHash: locked.contentHash!,
		})
		expect(await sendBatch(market.finance, { number })).toEqual({ isDone: false })
		expect(await differences()).toBe(0)
		await expect(voidBatch(market.finance, { number, reason: '停' })).rejects.toThrow(refusal('batch.under_way'))
		while (await advance(market));
		expect(await getBatch(market.finance, number)).toMatchObject({ state: 'sent', run: null, waitingCount: 3 })
		expect((await market.stages()).in_payment).toEqual([180_000n, 0n])
		const { rows } = await ownerPool().query(
			`SELECT action, transfer_count AS n FROM command WHERE subject = $1 AND action LIKE 'batch.%sent' ORDER BY id`,
			[number],
		)
		expect(rows).toEqual([
			{ action: 'batch.lines_sent', n: 2 },
			{ action: 'batch.lines_sent', n: 2 },
			{ action: 'batch.sent', n: 2 },
		])
		expect(await differences()).toBe(0)

		// the bank's word: matching dies after its first command, and another worker goes on
		const payments = await paymentsOf(market, number)
		const text = camt053({
			accountNo: market.accounts[0]!,
			openingFen: 1_000_000n,
			entries: paidBy(payments as never),
		})
		const [statement] = await importStatement(market.finance, {
			file: new File([text], 'bank.xml'),
			accountNo: '',
			opening: null,
			closing: null,
		})
		const worker = { db: prisma, actor: system, now: market.now }
		await ownerPool().query('INSERT INTO match_run (statement_id) SELECT id FROM statement WHERE number = $1', [
			statement,
		])
		const killed = () => Promise.reject(new Error('killed'))
		await expect(matchStatement(worker, { number: statement! }, killed)).rejects.toThrow('killed')
		expect(await getBatch(market.finance, number)).toMatchObject({ state: 'partly_paid', waitingCount: 2 })
		const went = await Promise.all([matchNextStatement(worker), matchNextStatement(worker)])
		expect(went.filter(Boolean)).toHaveLength(1)
		expect(await getBatch(market.finance, number)).toMatchObject({ state: 'closed', waitingCount: 0 })
		expect(await matchNextStatement(worker)).toBe(false)
		const { rows: settled } = await ownerPool().query(
			`SELECT action, transfer_count AS n FROM command WHERE action LIKE 'payment%.settled' AND id IN (SELECT command_id FROM statement_match m JOIN payment y ON y.id = m.payment_id JOIN batch b ON b.id = y.batch_id WHERE b.number = $1)`,
			[number],
		)
		expect(settled).toEqual([1, 2, 3].map(() => ({ action: 'payment.settled', n: 2 })))
		expect((await market.stages()).paid).toEqual([180_000n, 0n])
		expect(await differences()).toBe(0)
		// put together from what differs, and the same as reckoned from the row
		const { rows: wrong } = await ownerPool().query(
			'SELECT id FROM transfer t WHERE fund_id = $1 AND digest <> transfer_digest(t)',
			[market.fundId],
		)
		expect(wrong).toEqual([])
	})

	test('paid changes nothing of its claims that an index holds: a million of them follow without one being written', async () => {
		const { rows } = await ownerPool().query(
			String.raw`SELECT indexrelid::regclass::text AS index FROM pg_index WHERE indrelid = 'claim'::regclass AND pg_get_indexdef(indexrelid) ~ '\mstate\M'`,
		)
		expect(rows).toEqual([])
	})

	test('stops where a payee has lost the confirmed account, says so, and can be voided', async () => {
		const market = await threePayees()
		const number = await byRule(market)
		await lockBatch(market.settlementOfficer, { number })
		const { rows } = await ownerPool().query<{ id: string }>(
			`SELECT id FROM payee_account WHERE organisation_id = (SELECT max(claimant_id) FROM claim)`,
		)
		await ownerPool().query(`UPDATE payee_account SET state = 'replaced' WHERE id = $1`, [rows[0]!.id])
		await advance(market)
		await advance(market)
		expect((await getBatch(market.settlementOfficer, number)).run).toMatchObject({
			linesDone: 4,
			error: { code: 'batch.unconfirmed_payee' },
		})
		expect(await advance(market)).toBe(false) // not again at once
		await voidBatch(market.settlementOfficer, { number, reason: '账户已更换' })
		expect(await getBatch(market.settlementOfficer, number)).toMatchObject({ state: 'voided', run: null })
		expect(await differences()).toBe(0)
	})

	test('takes in order of approval as far as the received money goes, the rest waits its turn', async () => {
		const market = await threePayees()
		await ownerPool().query('UPDATE fund_cash SET received_fen = 100000 WHERE fund_id = $1 AND source_no = 1', [
			market.fundId,
		])
		const number = await byRule(market, { withinFree: true })
		expect(await getBatch(market.settlementOfficer, number)).toMatchObject({ lineCount: 3, totalFen: 90_000n })
		await expect(byRule(market, { division: '999999' })).rejects.toThrow(refusal('batch.empty'))
	})
})
