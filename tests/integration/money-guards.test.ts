import { describe, expect, test } from 'vitest'
import { type BooksArgs, callBooks } from '#app/domain/ledger/call-books.server.ts'
import { fen } from '#app/lib/money.ts'
import { pool } from '#app/platform/db.server.ts'
import { atOnceBehind } from '#tests/fixtures/at-once.ts'
import { at, proposedYearEnd } from '#tests/fixtures/endings.ts'
import { insertRow, type Market, openMarket, organisation, ownerPool, serial } from '#tests/fixtures/market.ts'

const refusal = (code: string) => expect.objectContaining({ code })
/** What a constraint or trigger says, whoever asks. */
const impossible = expect.objectContaining({ code: expect.stringMatching(/^(23514|23505|42501|P0001|VR001)$/) })
const dayMs = 86_400_000

/** A fund still in draft, with one source and one document of 1,000.00 by the officer. */
async function draftFund(market: Market) {
	const createdBy = market.idOf(market.officer)
	const fundId = await insertRow('fund', {
		number: `ZJ-${serial()}`,
		authority_id: market.authorityId,
		programme_id: market.programmeId,
		budget_year: 2026,
		name: '演示',
		project_code: 'P',
		functional_class: '2060404',
		economic_class: '31299',
		created_by_id: createdBy,
	})
	await ownerPool().query(
		`INSERT INTO funding_source (fund_id, source_no, code, name, account_name, account_no, bank_name, bank_code) VALUES ($1, 1, 'city', '市级', '演示', '9900', '演示', '990000000001')`,
		[fundId],
	)
	const document = (amountFen: bigint) =>
		insertRow('appropriation', {
			fund_id: fundId,
			source_no: 1,
			document_no: `文${serial()}`,
			amount_fen: amountFen,
			created_by_id: createdBy,
		})
	return { fundId, document, first: await document(100_000n) }
}

const receipt = (fundId: bigint, amountFen: bigint) => ({
	fundId,
	sourceNo: 1,
	documentNo: '拨款',
	amountFen,
	receivedOn: '2026-03-10',
})

function grantOf(applicationId: bigint, change: BooksArgs = {}): BooksArgs {
	return {
		applicationId,
		number: `KJ-${serial()}`,
		faceFen: 10_000n,
		split: [6_000n, 4_000n],
		useBy: '2026-12-31',
		redeemBy: null,
		encumbrance: 'grant',
		draws: [],
		...change,
	}
}
async function grant(market: Market, ...requests: BooksArgs[]): Promise<(string | undefined)[]> {
	const args = { fundId: market.fundId, requests }
	const { results } = await callBooks<{ results: { refusal?: string }[] }>(market.reviewer, 'grant_vouchers', args)
	return results.map((result) => result.refusal)
}

const place = (market: Market, orderId: bigint, amountFen: bigint, more: BooksArgs = {}, key?: string) =>
	callBooks(key ? { ...market.buyer, key } : market.buyer, 'place_order', {
		orderId,
		amountFen,
		draws: [],
		replyDueAt: new Date(market.now.getTime() + dayMs),
		...more,
	})

const sourcesOf =
	'SELECT FROM entitlement_source WHERE entitlement_id = (SELECT entitlement_id FROM voucher WHERE id = $1)'
const balancesOf = 'SELECT FROM fund_balance WHERE fund_id = $1'

describe('funds', () => {
	test('a fund is approved once, and not by who made it', async () => {
		const market = await openMarket()
		const { fundId } = await draftFund(market)
		await expect(callBooks(market.officer, 'approve_fund', { fundId })).rejects.toThrow(refusal('access.other_person'))
		await expect(
			ownerPool().query('UPDATE fund SET approved_by_id = created_by_id WHERE id = $1', [fundId]),
		).rejects.toThrow(impossible)
		await callBooks(market.secondOfficer, 'approve_fund', { fundId })
		await expect(callBooks(market.secondOfficer, 'approve_fund', { fundId })).rejects.toThrow(
			refusal('state.changed_meanwhile'),
		)
	})

	test('an increase is approved once, on an approved fund, and not by who proposed it', async () => {
		const market = await openMarket()
		const { fundId, document, first } = await draftFund(market)
		const approve = (appropriationId: bigint, by = market.secondOfficer) =>
			callBooks(by, 'approve_appropriation', { appropriationId })
		await expect(approve(first)).rejects.toThrow(refusal('fund.not_approved'))
		await expect(callBooks(market.finance, 'record_receipt', receipt(fundId, 1n))).rejects.toThrow(
			refusal('fund.not_approved'),
		)
		await callBooks(market.secondOfficer, 'approve_fund', { fundId })
		const later = await document(5_000n)
		await expect(approve(later, market.officer)).rejects.toThrow(refusal('access.other_person'))
		await expect(
			ownerPool().query('UPDATE appropriation SET approved_by_id = created_by_id WHERE id = $1', [later]),
		).rejects.toThrow(impossible)
		await approve(later)
		await expect(approve(later)).rejects.toThrow(refusal('state.changed_meanwhile'))
	})

	test('a cut of the promise takes what is free and no more', async () => {
		const market = await openMarket()
		const { fundId, document } = await draftFund(market)
		await callBooks(market.secondOfficer, 'approve_fund', { fundId })
		const available = async () =>
			(await ownerPool().query('SELECT available_fen FROM fund_balance WHERE fund_id = $1', [fundId])).rows[0]
				.available_fen
		const cut = async (amountFen: bigint) =>
			callBooks(market.secondOfficer, 'approve_appropriation', { appropriationId: await document(-amountFen) })
		await expect(cut(100_001n)).rejects.toThrow(refusal('fund.exhausted'))
		await cut(99_999n)
		expect(await available()).toBe('1')
	})

	test('no balance goes below zero and no receipt or credit is negative, whoever writes it', async () => {
		const market = await openMarket()
		await callBooks(market.finance, 'record_receipt', receipt(market.fundId, 100n))
		await expect(callBooks(market.finance, 'record_receipt', receipt(market.fundId, -5n))).rejects.toThrow()
		for (const sql of [
			'UPDATE fund_balance SET available_fen = -1 WHERE fund_id = $1',
			'INSERT INTO fund_credit (fund_id, source_no, amount_fen, command_id) VALUES ($1, 1, -1, 1)',
			'UPDATE fund_cash SET released_fen = received_fen + 1 WHERE fund_id = $1',
		])
			await expect(ownerPool().query(sql, [market.fundId]), sql).rejects.toThrow(impossible)
	})
})

describe('vouchers', () => {
	test('nothing is granted from a fund that is not approved', async () => {
		const market = await openMarket()
		const { fundId } = await draftFund(market)
		const request = grantOf(await market.application(fen(10_000)), { encumbrance: 'order' })
		await expect(callBooks(market.reviewer, 'grant_vouchers', { fundId, requests: [request] })).rejects.toThrow(
			refusal('fund.not_approved'),
		)
	})

	test('an application gets one voucher: not two by two calls, not two by one list, not two by hand', async () => {
		const market = await openMarket()
		const id = await market.application(fen(10_000))
		expect(await grant(market, grantOf(id), grantOf(id))).toEqual([undefined, 'state.changed_meanwhile'])
		expect(await grant(market, grantOf(id))).toEqual(['state.changed_meanwhile'])
		await expect(
			ownerPool().query(
				`WITH e AS (INSERT INTO entitlement (kind, fund_id, holder_id, face_fen) SELECT e.kind, e.fund_id, e.holder_id, e.face_fen FROM entitlement e JOIN voucher v ON v.entitlement_id = e.id WHERE v.application_id = $1 RETURNING id)
				 INSERT INTO voucher (number, entitlement_id, application_id, enterprise_id, programme_id, version_id, round_id, fund_id, granted_at)
				 SELECT number || '-2', e.id, application_id, enterprise_id, programme_id, version_id, round_id, fund_id, granted_at FROM voucher, e WHERE application_id = $1`,
				[id],
			),
		).rejects.toThrow(impossible)
	})

	test('a grant whose parts do not make its face is refused, and so is one above the fund or a cap; the next is served', async () => {
		const market = await openMarket({ appropriatedFen: fen(25_000) })
		const capKey = `cap:${market.fundId}`
		const asked = [
			{ faceFen: 10_001n },
			{ split: [12_000n, -2_000n] },
			{ faceFen: 26_000n, split: [15_600n, 10_400n] },
			{ draws: [{ capKey, limitFen: 9_000n, amountFen: 10_000n }] },
			{},
		]
		const requests: BooksArgs[] = []
		for (const change of asked)
			requests.push(grantOf(await market.application(fen(10_000), await organisation('enterprise')), change))
		expect(await grant(market, ...requests)).toEqual([
			'input.invalid',
			'input.invalid',
			'fund.exhausted',
			'cap.exceeded',
			undefined,
		])
		expect(await market.stages()).toMatchObject({ granted: [6_000n, 4_000n] })
	})

	test('two grants of the last money of a fund at once: one is given, the other is told the fund is exhausted', async () => {
		const market = await openMarket({ appropriatedFen: fen(10_000) })
		const calls: (() => Promise<(string | undefined)[]>)[] = []
		for (let i = 0; i < 2; i++) {
			const request = grantOf(await market.application(fen(10_000), await organisation('enterprise')))
			calls.push(() => grant(market, request))
		}
		const { won, lost } = await atOnceBehind(balancesOf, market.fundId, calls)
		expect(lost).toEqual([])
		expect(new Set(won.flat())).toEqual(new Set([undefined, 'fund.exhausted']))
		expect(await market.stages()).toMatchObject({ available: [0n, 0n], granted: [6_000n, 4_000n] })
	})

	test('a voucher lapses after its use-by day, not on it, and serves nobody then', async () => {
		const market = await openMarket()
		const voucherId = await market.voucher(fen(100_000), { useBy: '2026-03-10' })
		await expect(callBooks(market.officer, 'lapse_voucher', { voucherId })).rejects.toThrow(
			refusal('state.not_allowed'),
		)
		const orderId = await market.order(voucherId)
		const tomorrow = { ...market, buyer: { ...market.buyer, now: new Date(market.now.getTime() + dayMs) } }
		await expect(place(tomorrow, orderId, 1_000n)).rejects.toThrow(refusal('voucher.expired'))
		await callBooks({ ...market.officer, now: tomorrow.buyer.now }, 'lapse_voucher', { voucherId })
		await expect(place(market, orderId, 1_000n)).rejects.toThrow(refusal('voucher.expired')) // whatever the clock says
		await expect(
			ownerPool().query(
				'UPDATE entitlement_source SET held_fen = 1 WHERE entitlement_id = (SELECT entitlement_id FROM voucher WHERE id = $1)',
				[voucherId],
			),
		).rejects.toThrow(impossible)
	})
})

describe('orders', () => {
	test('an order reserves at most its price, what the voucher has, and what its caps leave', async () => {
		const market = await openMarket()
		const voucherId = await market.voucher(fen(60_000))
		const orderId = await market.order(voucherId, { priceFen: fen(80_000) })
		const small = await market.order(voucherId, { priceFen: fen(50_000) })
		await expect(place(market, small, 50_001n)).rejects.toThrow(refusal('input.invalid'))
		await expect(place(market, orderId, 60_001n)).rejects.toThrow(refusal('voucher.insufficient'))
		const capKey = `cap:${market.fundId}`
		const draws = [{ capKey, limitFen: 40_000n, amountFen: 40_001n }]
		await expect(place(market, orderId, 40_001n, { draws })).rejects.toThrow(refusal('cap.exceeded'))
		await place(market, orderId, 40_000n, { draws: [{ ...draws[0]!, amountFen: 40_000n }] })
		await expect(place(market, orderId, 1n)).rejects.toThrow(refusal('state.changed_meanwhile'))
		const next = await market.order(voucherId)
		await expect(place(market, next, 1n, { draws: [{ ...draws[0]!, amountFen: 1n }] })).rejects.toThrow(
			refusal('cap.exceeded'),
		)
	})

	test('one voucher is spent by its holder only', async () => {
		const market = await openMarket()
		const orderId = await market.order(await market.voucher(fen(60_000)))
		const other = await organisation('enterprise')
		await ownerPool().query('UPDATE "order" SET enterprise_id = $2 WHERE id = $1', [orderId, other])
		await expect(place(market, orderId, 1_000n)).rejects.toThrow(refusal('access.denied'))
	})

	test('where orders encumber, an order takes from the fund what the fund has', async () => {
		const market = await openMarket({ appropriatedFen: fen(50_000) })
		const voucherId = await market.voucher(fen(200_000), { encumbrance: 'order' })
		await expect(place(market, await market.order(voucherId), 50_001n)).rejects.toThrow(refusal('fund.exhausted'))
		await place(market, await market.order(voucherId), 50_000n)
		expect(await market.stages()).toMatchObject({ available: [0n, 0n], held: [30_000n, 20_000n] })
	})

	test('two orders on the last of a voucher at once: one is placed, the other is told it does not suffice', async () => {
		const market = await openMarket()
		const voucherId = await market.voucher(fen(60_000))
		const orders = [await market.order(voucherId), await market.order(voucherId)]
		const calls = orders.map((id) => () => place(market, id, 40_000n))
		const { won, lost } = await atOnceBehind(sourcesOf, voucherId, calls)
		expect(won).toHaveLength(1)
		expect(lost).toEqual(['voucher.insufficient'])
	})

	test('two draws on the last money of a fund at once: one is served, the other is told the fund is exhausted', async () => {
		const market = await openMarket({ appropriatedFen: fen(50_000) })
		const calls: (() => Promise<unknown>)[] = []
		for (let i = 0; i < 2; i++) {
			const enterprise = await organisation('enterprise')
			const voucherId = await market.voucher(fen(60_000), { encumbrance: 'order', enterprise })
			const orderId = await market.order(voucherId)
			await ownerPool().query('UPDATE "order" SET enterprise_id = $2 WHERE id = $1', [orderId, enterprise])
			calls.push(() => place(market, orderId, 50_000n))
		}
		const { won, lost } = await atOnceBehind(balancesOf, market.fundId, calls)
		expect(won).toHaveLength(1)
		expect(lost).toEqual(['fund.exhausted'])
	})

	test('what an ended order gave back to the fund is drawn by the next one', async () => {
		const market = await openMarket({ appropriatedFen: fen(50_000) })
		const voucherId = await market.voucher(fen(200_000), { encumbrance: 'order' })
		const orderId = await market.order(voucherId)
		await place(market, orderId, 50_000n)
		await callBooks(market.seller, 'end_order', { orderId, to: 'declined', reason: '设备检修' })
		await place(market, await market.order(voucherId), 50_000n)
		expect(await market.stages()).toMatchObject({ available: [0n, 0n], held: [30_000n, 20_000n] })
	})

	test('the price confirmed is the price proposed, the public share is within it, and once', async () => {
		const market = await openMarket()
		const orderId = await market.order(await market.voucher(fen(300_000)), { state: 'placed' })
		await market.advance(orderId, fen(40_000), fen(0), 'price_proposed')
		const confirm = (finalPriceFen: bigint, voucherFen: bigint) =>
			callBooks(market.buyer, 'confirm_price', { orderId, finalPriceFen, voucherFen, draws: [] })
		await expect(confirm(40_001n, 10_000n)).rejects.toThrow(refusal('state.changed_meanwhile'))
		await expect(confirm(40_000n, 40_001n)).rejects.toThrow(refusal('state.changed_meanwhile'))
		await confirm(40_000n, 30_000n)
		await expect(confirm(40_000n, 35_000n)).rejects.toThrow(refusal('state.changed_meanwhile'))
	})

	test('work is accepted once it is delivered, once, and what it did not use of a cap is free again', async () => {
		const market = await openMarket()
		const capKey = `cap:${market.fundId}`
		const orderId = await market.order(await market.voucher(fen(300_000)))
		await place(market, orderId, 50_000n, { draws: [{ capKey, limitFen: 50_000n, amountFen: 50_000n }] })
		await market.advance(orderId, fen(30_000), fen(30_000), 'in_service')
		const accept = () => callBooks(market.buyer, 'accept_delivery', { orderId })
		await expect(accept()).rejects.toThrow(refusal('state.changed_meanwhile'))
		await ownerPool().query(
			`UPDATE "order" SET state = 'delivered', report_no = 'BG-1', report_on = '2026-03-10', delivered_at = now() WHERE id = $1`,
			[orderId],
		)
		await accept()
		await expect(accept()).rejects.toThrow(refusal('state.changed_meanwhile'))
		const { rows } = await ownerPool().query('SELECT used_fen FROM cap_usage WHERE cap_key = $1', [capKey])
		expect(rows[0].used_fen).toBe('30000')
	})

	test('an order under work does not expire, none expires before its day, and a hold is resolved once', async () => {
		const market = await openMarket()
		const orderId = await market.order(await market.voucher(fen(300_000)), { state: 'placed' })
		const end = (to: string) => callBooks(market.seller, 'end_order', { orderId, to, reason: '演示' })
		await expect(end('expired')).rejects.toThrow(refusal('state.not_allowed'))
		await market.advance(orderId, fen(100_000), fen(50_000), 'confirmed')
		await expect(end('declined')).rejects.toThrow(refusal('state.changed_meanwhile'))
		await end('cancelled')
		await expect(
			ownerPool().query(
				`INSERT INTO hold_resolution (hold_id, command_id, kind, redeemed_fen) SELECT hold_id, command_id, 'released', redeemed_fen FROM hold_resolution WHERE hold_id = (SELECT id FROM hold WHERE order_id = $1)`,
				[orderId],
			),
		).rejects.toThrow(impossible)
	})

	test('what was ordered stays as it was ordered, its share belongs to the books, and a price once confirmed stays', async () => {
		const market = await openMarket()
		const orderId = await market.order(await market.voucher(fen(300_000)), { state: 'placed' })
		const change = (who: typeof pool, set: string) => who.query(`UPDATE "order" SET ${set} WHERE id = $1`, [orderId])
		for (const set of [
			'price_fen = price_fen + 1',
			'quantity = quantity + 1',
			`number = number || 'x'`,
			`listing_snapshot = '{"name": "x"}'`,
		])
			await expect(change(ownerPool(), set)).rejects.toThrow(/what was ordered does not change/)
		await expect(change(pool, 'voucher_fen = voucher_fen + 1')).rejects.toThrow(/public share belongs to the books/)
		await market.advance(orderId, fen(100_000), fen(50_000), 'in_service')
		await expect(change(ownerPool(), 'final_price_fen = final_price_fen + 1')).rejects.toThrow(/price was confirmed/)
	})

	test('the application cannot take a step that moves money', async () => {
		const market = await openMarket()
		const orderId = await market.order(await market.voucher(fen(300_000)), { state: 'delivered' })
		await expect(pool.query(`UPDATE "order" SET state = 'accepted' WHERE id = $1`, [orderId])).rejects.toThrow(
			impossible,
		)
	})
})

describe('keys', () => {
	test('one key used for two orders at the same moment has one effect', async () => {
		const market = await openMarket()
		const voucherId = await market.voucher(fen(200_000))
		const orders = [await market.order(voucherId), await market.order(voucherId)]
		const key = `both:${serial()}`
		const calls = orders.map((id) => () => place(market, id, 1_000n, {}, key))
		const { won, lost } = await atOnceBehind(sourcesOf, voucherId, calls)
		expect(won).toHaveLength(1)
		expect(lost).toEqual(['command.key_reused'])
	})

	test('a request sent again under its key gets its first answer; under a key already used for other inputs it is refused', async () => {
		const market = await openMarket()
		const orderId = await market.order(await market.voucher(fen(300_000)))
		const key = `again:${serial()}`
		const first = await place(market, orderId, 1_000n, {}, key)
		expect(await place(market, orderId, 1_000n, {}, key)).toEqual(first)
		await expect(place(market, orderId, 1_001n, {}, key)).rejects.toThrow(refusal('command.key_reused'))
	})
})

describe('claims', () => {
	const claimOn = async (market: Market, approvedFen = fen(50_000)) => {
		const voucherId = await market.voucher(fen(100_000), { useBy: '2026-03-12' })
		const orderId = await market.order(voucherId, { state: 'accepted' })
		const payee = await market.payeeAccount()
		return { orderId, payee, claimId: await market.claim([{ orderId, claimedFen: fen(50_000), approvedFen }], payee) }
	}

	test('a claim is approved once, not for nothing, and an order stands in one claim', async () => {
		const market = await openMarket()
		const nothing = await claimOn(market, fen(0))
		await expect(callBooks(market.officer, 'approve_claim', { claimId: nothing.claimId })).rejects.toThrow(
			refusal('state.not_allowed'),
		)
		const { orderId, payee, claimId } = await claimOn(await openMarket())
		await expect(market.claim([{ orderId, claimedFen: fen(50_000) }], payee)).rejects.toThrow(impossible)
		await callBooks(market.officer, 'approve_claim', { claimId })
		await expect(callBooks(market.officer, 'approve_claim', { claimId })).rejects.toThrow(
			refusal('state.changed_meanwhile'),
		)
		await expect(
			ownerPool().query(
				'INSERT INTO pay_line (claim_id, fund_id, source_no, amount_fen) SELECT claim_id, fund_id, source_no, amount_fen FROM pay_line WHERE claim_id = $1',
				[claimId],
			),
		).rejects.toThrow(impossible)
		await expect(callBooks(market.reviewer, 'refuse_claim', { claimId, reason: '迟了' })).rejects.toThrow(
			refusal('state.changed_meanwhile'),
		)
	})

	test('a claim is refused with a reason; what it used goes to the fund when the voucher is past its day', async () => {
		const market = await openMarket()
		const { claimId } = await claimOn(market)
		const later = { ...market.reviewer, now: new Date(market.now.getTime() + 5 * dayMs) }
		await expect(callBooks(later, 'refuse_claim', { claimId, reason: '' })).rejects.toThrow(
			refusal('claim.cut_needs_reason'),
		)
		await callBooks(later, 'refuse_claim', { claimId, reason: '不予支持' })
		expect(await market.stages()).toMatchObject({ redeemed: [0n, 0n], granted: [30_000n, 20_000n] })
	})

	test('a claim on public notice waits for its last day', async () => {
		const market = await openMarket()
		const { claimId } = await claimOn(market)
		const notice = await insertRow('notice', {
			number: `GS-${serial()}`,
			authority_id: market.authorityId,
			fund_id: market.fundId,
			title: '公示',
			basis: '演示',
			contact: '演示',
			snapshot: '{}',
			snapshot_hash: '0'.repeat(64),
			opens_on: '2026-03-10',
			closes_on: '2026-03-11',
			published_by_id: market.idOf(market.reviewer),
			published_at: market.now,
		})
		await ownerPool().query('INSERT INTO notice_item (notice_id, claim_id) VALUES ($1, $2)', [notice, claimId])
		await ownerPool().query(`UPDATE claim SET state = 'on_notice' WHERE id = $1`, [claimId])
		await expect(callBooks(market.officer, 'approve_claim', { claimId })).rejects.toThrow(refusal('claim.notice_open'))
		await callBooks({ ...market.officer, now: new Date(market.now.getTime() + 2 * dayMs) }, 'approve_claim', {
			claimId,
		})
	})

	test('a claim without a voucher draws its sum on the fund and on its caps, and no more', async () => {
		const market = await openMarket({ appropriatedFen: fen(40_000) })
		const claimId = await insertRow('claim', {
			number: `DF-${serial()}`,
			programme_id: market.programmeId,
			version_id: market.versionId,
			round_id: market.roundId,
			fund_id: market.fundId,
			kind: 'claim_only',
			mode: 'reimburse',
			claimant_id: market.providerId,
			enterprise_id: market.enterpriseId,
			payee_account_id: await market.payeeAccount(),
			state: 'reviewed',
			claimed_fen: 30_000n,
			approved_fen: 30_000n,
			reviewed_by_id: market.idOf(market.reviewer),
			reviewed_at: market.now,
			submitted_at: market.now,
			submitted_by_id: market.idOf(market.seller),
		})
		await insertRow('claim_line', {
			claim_id: claimId,
			line_no: 1,
			kind: 'award',
			title: '奖励',
			base_fen: 30_000n,
			claimed_fen: 30_000n,
			approved_fen: 30_000n,
		})
		const capKey = `cap:${market.fundId}`
		const approve = (split: bigint[], limitFen = 30_000n) =>
			callBooks(market.officer, 'approve_claim', { claimId, split, draws: [{ capKey, limitFen, amountFen: 30_000n }] })
		await expect(approve([20_000n, 10_001n])).rejects.toThrow(refusal('input.invalid'))
		await expect(approve([20_000n, 10_000n], 29_999n)).rejects.toThrow(refusal('cap.exceeded'))
		await expect(approve([10_000n, 20_000n])).rejects.toThrow(refusal('fund.exhausted'))
		await approve([20_000n, 10_000n])
		expect(await market.stages()).toMatchObject({ available: [4_000n, 6_000n], payable: [20_000n, 10_000n] })
		const { rows } = await ownerPool().query('SELECT used_fen FROM cap_usage WHERE cap_key = $1', [capKey])
		expect(rows[0].used_fen).toBe('30000')
	})
})

describe('batches', () => {
	/** An open batch of one pay line of 300.00 of the first source; received as told. */
	async function open(receivedFen = 30_000n) {
		const market = await openMarket()
		const orderId = await market.order(await market.voucher(fen(100_000)), { state: 'accepted' })
		await market.owedOn(orderId, { receivedFen })
		const batchId = await market.batch(1)
		const lock = () => callBooks(market.settlementOfficer, 'lock_batch', { batchId })
		const approve = (by = market.finance) => callBooks(by, 'approve_batch', { batchId, approvalDocumentNo: '批' })
		const send = () => callBooks(market.finance, 'send_batch', { batchId, messageId: `M-${batchId}` })
		const cancel = () => callBooks(market.settlementOfficer, 'void_batch', { batchId })
		const released = async () =>
			(
				await ownerPool().query('SELECT released_fen FROM fund_cash WHERE fund_id = $1 AND source_no = 1', [
					market.fundId,
				])
			).rows[0].released_fen
		return { market, batchId, lock, approve, send, cancel, released }
	}
	const changed = refusal('state.changed_meanwhile')

	test('a batch is locked, approved by another person, and sent, each once and in this order', async () => {
		const { market, batchId, lock, approve, send, cancel } = await open()
		await expect(approve()).rejects.toThrow(changed)
		await expect(send()).rejects.toThrow(changed)
		await lock()
		await expect(lock()).rejects.toThrow(changed)
		await expect(send()).rejects.toThrow(changed)
		await expect(approve(market.settlementOfficer)).rejects.toThrow(refusal('access.other_person'))
		await expect(
			ownerPool().query('UPDATE batch SET approved_by_id = locked_by_id WHERE id = $1', [batchId]),
		).rejects.toThrow(impossible)
		await approve()
		await expect(approve()).rejects.toThrow(changed)
		await send()
		await expect(send()).rejects.toThrow(changed)
		await expect(cancel()).rejects.toThrow(changed)
	})

	test('a batch pays from received money only; voided, what it released is free again', async () => {
		const short = await open(29_999n)
		await short.lock()
		await expect(short.approve()).rejects.toThrow(refusal('fund.not_received'))
		const { lock, approve, cancel, released } = await open()
		await lock()
		await approve()
		expect(await released()).toBe('30000')
		await cancel()
		expect(await released()).toBe('0')
	})

	test('a batch changed after it was locked is not approved; one that pays another amount or account is not locked', async () => {
		const { batchId, lock, approve } = await open()
		await ownerPool().query('UPDATE settlement_line SET amount_fen = amount_fen + 1 WHERE batch_id = $1', [batchId])
		await expect(lock()).rejects.toThrow(refusal('batch.changed'))
		await ownerPool().query('UPDATE settlement_line SET amount_fen = amount_fen - 1 WHERE batch_id = $1', [batchId])
		const replaced = await open()
		await ownerPool().query(`UPDATE payee_account SET state = 'replaced' WHERE organisation_id = $1`, [
			replaced.market.providerId,
		])
		await expect(replaced.lock()).rejects.toThrow(refusal('batch.unconfirmed_payee'))
		await lock()
		await ownerPool().query('UPDATE settlement_line SET amount_fen = amount_fen + 1 WHERE batch_id = $1', [batchId])
		await expect(approve()).rejects.toThrow(refusal('batch.changed'))
	})

	test('a pay line is in one living batch', async () => {
		const { batchId } = await open()
		await expect(
			ownerPool().query(
				'INSERT INTO settlement_line (pay_line_id, attempt, batch_id, amount_fen) SELECT pay_line_id, 9, batch_id, amount_fen FROM settlement_line WHERE batch_id = $1',
				[batchId],
			),
		).rejects.toThrow(impossible)
	})

	test('a bank line settles or returns one payment of its amount and account, once', async () => {
		const { market, batchId, lock, approve, send, released } = await open()
		await lock()
		const { rows } = await ownerPool().query<{ id: string }>('SELECT id FROM payment WHERE batch_id = $1', [batchId])
		const paymentId = rows[0]!.id
		const bank = (name: 'settle_payment' | 'return_payment', statementLineId: bigint) =>
			callBooks(market.finance, name, {
				paymentId,
				statementLineId,
				rule: 'code',
				...(name === 'return_payment' ? { returnCode: 'AC04' } : {}),
			})
		const tooEarly = await market.bankLine(1, -30_000n)
		for (const name of ['settle_payment', 'return_payment'] as const)
			await expect(bank(name, tooEarly)).rejects.toThrow(refusal('payment.not_in_payment'))
		await approve()
		await send()
		for (const [name, sign] of [
			['settle_payment', -1n],
			['return_payment', 1n],
		] as const) {
			await expect(bank(name, await market.bankLine(1, sign * 30_001n))).rejects.toThrow(
				refusal('payment.amount_differs'),
			)
			await expect(bank(name, await market.bankLine(2, sign * 30_000n))).rejects.toThrow(
				refusal('payment.amount_differs'),
			)
			const used = await market.bankLine(1, sign * 30_000n)
			await ownerPool().query(
				`UPDATE statement_line SET state = 'set_aside', set_aside_kind = 'other', set_aside_reason = '演示' WHERE id = $1`,
				[used],
			)
			await expect(bank(name, used)).rejects.toThrow(refusal('payment.not_in_payment'))
			await bank(name, await market.bankLine(1, sign * 30_000n))
			await expect(bank(name, await market.bankLine(1, sign * 30_000n))).rejects.toThrow(
				refusal('payment.not_in_payment'),
			)
		}
		expect(await released()).toBe('0')
	})
})

describe('years', () => {
	test('a year is ended once: asked again, it is said that it is decided', async () => {
		const market = await openMarket()
		const plan = { available: 'surrender', granted: 'lapse', held: 'void', redeemed: 'void' }
		const { id: yearEndId } = await proposedYearEnd(market, plan, null)
		const approve = () => callBooks(at(market.secondOfficer, '2026-12-31'), 'approve_year_end', { yearEndId })
		await approve()
		await expect(approve()).rejects.toThrow(refusal('state.changed_meanwhile'))
	})
})

describe('evidence', () => {
	test('transfers are positive, move as the law says, and stay; so do commands, resolutions and bank lines', async () => {
		const market = await openMarket()
		const orderId = await market.order(await market.voucher(fen(100_000)), { state: 'accepted' })
		const lineId = await market.bankLine(1, -1n)
		const columns = 'command_id, fund_id, source_no, effective_on, recorded_at, xid, digest'
		const copy = (to: string, amount: string) =>
			`INSERT INTO transfer (${columns}, line_no, from_stage, to_stage, amount_fen) SELECT ${columns}, 99, 'held', '${to}', ${amount} FROM transfer WHERE fund_id = $1 LIMIT 1`
		for (const sql of [copy('redeemed', '0'), copy('redeemed', '-1'), copy('paid', '1')])
			await expect(ownerPool().query(sql, [market.fundId]), sql).rejects.toThrow(impossible)
		for (const [table, where] of [
			['transfer', `fund_id = ${market.fundId}`],
			['command', `id = (SELECT min(command_id) FROM transfer WHERE fund_id = ${market.fundId})`],
			['hold_resolution', `hold_id = (SELECT id FROM hold WHERE order_id = ${orderId})`],
		])
			await expect(ownerPool().query(`DELETE FROM ${table} WHERE ${where}`), table).rejects.toMatchObject({
				code: '42501',
			})
		await expect(
			ownerPool().query('UPDATE statement_line SET remittance = $2 WHERE id = $1', [lineId, '改']),
		).rejects.toThrow(impossible)
	})

	test('what orders and applications belong to is there, and stays', async () => {
		const market = await openMarket()
		const orderId = await market.order(await market.voucher(fen(100_000)), { state: 'accepted' })
		const owner = ownerPool()
		const lost = { code: '23503' }
		for (const column of ['enterprise_id', 'provider_id', 'listing_id', 'version_id'])
			await expect(
				owner.query(
					`INSERT INTO "order" SELECT (jsonb_populate_record(o, jsonb_build_object('id', nextval('order_id_seq'), 'number', 'DD-LOST-${column}', 'state', 'draft', '${column}', -1))).* FROM "order" o WHERE id = $1`,
					[orderId],
				),
				column,
			).rejects.toMatchObject(lost)
		for (const column of ['enterprise_id', 'round_id', 'version_id'])
			await expect(
				owner.query(
					`INSERT INTO application SELECT (jsonb_populate_record(a, jsonb_build_object('id', nextval('application_id_seq'), 'number', 'SL-LOST-${column}', 'state', 'withdrawn', '${column}', -1))).*
					FROM application a JOIN voucher v ON v.application_id = a.id WHERE v.fund_id = $1 LIMIT 1`,
					[market.fundId],
				),
				column,
			).rejects.toMatchObject(lost)
		for (const sql of [
			'DELETE FROM organisation WHERE id = (SELECT enterprise_id FROM "order" WHERE id = $1)',
			'DELETE FROM listing WHERE id = (SELECT listing_id FROM "order" WHERE id = $1)',
			'DELETE FROM round WHERE id = (SELECT v.round_id FROM "order" o JOIN voucher v ON v.id = o.voucher_id WHERE o.id = $1)',
			'UPDATE listing SET id = id + 1000000 WHERE id = (SELECT listing_id FROM "order" WHERE id = $1)',
		])
			await expect(owner.query(sql, [orderId]), sql).rejects.toMatchObject({ code: '42501' })
	})
})
