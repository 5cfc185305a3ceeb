import { describe, expect, test } from 'vitest'
import type { Context } from '#app/domain/context.server.ts'
import { callBooks } from '#app/domain/ledger/call-books.server.ts'
import type { CorrectionInput } from '#app/domain/ledger/correction.ts'
import { approveCorrection, dropCorrection } from '#app/domain/ledger/decide-correction.server.ts'
import { exportJournal } from '#app/domain/ledger/export-journal.server.ts'
import { proposeCorrection } from '#app/domain/ledger/propose-correction.server.ts'
import { verifyBooks } from '#app/domain/ledger/verify-books.server.ts'
import { getFundReport } from '#app/domain/reporting/fund-report.server.ts'
import { fen } from '#app/lib/money.ts'
import { pool, prisma } from '#app/platform/db.server.ts'
import { type Market, openMarket, ownerPool } from '#tests/fixtures/market.ts'

const fundNumber = async (market: Market) =>
	(await prisma.fund.findUniqueOrThrow({ where: { id: market.fundId } })).number

/** The fund's last transfer between two stages, of a source when named. */
async function transferOf(market: Market, from: string, to: string, sourceNo?: number) {
	const { rows } = await ownerPool().query<{ id: string }>(
		`SELECT id FROM transfer WHERE fund_id = $1 AND from_stage = $2 AND to_stage = $3 AND corrects IS NULL AND ($4::int IS NULL OR source_no = $4) ORDER BY id DESC LIMIT 1`,
		[market.fundId, from, to, sourceNo],
	)
	return rows[0]!.id
}

const none = { rightSource: undefined, rightAmount: undefined, rightDocument: '', split: undefined }
async function propose(market: Market, input: Partial<CorrectionInput> & { transfer: string }, by?: Context) {
	const fund = await fundNumber(market)
	const { number } = await proposeCorrection(by ?? market.officer, fund, { ...none, reason: '来源记错', ...input })
	const { id } = await prisma.correction.findUniqueOrThrow({ where: { number } })
	return { fund, id: String(id) }
}
async function correct(market: Market, input: Partial<CorrectionInput> & { transfer: string }) {
	return approveCorrection(market.finance, await propose(market, input))
}

/** A reviewed claim of 10.00 on a contract, without a voucher. */
async function claimOnly(market: Market): Promise<bigint> {
	const { rows } = await ownerPool().query<{ id: string }>(
		`INSERT INTO claim (number, programme_id, version_id, round_id, fund_id, kind, mode, claimant_id, enterprise_id, payee_account_id, state,
			claimed_fen, approved_fen, reviewed_by_id, reviewed_at, submitted_at, submitted_by_id)
		VALUES ($1, $2, $3, $4, $5, 'claim_only', 'reimburse', $6, $7, $8, 'reviewed', 1000, 1000, $9, $10, $10, $11) RETURNING id`,
		[
			`DF-T-${market.fundId}`,
			market.programmeId,
			market.versionId,
			market.roundId,
			market.fundId,
			market.providerId,
			market.enterpriseId,
			await market.payeeAccount(),
			market.idOf(market.reviewer),
			market.now,
			market.idOf(market.seller),
		],
	)
	const claimId = BigInt(rows[0]!.id)
	await ownerPool().query(
		`INSERT INTO claim_line (claim_id, line_no, kind, title, base_fen, claimed_fen, approved_fen) VALUES ($1, 1, 'contract', '演示', 2000, 1000, 1000)`,
		[claimId],
	)
	return claimId
}

async function differences() {
	const client = await ownerPool().connect()
	try {
		return (await verifyBooks(client)).named
	} finally {
		client.release()
	}
}

const documents = async (market: Market) =>
	(await prisma.appropriation.findMany({ where: { fundId: market.fundId }, orderBy: { id: 'asc' } })).map((row) => [
		row.sourceNo,
		row.amountFen,
		row.correctsId !== null,
	])
const sourcesOf = async (voucherId: bigint) => {
	const { entitlementId } = await prisma.voucher.findUniqueOrThrow({ where: { id: voucherId } })
	const rows = await prisma.entitlementSource.findMany({ where: { entitlementId }, orderBy: { sourceNo: 'asc' } })
	return rows.map(({ faceFen }) => faceFen)
}

describe('a document booked wrongly', () => {
	test('to the wrong source: reversed by a transfer that names it, and booked to the right one', async () => {
		const market = await openMarket({ appropriatedFen: fen(1_000_000) })
		const wrong = await transferOf(market, 'treasury', 'available', 2)
		await correct(market, { transfer: wrong, rightSource: 1, rightAmount: fen(400_000) })
		expect(await market.stages()).toMatchObject({ available: [1_000_000n, 0n], treasury: [-1_000_000n, 0n] })
		expect(await documents(market)).toEqual([
			[1, 600_000n, false],
			[2, 400_000n, false],
			[2, -400_000n, true],
			[1, 400_000n, false],
		])
		const report = await getFundReport(market.officer, await fundNumber(market))
		expect(report.movements.filter((row) => row.isCorrection)).toMatchObject([
			{ fromStage: 'available', toStage: 'treasury', sourceNo: 2, amountFen: 400_000n },
		])
		expect(report.driftFen).toBe(0n)
		expect(await differences()).toEqual([])
	})

	test('with the wrong amount, even where part of it is already granted: what is added comes first', async () => {
		const market = await openMarket({ appropriatedFen: fen(1_000_000) })
		await market.voucher(fen(500_000)) // 300,000 of the city's 600,000
		const wrong = await transferOf(market, 'treasury', 'available', 1)
		await expect(correct(market, { transfer: wrong, rightSource: 1, rightAmount: fen(299_999) })).rejects.toMatchObject(
			{
				code: 'fund.exhausted',
			},
		)
		const open = await prisma.correction.findFirstOrThrow({ where: { fundId: market.fundId, state: 'proposed' } })
		await dropCorrection(market.officer, { fund: await fundNumber(market), id: String(open.id) })
		await correct(market, { transfer: wrong, rightSource: 1, rightAmount: fen(300_000) })
		expect(await market.stages()).toMatchObject({ available: [0n, 200_000n], granted: [300_000n, 200_000n] })
		expect(await differences()).toEqual([])
	})

	test('an increase and a cut approved later are corrected too; without a right movement it is only taken back', async () => {
		const market = await openMarket({ appropriatedFen: fen(1_000_000) })
		for (const [documentNo, amountFen] of [
			['追1号', 50_000n],
			['减1号', -30_000n],
		] as const) {
			const { id } = await prisma.appropriation.create({
				data: {
					fundId: market.fundId,
					sourceNo: 1,
					documentNo,
					amountFen,
					createdById: market.idOf(market.officer),
				},
			})
			await callBooks(market.finance, 'approve_appropriation', { appropriationId: id })
		}
		await correct(market, { transfer: await transferOf(market, 'treasury', 'available', 1) })
		expect(await market.stages()).toMatchObject({ available: [570_000n, 400_000n] })
		const cut = await transferOf(market, 'available', 'treasury', 1)
		await correct(market, { transfer: cut, rightSource: 2, rightAmount: fen(30_000), rightDocument: '减2号' })
		expect(await market.stages()).toMatchObject({ available: [600_000n, 370_000n], treasury: [-600_000n, -370_000n] })
		expect(await prisma.appropriation.findFirst({ where: { documentNo: '减2号' } })).toMatchObject({
			sourceNo: 2,
			amountFen: -30_000n,
			state: 'approved',
		})
		expect(await differences()).toEqual([])
	})

	test('a transfer is corrected once; the one booked anew can be corrected, the reversal cannot', async () => {
		const market = await openMarket({ appropriatedFen: fen(1_000_000) })
		const wrong = await transferOf(market, 'treasury', 'available', 2)
		await correct(market, { transfer: wrong, rightSource: 1, rightAmount: fen(400_000) })
		await expect(propose(market, { transfer: wrong })).rejects.toMatchObject({ code: 'correction.taken' })
		const reversal = await prisma.transfer.findFirstOrThrow({ where: { corrects: BigInt(wrong) } })
		await expect(propose(market, { transfer: String(reversal.id) })).rejects.toMatchObject({
			code: 'correction.of_correction',
		})
		const anew = await transferOf(market, 'treasury', 'available', 1)
		await correct(market, { transfer: anew, rightSource: 2, rightAmount: fen(400_000) })
		expect(await market.stages()).toMatchObject({ available: [600_000n, 400_000n] })
		expect(await differences()).toEqual([])
	})

	test('nothing changed is no correction; a source the fund has not is refused', async () => {
		const market = await openMarket({ appropriatedFen: fen(1_000_000) })
		const wrong = await transferOf(market, 'treasury', 'available', 2)
		const same = { transfer: wrong, rightSource: 2, rightAmount: fen(400_000) }
		await expect(propose(market, same)).rejects.toMatchObject({ code: 'correction.same' })
		await expect(propose(market, { ...same, rightSource: 7 })).rejects.toMatchObject({ code: 'input.invalid' })
		await correct(market, { ...same, rightDocument: '云财教〔2026〕9号' })
		expect(await differences()).toEqual([])
	})
})

describe('a draw split wrongly over the sources', () => {
	test('of a voucher: its sources, the fund and the split of later orders follow', async () => {
		const market = await openMarket({ appropriatedFen: fen(1_000_000) })
		const voucherId = await market.voucher(fen(100_000), { shares: [40n, 60n] })
		const wrong = await transferOf(market, 'available', 'granted', 2)
		await correct(market, { transfer: wrong, split: [fen(60_000), fen(40_000)] })
		expect(await sourcesOf(voucherId)).toEqual([60_000n, 40_000n])
		expect(await market.stages()).toMatchObject({ available: [540_000n, 360_000n], granted: [60_000n, 40_000n] })
		await market.order(voucherId, { state: 'placed', voucherFen: fen(50_000) })
		expect(await market.stages()).toMatchObject({ held: [30_000n, 20_000n] })
		expect(await differences()).toEqual([])
	})

	test('as far as the right source still has money, reckoned after the wrong split has come back', async () => {
		const market = await openMarket({ appropriatedFen: fen(1_000) })
		const voucherId = await market.voucher(fen(990), { shares: [59n, 40n] }) // 590 of 600, 400 of 400
		const wrong = await transferOf(market, 'available', 'granted', 1)
		await expect(correct(market, { transfer: wrong, split: [fen(601), fen(389)] })).rejects.toMatchObject({
			code: 'fund.exhausted',
		})
		const open = await prisma.correction.findFirstOrThrow({ where: { fundId: market.fundId, state: 'proposed' } })
		await dropCorrection(market.finance, { fund: await fundNumber(market), id: String(open.id) })
		await correct(market, { transfer: wrong, split: [fen(600), fen(390)] })
		expect(await sourcesOf(voucherId)).toEqual([600n, 390n])
		expect(await market.stages()).toMatchObject({ available: [0n, 10n] })
		expect(await differences()).toEqual([])
	})

	test('not when part of the voucher is held or used, nor to another sum', async () => {
		const market = await openMarket({ appropriatedFen: fen(1_000_000) })
		const voucherId = await market.voucher(fen(100_000))
		const wrong = await transferOf(market, 'available', 'granted', 1)
		await expect(propose(market, { transfer: wrong, split: [fen(50_000), fen(49_999)] })).rejects.toMatchObject({
			code: 'correction.split_differs',
			details: { sumFen: '100000' },
		})
		await expect(propose(market, { transfer: wrong, split: [fen(100_000)] })).rejects.toMatchObject({
			code: 'correction.split_differs',
		})
		const which = await propose(market, { transfer: wrong, split: [fen(50_000), fen(50_000)] })
		const orderId = await market.order(voucherId, { state: 'placed' })
		await expect(approveCorrection(market.finance, which)).rejects.toMatchObject({ code: 'correction.in_use' })
		const held = await transferOf(market, 'granted', 'held')
		await expect(propose(market, { transfer: held })).rejects.toMatchObject({ code: 'correction.of_order' })
		await callBooks(market.seller, 'end_order', { orderId, to: 'declined', reason: '忙' })
		await approveCorrection(market.finance, which)
		expect(await sourcesOf(voucherId)).toEqual([50_000n, 50_000n])
		expect(await differences()).toEqual([])
	})

	test('of a claim without voucher: its pay lines follow until it is in a batch', async () => {
		const market = await openMarket({ appropriatedFen: fen(1_000_000) })
		const claimId = await claimOnly(market)
		await callBooks(market.settlementOfficer, 'approve_claim', { claimId, split: [400n, 600n], draws: [] })
		const wrong = await transferOf(market, 'available', 'payable', 2)
		await correct(market, { transfer: wrong, split: [fen(1_000), fen(0)] })
		const lines = await prisma.payLine.findMany({ where: { claimId } })
		expect(lines.map((line) => [line.sourceNo, line.amountFen])).toEqual([[1, 1_000n]])
		expect(await market.stages()).toMatchObject({ available: [599_000n, 400_000n], payable: [1_000n, 0n] })
		expect(await differences()).toEqual([])
		const again = await transferOf(market, 'available', 'payable', 1)
		await market.batch(1)
		await expect(propose(market, { transfer: again, split: [fen(600), fen(400)] })).rejects.toMatchObject({
			code: 'correction.paid',
		})
	})

	test('what is in payment or paid is not corrected: the sentence names return and clawback', async () => {
		const market = await openMarket()
		const batchId = await market.lockedBatch()
		await callBooks(market.finance, 'approve_batch', { batchId, approvalDocumentNo: '批' })
		await callBooks(market.finance, 'send_batch', { batchId, messageId: 'M' })
		const sent = await transferOf(market, 'payable', 'in_payment')
		await expect(propose(market, { transfer: sent })).rejects.toMatchObject({ code: 'correction.paid' })
		const approved = await transferOf(market, 'redeemed', 'payable')
		await expect(propose(market, { transfer: approved })).rejects.toMatchObject({ code: 'correction.of_order' })
	})
})

describe('two people, one effect', () => {
	test('nobody corrects alone, by command or by row', async () => {
		const market = await openMarket()
		const which = await propose(market, { transfer: await transferOf(market, 'treasury', 'available', 2) })
		await expect(approveCorrection(market.officer, which)).rejects.toMatchObject({ code: 'access.other_person' })
		await expect(callBooks(market.officer, 'approve_correction', { correctionId: which.id })).rejects.toMatchObject({
			code: 'access.other_person',
		})
		await expect(approveCorrection(market.reviewer, which)).rejects.toMatchObject({ code: 'access.denied' })
		const { rows } = await ownerPool().query<{ id: string }>('SELECT max(id) AS id FROM command')
		await expect(
			ownerPool().query(
				`UPDATE correction SET state = 'approved', decided_by_id = proposed_by_id, command_id = $2 WHERE id = $1`,
				[which.id, rows[0]!.id],
			),
		).rejects.toMatchObject({ code: '23514' })
		await expect(
			ownerPool().query(`UPDATE correction SET reason = '换个说法' WHERE id = $1`, [which.id]),
		).rejects.toMatchObject({ code: '42501' })
		await expect(pool.query(`UPDATE correction SET state = 'refused'`)).rejects.toMatchObject({ code: '42501' })
	})

	test('another authority’s people see and touch nothing of it', async () => {
		const [market, other] = await Promise.all([openMarket(), openMarket()])
		const which = await propose(market, { transfer: await transferOf(market, 'treasury', 'available', 2) })
		await expect(approveCorrection(other.finance, which)).rejects.toMatchObject({ code: 'access.denied' })
		await expect(callBooks(other.finance, 'approve_correction', { correctionId: which.id })).rejects.toMatchObject({
			code: 'not_found',
		})
	})

	test('approved by 32 at once: one effect', async () => {
		const market = await openMarket({ appropriatedFen: fen(1_000_000) })
		const wrong = await transferOf(market, 'treasury', 'available', 2)
		const which = await propose(market, { transfer: wrong, rightSource: 1, rightAmount: fen(400_000) })
		const outcomes = await Promise.allSettled(
			Array.from({ length: 32 }, (_, n) => approveCorrection({ ...market.finance, key: `race:${wrong}:${n}` }, which)),
		)
		expect(outcomes.filter(({ status }) => status === 'fulfilled')).toHaveLength(1)
		const lost = outcomes.flatMap((outcome) => (outcome.status === 'rejected' ? [outcome.reason.code] : []))
		expect(new Set(lost)).toEqual(new Set(['state.changed_meanwhile']))
		expect(await market.stages()).toMatchObject({ available: [1_000_000n, 0n] })
		expect(await differences()).toEqual([])
	})

	test('approved against an order on the same voucher: one of them is refused, nothing is lost', async () => {
		for (let round = 0; round < 5; round++) {
			const market = await openMarket({ appropriatedFen: fen(1_000_000) })
			const voucherId = await market.voucher(fen(1_000))
			const orderId = await market.order(voucherId)
			const wrong = await transferOf(market, 'available', 'granted', 1)
			const which = await propose(market, { transfer: wrong, split: [fen(500), fen(500)] })
			const place = { orderId, amountFen: 1_000n, draws: [], replyDueAt: market.now }
			const [corrected, placed] = await Promise.allSettled([
				approveCorrection(market.finance, which),
				callBooks(market.buyer, 'place_order', place),
			])
			expect(placed.status).toBe('fulfilled')
			if (corrected.status === 'rejected') expect(corrected.reason).toMatchObject({ code: 'correction.in_use' })
		}
		expect(await differences()).toEqual([])
	})

	test('the same key twice gives the same answer, other inputs under it are refused', async () => {
		const market = await openMarket()
		const wrong = await transferOf(market, 'treasury', 'available', 2)
		const fund = await fundNumber(market)
		const keyed = { ...market.officer, key: `propose:${wrong}` }
		const input = { ...none, transfer: wrong, reason: '来源记错' }
		const first = await proposeCorrection(keyed, fund, input)
		expect(await proposeCorrection(keyed, fund, input)).toEqual(first)
		await expect(proposeCorrection(keyed, fund, { ...input, reason: '别的' })).rejects.toMatchObject({
			code: 'command.key_reused',
		})
		await expect(proposeCorrection(market.finance, fund, input)).rejects.toMatchObject({ code: 'correction.open' })
		const { id } = await prisma.correction.findUniqueOrThrow({ where: { number: first.number } })
		const approver = { ...market.finance, key: `approve:${wrong}` }
		const answer = await approveCorrection(approver, { fund, id: String(id) })
		expect(await approveCorrection(approver, { fund, id: String(id) })).toEqual(answer)
		expect(await differences()).toEqual([])
	})
})

describe('behind the function', () => {
	const insert = (over: Record<string, unknown>) => `INSERT INTO transfer
		(command_id, line_no, fund_id, source_no, entitlement_id, from_stage, to_stage, amount_fen, effective_on, recorded_at, xid, corrects, digest)
		SELECT ${over.command ?? 'command_id'}, 90, fund_id, source_no, entitlement_id, to_stage, from_stage, amount_fen + ${over.more ?? 0}, effective_on, now(), pg_current_xact_id(), id, '' FROM transfer WHERE id = $1`

	test('a transfer that names another must be its mirror, and stand in an approved correction', async () => {
		const market = await openMarket({ appropriatedFen: fen(1_000_000) })
		const id = await transferOf(market, 'treasury', 'available', 2)
		await expect(ownerPool().query(insert({ more: 1 }), [id])).rejects.toThrow('mirrors')
		await expect(ownerPool().query(insert({}), [id])).rejects.toThrow('approved correction')
		await correct(market, { transfer: id })
		const { rows } = await ownerPool().query<{ command_id: string }>(
			'SELECT command_id FROM transfer WHERE corrects = $1',
			[id],
		)
		await expect(ownerPool().query(insert({ command: rows[0]!.command_id }), [id])).rejects.toMatchObject({
			code: '23505',
		})
	})

	test('without those guards the books name what mirrors nothing', async () => {
		const market = await openMarket({ appropriatedFen: fen(1_000_000) })
		const id = await transferOf(market, 'treasury', 'available', 2)
		await ownerPool().query('ALTER TABLE transfer DISABLE TRIGGER transfer_mirrors')
		await ownerPool().query('ALTER TABLE transfer DISABLE TRIGGER transfer_corrected')
		try {
			await ownerPool().query(insert({ more: 1 }), [id])
		} finally {
			await ownerPool().query('ALTER TABLE transfer ENABLE TRIGGER transfer_mirrors')
			await ownerPool().query('ALTER TABLE transfer ENABLE TRIGGER transfer_corrected')
		}
		expect(await differences()).toContainEqual(
			expect.objectContaining({ invariant: 'corrections', expected: `mirror of transfer ${id}` }),
		)
	})
})

test('the export names what a correction corrects', async () => {
	const market = await openMarket({ appropriatedFen: fen(1_000_000) })
	const wrong = await transferOf(market, 'treasury', 'available', 2)
	await correct(market, { transfer: wrong, rightSource: 1, rightAmount: fen(400_000) })
	const client = await pool.connect()
	try {
		for (const [format, words] of [
			['hledger', `corrects:${wrong}`],
			['beancount', `corrects: "${wrong}"`],
		] as const) {
			let text = ''
			for await (const part of exportJournal(client, format)) text += part
			expect(text).toContain(words)
		}
	} finally {
		client.release()
	}
})
