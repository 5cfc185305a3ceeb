import { spawn } from 'node:child_process'
import { describe, expect, test } from 'vitest'
import type { Context } from '#app/domain/context.server.ts'
import { KeptFile } from '#app/domain/files/kept-file.ts'
import { type BooksArgs, type BooksFunction, callBooks } from '#app/domain/ledger/call-books.server.ts'
import { verifyBooks } from '#app/domain/ledger/verify-books.server.ts'
import { requestAcceptance } from '#app/domain/orders/order-queue.server.ts'
import { matchNextStatement } from '#app/domain/reconciliation/match-next-statement.server.ts'
import { uploadStatement } from '#app/domain/reconciliation/upload-statement.server.ts'
import { workStatementFile } from '#app/domain/reconciliation/work-statement-file.server.ts'
import { fen } from '#app/lib/money.ts'
import { prisma } from '#app/platform/db.server.ts'
import { env } from '#app/platform/env.server.ts'
import { keepPieces } from '#app/platform/storage.server.ts'
import { root } from '#scripts/lib/root.ts'
import { camt053, paidBy } from '#tests/fixtures/bank.ts'
import { expectWhole } from '#tests/fixtures/endings.ts'
import { type Market, openMarket, ownerPool, serial } from '#tests/fixtures/market.ts'
import { batchUntil, payableMarket, paymentsOf } from '#tests/fixtures/settled.ts'
import { askForVoucher } from '#tests/fixtures/voucher-request.ts'

type Call = {
	ctx: Context & { key: string }
	name: BooksFunction | 'request_grant' | 'request_acceptance' | 'work_statement_file'
	args: BooksArgs
}

const asText = (value: unknown) => JSON.stringify(value, (_, v) => (typeof v === 'bigint' ? v.toString() : v))

/** The call in a process of its own that dies at `failpoint`; what it still said. */
function dieAt(failpoint: string, { ctx, name, args }: Call): Promise<{ signal: string | null; said: string }> {
	const input = asText({ actor: ctx.actor, now: ctx.now, key: ctx.key, name, args })
	const child = spawn(process.execPath, ['--import', 'tsx', 'tests/fixtures/fault-child.ts', input], {
		cwd: root,
		env: { ...process.env, NODE_ENV: 'test', FAILPOINT: failpoint, DATA_DIR: env.DATA_DIR },
		stdio: ['ignore', 'pipe', 'inherit'],
	})
	let said = ''
	child.stdout.on('data', (chunk) => {
		said += String(chunk)
	})
	return new Promise((resolve) => child.once('exit', (_, signal) => resolve({ signal, said })))
}

const withKey = (ctx: Context) => ({ ...ctx, key: `fault:${serial()}` })
const placed = async (market: Market): Promise<Call & { name: BooksFunction }> => ({
	ctx: withKey(market.buyer),
	name: 'place_order',
	args: {
		orderId: await market.order(await market.voucher(fen(100_000))),
		amountFen: 30_000n,
		draws: [{ capKey: `fault:${market.fundId}`, limitFen: 50_000n, amountFen: 30_000n }],
		replyDueAt: new Date(market.now.getTime() + 86_400_000),
	},
})
const granted = async (market: Market): Promise<Call & { name: BooksFunction }> => ({
	ctx: withKey(market.reviewer),
	name: 'grant_vouchers',
	args: {
		fundId: market.fundId,
		requests: [
			{
				applicationId: await market.application(fen(10_000)),
				number: `KJ-${serial()}`,
				faceFen: 10_000n,
				split: [6_000n, 4_000n],
				useBy: '2026-12-31',
				redeemBy: null,
				encumbrance: 'grant',
				draws: [],
			},
		],
	},
})
const claimed = async (market: Market): Promise<Call & { name: BooksFunction }> => {
	const orderId = await market.order(await market.voucher(fen(100_000)), { state: 'accepted' })
	const claimId = await market.claim(
		[{ orderId, claimedFen: fen(50_000), approvedFen: fen(40_000) }],
		await market.payeeAccount(),
	)
	return { ctx: withKey(market.officer), name: 'approve_claim', args: { claimId } }
}
const settled = async (): Promise<Call & { name: BooksFunction }> => {
	const market = await payableMarket(1)
	const batchId = await market.batch(1)
	await callBooks(market.settlementOfficer, 'lock_batch', { batchId })
	await callBooks(market.finance, 'approve_batch', { batchId, approvalDocumentNo: '批' })
	await callBooks(market.finance, 'send_batch', { batchId, messageId: `M-${batchId}` })
	const { rows } = await ownerPool().query<{ id: string }>('SELECT id FROM payment WHERE batch_id = $1', [batchId])
	const args = { paymentId: rows[0]!.id, statementLineId: await market.bankLine(1, -30_000n), rule: 'code' }
	return { ctx: withKey(market.finance), name: 'settle_payment', args }
}

async function effects({ ctx }: Call): Promise<number> {
	const { rows } = await ownerPool().query<{ n: string }>(
		'SELECT count(*) AS n FROM command WHERE key = $1 OR key LIKE $1 || $2',
		[ctx.key, ':%'],
	)
	return Number(rows[0]!.n)
}

describe('a process killed around a commit', () => {
	const cases: readonly [string, string, () => Promise<Call & { name: BooksFunction }>, number | null][] = [
		['before an order is placed', 'books.before_call', async () => placed(await openMarket()), 0],
		['after an order was placed', 'books.after_commit', async () => placed(await openMarket()), 1],
		['while an order is placed', 'books.before_call+4', async () => placed(await openMarket()), null],
		['before a voucher is granted', 'books.before_call', async () => granted(await openMarket()), 0],
		['after a voucher was granted', 'books.after_commit', async () => granted(await openMarket()), 1],
		['while a claim is approved', 'books.before_call+4', async () => claimed(await openMarket()), null],
		['after a claim was approved', 'books.after_commit', async () => claimed(await openMarket()), 1],
		['after a payment was settled', 'books.after_commit', settled, 1],
	]
	test('leaves all of a command or nothing; sent again with its key it is done once and answers the same', {
		timeout: 120_000,
	}, async () => {
		const calls = await Promise.all(cases.map(([, , make]) => make()))
		const deaths: { signal: string | null; said: string }[] = []
		for (let i = 0; i < cases.length; i += 2)
			deaths.push(...(await Promise.all([i, i + 1].map((n) => dieAt(cases[n]![1], calls[n]!)))))
		for (const [i, [when, , , left]] of cases.entries()) {
			const call = calls[i]!
			if (left !== null) {
				expect(deaths[i], when).toEqual({ signal: 'SIGKILL', said: '' })
				expect(await effects(call), when).toBe(left)
			}
			const answer = await callBooks(call.ctx, call.name, call.args)
			expect(await callBooks(call.ctx, call.name, call.args), when).toEqual(answer)
			if (deaths[i]!.said !== '') expect(answer, when).toEqual(JSON.parse(deaths[i]!.said))
			expect(await effects(call), when).toBe(1)
			// a list of grants says it of each, every other command of itself
			const other = await callBooks(call.ctx, call.name, { ...call.args, other: true }).catch((error) => error.code)
			expect(JSON.stringify(other), when).toContain('command.key_reused')
		}
		const client = await ownerPool().connect()
		try {
			expect((await verifyBooks(client)).named).toEqual([])
		} finally {
			client.release()
		}
	})

	test('with a batch of vouchers under way: asked again, each gets the one voucher it has', {
		timeout: 120_000,
	}, async () => {
		for (const [failpoint, left] of [
			['grants.before_batch', 0],
			['grants.after_batch', 1],
		] as const) {
			const market = await openMarket()
			const applicationId = await market.application(fen(10_000))
			const call: Call = {
				ctx: withKey(market.reviewer),
				name: 'request_grant',
				args: { fundId: market.fundId, applicationId },
			}
			expect(await dieAt(failpoint, call), failpoint).toEqual({ signal: 'SIGKILL', said: '' })
			expect(await effects(call), failpoint).toBe(left)
			const first = await askForVoucher(call.ctx, market.fundId, applicationId)
			expect(await askForVoucher(call.ctx, market.fundId, applicationId), failpoint).toEqual(first)
			expect(await effects(call), failpoint).toBe(1)
			expect(await market.stages()).toMatchObject({ granted: [6_000n, 4_000n] })
		}
	})

	test('with deliveries accepted together under way: asked again, each is redeemed once', {
		timeout: 120_000,
	}, async () => {
		for (const [failpoint, left] of [
			['books.before_call', 0],
			['books.after_commit', 1],
		] as const) {
			const market = await openMarket()
			const orderId = String(await market.order(await market.voucher(fen(100_000)), { state: 'delivered' }))
			const call: Call = { ctx: withKey(market.buyer), name: 'request_acceptance', args: { orderId } }
			expect(await dieAt(failpoint, call), failpoint).toEqual({ signal: 'SIGKILL', said: '' })
			expect(await effects(call), failpoint).toBe(left)
			const first = await requestAcceptance(call.ctx, { orderId })
			expect(await requestAcceptance(call.ctx, { orderId }), failpoint).toEqual(first)
			expect(await effects(call), failpoint).toBe(1)
			expect(await market.stages()).toMatchObject({ redeemed: [30_000n, 20_000n], held: [0n, 0n] })
		}
	})

	test('with a bank file being read or taken: another worker takes it over, whole and once', {
		timeout: 120_000,
	}, async () => {
		for (const [failpoint, count, left] of [
			['statement.reading', 20_000, 'reading'],
			['books.before_call', 20, 'accepting'],
			['books.after_commit', 20, 'taken'],
		] as const) {
			const market = await payableMarket(1)
			const [payment] = await paymentsOf(market, await batchUntil(market, 1, 'sent'))
			const fees = Array.from({ length: count - 1 }, (_, i) => ({ amountFen: -1n, reference: `L${i}` }))
			const bytes = camt053({
				accountNo: market.accounts[0]!,
				openingFen: 0n,
				entries: [...paidBy([payment] as never), ...fees],
			})
			const kept = await keepPieces(
				(async function* () {
					yield new TextEncoder().encode(bytes)
				})(),
				1 << 26,
			)
			const file = new KeptFile('bank.xml', '', kept)
			const number = await uploadStatement(market.finance, { file, accountNo: '', opening: null, closing: null })
			const { id: fileId } = await prisma.statementFile.findUniqueOrThrow({ where: { number } })
			const call: Call = { ctx: withKey(market.finance), name: 'work_statement_file', args: { fileId } }
			expect(await dieAt(failpoint, call), failpoint).toEqual({ signal: 'SIGKILL', said: '' })
			const dead = await prisma.statementFile.findUniqueOrThrow({ where: { number } })
			expect(dead.state, failpoint).toBe(left)
			const lines = () => prisma.statementLine.count({ where: { accountNo: market.accounts[0]! } })
			expect(await lines(), failpoint).toBe(left === 'taken' ? count : 0)

			// nobody takes it over while its worker may be alive
			expect(await workStatementFile(market.finance, fileId), failpoint).toBe(false)
			if (left !== 'taken') {
				await ownerPool().query(`UPDATE statement_file SET beat_at = now() - interval '1 minute' WHERE id = $1`, [
					fileId,
				])
				expect(await workStatementFile(market.finance, fileId), failpoint).toBe(true)
			}
			const taken = await prisma.statementFile.findUniqueOrThrow({ where: { number } })
			expect(taken, failpoint).toMatchObject({ state: 'taken', lines: count })
			expect(await lines(), failpoint).toBe(count)
			if (left !== 'taken') expect(await prisma.stagedLine.count({ where: { fileId } }), failpoint).toBe(0)
			// taken and not matched: another worker goes on
			while (await matchNextStatement(market.finance));
			expect((await market.stages()).paid![0], failpoint).toBe(payment!.amountFen)
			await expectWhole(market)
		}
	})
})
