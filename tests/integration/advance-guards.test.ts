import type { PoolClient } from 'pg'
import { beforeAll, describe, expect, test } from 'vitest'
import { callBooks } from '#app/domain/ledger/call-books.server.ts'
import { atOnceBehind } from '#tests/fixtures/at-once.ts'
import { nextFund } from '#tests/fixtures/endings.ts'
import { insertRow, type Market, openMarket, ownerPool, serial } from '#tests/fixtures/market.ts'
import { another, ownerTries } from '#tests/fixtures/owner-tries.ts'

const refusal = (code: string) => expect.objectContaining({ code })
/** What the database says by itself, whoever asks: a constraint that stands against it, or the sentence of a trigger. */
const stands = (constraint: string) => expect.objectContaining({ constraint })
const says = (message: string) => expect.objectContaining({ message })

describe('an advance: what the database keeps, past every grant', () => {
	let market: Market
	let approver: bigint
	/** a proposal of 200.00 nobody decides, one that is approved and due, and one that is refused */
	let proposed: bigint
	let approved: bigint
	let refused: bigint

	/** A proposal of one level of a fund for another. */
	const propose = (change: Record<string, unknown> = {}) =>
		insertRow('advance', {
			number: `DK-${serial()}`,
			fund_id: market.fundId,
			payer_source_no: 1,
			source_no: 2,
			amount_fen: 20_000n,
			decision_no: '云财预〔2026〕7号',
			proposed_by_id: market.idOf(market.settlementOfficer),
			proposed_at: market.now,
			...change,
		})
	const approve = (advanceId: bigint, key?: string) =>
		callBooks(key ? { ...market.finance, key } : market.finance, 'approve_advance', { advanceId })
	const repay = (change: Record<string, unknown> = {}, key?: string) =>
		callBooks<{ dueFen: string }>(key ? { ...market.finance, key } : market.finance, 'repay_advance', {
			advanceId: approved,
			kind: 'receipt',
			amountFen: 1_000n,
			documentNo: '归还 1',
			repaidOn: '2026-03-10',
			...change,
		})
	const receive = (amountFen: bigint, sourceNo = 1) =>
		callBooks(market.finance, 'record_receipt', {
			fundId: market.fundId,
			sourceNo,
			documentNo: '拨款',
			amountFen,
			receivedOn: '2026-03-10',
		})
	const change = (id: bigint, set: string, values: unknown[] = []) =>
		ownerTries((client) => client.query(`UPDATE advance SET ${set} WHERE id = $1`, [id, ...values]))
	/** A row like the approved one, for a source nothing is proposed for. */
	const copy = (changes: Record<string, unknown>, work: (client: PoolClient, id: bigint) => unknown = () => {}) =>
		ownerTries(async (client) =>
			work(
				client,
				await another(client, 'advance', approved, {
					number: `DK-${serial()}`,
					source_no: 1,
					payer_source_no: 2,
					state: 'proposed',
					repaid_fen: 0,
					decided_by_id: null,
					decided_at: null,
					command_id: null,
					...changes,
				}),
			),
		)

	beforeAll(async () => {
		market = await openMarket()
		approver = market.idOf(market.finance)
		await receive(50_000n)
		approved = await propose()
		await approve(approved)
		refused = await propose()
		await ownerPool().query(
			`UPDATE advance SET state = 'refused', decided_by_id = $2, decided_at = now() WHERE id = $1`,
			[refused, approver],
		)
		proposed = await propose()
	})

	test('is of more than nothing, with a decision, between two sources of one fund, one proposal for each', async () => {
		await copy({})
		await expect(copy({ amount_fen: 0 })).rejects.toThrow(stands('advance_amount'))
		await expect(copy({ decision_no: '' })).rejects.toThrow(stands('advance_decision'))
		await expect(copy({ payer_source_no: 1 })).rejects.toThrow(stands('advance_two_levels'))
		await expect(copy({ source_no: 7 })).rejects.toThrow(stands('advance_fund_id_source_no_fkey'))
		await expect(copy({ payer_source_no: 7 })).rejects.toThrow(stands('advance_fund_id_payer_source_no_fkey'))
		await expect(copy({ source_no: 2, payer_source_no: 1 })).rejects.toThrow(stands('advance_one_proposed'))
		await expect(copy({ repaid_fen: 1 })).rejects.toThrow(stands('advance_repaid'))
	})

	test('begins as a proposal; who proposed it does not decide it, and a decision is whole', async () => {
		const decided = { state: 'refused', decided_by_id: approver, decided_at: '2026-03-10T02:00:00Z' }
		await expect(copy(decided)).rejects.toThrow(says('an advance begins as a proposal'))
		const now = 'decided_at = now()'
		await change(proposed, `state = 'refused', decided_by_id = $2, ${now}`, [approver])
		await expect(change(proposed, `state = 'refused', decided_by_id = proposed_by_id, ${now}`)).rejects.toThrow(
			stands('advance_second_person'),
		)
		await expect(change(proposed, `state = 'lost', decided_by_id = $2, ${now}`, [approver])).rejects.toThrow(
			stands('advance_state'),
		)
		await expect(change(proposed, `state = 'refused', ${now}`)).rejects.toThrow(stands('advance_decided'))
		await expect(change(proposed, `state = 'approved', decided_by_id = $2, ${now}`, [approver])).rejects.toThrow(
			stands('advance_decided'),
		)
	})

	test('what was proposed and decided stays; only what is repaid grows, up to what was advanced', async () => {
		const changed = says('state.changed_meanwhile')
		await expect(change(proposed, 'amount_fen = 1')).rejects.toThrow(changed)
		await expect(change(refused, `state = 'proposed', decided_by_id = NULL, decided_at = NULL`)).rejects.toThrow(
			changed,
		)
		await expect(change(approved, 'decided_by_id = $2, repaid_fen = 1', [market.idOf(market.officer)])).rejects.toThrow(
			changed,
		)
		await change(approved, 'repaid_fen = 20000')
		await expect(change(approved, 'repaid_fen = 20001')).rejects.toThrow(stands('advance_repaid'))
		await expect(change(approved, 'repaid_fen = repaid_fen')).rejects.toThrow(changed)
		const less = ownerTries(async (client) => {
			await client.query('UPDATE advance SET repaid_fen = 2 WHERE id = $1', [approved])
			return client.query('UPDATE advance SET repaid_fen = 1 WHERE id = $1', [approved])
		})
		await expect(less).rejects.toThrow(changed)
		await expect(ownerTries((client) => client.query('DELETE FROM advance WHERE id = $1', [proposed]))).rejects.toThrow(
			says('an advance is never deleted'),
		)
	})

	test('is approved once, by another person, in an approved fund, out of money received', async () => {
		await expect(approve(refused)).rejects.toThrow(refusal('state.changed_meanwhile'))
		await expect(callBooks(market.settlementOfficer, 'approve_advance', { advanceId: proposed })).rejects.toThrow(
			refusal('access.other_person'),
		)
		const large = await propose({ source_no: 1, payer_source_no: 2, amount_fen: 20_001n })
		await expect(approve(large)).rejects.toThrow(refusal('fund.not_received'))
		const closed = await nextFund(market)
		const ofClosed = await propose({ fund_id: closed })
		await ownerPool().query(`ALTER TABLE fund DISABLE TRIGGER USER`)
		await ownerPool().query(`UPDATE fund SET state = 'closed' WHERE id = $1`, [closed])
		await ownerPool().query(`ALTER TABLE fund ENABLE TRIGGER USER`)
		await expect(approve(ofClosed)).rejects.toThrow(refusal('fund.not_approved'))
	})

	test('takes only money that nobody releases meanwhile', async () => {
		// 300.00 of 500.00 are left; a batch that releases 200.00 of them is being approved, and 200.00 are to be advanced
		const { lost } = await atOnceBehind(
			'WITH released AS (UPDATE fund_cash SET released_fen = released_fen + 20000 WHERE fund_id = $1 AND source_no = 1 RETURNING 1) SELECT FROM fund_cash WHERE fund_id = $1',
			market.fundId,
			[() => approve(proposed)],
		)
		expect(lost).toEqual(['fund.not_received'])
		await ownerPool().query('UPDATE fund_cash SET released_fen = 0 WHERE fund_id = $1', [market.fundId])
		const key = serial()
		const first = await approve(proposed, key)
		expect(await approve(proposed, key)).toEqual(first) // asked again it says the same
	})

	test('is repaid with a document, of what is due and came in, once for each time it is asked', async () => {
		for (const advanceId of [refused, await propose()])
			await expect(repay({ advanceId })).rejects.toThrow(refusal('state.changed_meanwhile'))
		await expect(repay({ amountFen: 0n })).rejects.toThrow(refusal('input.invalid'))
		await expect(repay({ documentNo: '' })).rejects.toThrow(refusal('input.invalid'))
		await expect(repay({ amountFen: 20_001n })).rejects.toThrow(refusal('advance.above_due'))
		await ownerPool().query('UPDATE fund_cash SET released_fen = received_fen WHERE fund_id = $1 AND source_no = 2', [
			market.fundId,
		])
		await expect(repay({ kind: 'clearing' })).rejects.toThrow(refusal('fund.not_received'))
		const key = serial()
		expect(await repay({}, key)).toMatchObject({ dueFen: '19000' })
		expect(await repay({}, key)).toMatchObject({ dueFen: '19000' })
		expect(await repay({ documentNo: '归还 2' })).toMatchObject({ dueFen: '18000' })
		// two at once, each of all that is due
		const all = () => repay({ amountFen: 18_000n })
		const { won, lost } = await atOnceBehind('SELECT FROM advance WHERE id = $1', approved, [all, all])
		expect(won).toMatchObject([{ dueFen: '0' }])
		expect(lost).toEqual(['advance.above_due'])
	})

	test('what was repaid is kept as it was written', async () => {
		const { rows } = await ownerPool().query('SELECT id FROM advance_repayment WHERE advance_id = $1 ORDER BY id', [
			approved,
		])
		expect(rows).toHaveLength(3)
		const again = (changes: Record<string, unknown>) =>
			ownerTries((client) => another(client, 'advance_repayment', rows[0].id, changes))
		await again({})
		await expect(again({ kind: 'gift' })).rejects.toThrow(stands('advance_repayment_kind'))
		await expect(again({ amount_fen: 0 })).rejects.toThrow(stands('advance_repayment_amount'))
		await expect(again({ document_no: '' })).rejects.toThrow(stands('advance_repayment_document'))
		for (const statement of ['UPDATE advance_repayment SET amount_fen = 1', 'DELETE FROM advance_repayment'])
			await expect(ownerTries((client) => client.query(statement))).rejects.toThrow()
	})
})
