import { describe, expect, test } from 'vitest'
import { getTrail } from '#app/domain/reporting/trail.server.ts'

import { countQueries } from '#app/platform/query-count.server.ts'
import { withClient } from '#scripts/db/roles.ts'
import { database } from '#tests/fixtures/integration.ts'
import { openMarket, ownerPool, person } from '#tests/fixtures/market.ts'
import { paidMarket } from '#tests/fixtures/settled.ts'

describe('the trail', () => {
	test('leads from every number to one whole chain, from the appropriation document to the bank line', async () => {
		const { market, numbers } = await paidMarket()
		for (const [name, number] of Object.entries(numbers)) {
			const { found } = await getTrail(market.finance, number)
			expect(found, name).not.toBeNull()
			const { links } = found!
			expect(
				links.claims.map((claim) => claim.number),
				name,
			).toEqual([numbers.claim])
			expect(
				links.orders.map((order) => order.number),
				name,
			).toEqual([numbers.order])
			expect(
				links.vouchers.map((voucher) => voucher.number),
				name,
			).toEqual([numbers.voucher])
			expect(
				links.payments.map((payment) => payment.number),
				name,
			).toEqual([numbers.payment])
			expect(
				links.bankLines.map((line) => `${line.statement}/${line.lineNo}`),
				name,
			).toEqual([numbers.line])
			expect(
				links.budgets.flatMap((budget) => budget.documents),
				name,
			).toHaveLength(2)
		}
	})

	test('its transfers add up to what was paid, and each names the block that seals it once it is sealed', async () => {
		const { market, payment, numbers } = await paidMarket()
		const before = (await getTrail(market.finance, numbers.claim)).found!
		const paid = before.transfers.filter((row) => row.toStage === 'paid')
		expect(paid.reduce((sum, row) => sum + row.amountFen, 0n)).toBe(payment.amountFen)
		expect(paid[0]!.seal).toBeNull()
		await expect
			.poll(
				async () => {
					await ownerPool().query('SELECT seal_books()')
					return (await getTrail(market.finance, numbers.claim)).found!.transfers.every((row) => row.seal !== null)
				},
				{ timeout: 20_000 },
			)
			.toBe(true)
		const { rows } = await ownerPool().query<{ no: string }>('SELECT no FROM seal WHERE $1 = ANY (transfer_ids)', [
			paid[0]!.id,
		])
		const sealed = (await getTrail(market.finance, numbers.claim)).found!.transfers.find(
			(row) => row.id === paid[0]!.id,
		)!
		expect(String(sealed.seal!.no)).toBe(rows[0]!.no)
	})

	test('says in red what is missing: papers that were never handed in, and a bank line taken away', async () => {
		const { market, numbers } = await paidMarket()
		const codes = async () => (await getTrail(market.finance, numbers.claim)).found!.gaps.map((gap) => gap.code)
		expect(await codes()).toEqual(['no_contract', 'no_invoice', 'no_own_payment', 'no_report_file'])
		await withClient(database.superUrl, (client) =>
			client.query('SET session_replication_role = replica; DELETE FROM statement_match'),
		)
		expect(await codes()).toContain('no_bank_line')
	})

	test('is an authority’s own: others find nothing, a provider may not look', async () => {
		const [{ numbers, market }, other] = await Promise.all([paidMarket(), openMarket()])
		const auditor = await person(market.authorityId, 'authority', ['auditor'], market.now)
		expect((await getTrail(auditor, numbers.claim)).found).not.toBeNull()
		for (const number of Object.values(numbers))
			expect((await getTrail(other.finance, number)).found, number).toBeNull()
		await expect(getTrail(market.seller, numbers.claim)).rejects.toMatchObject({ code: 'access.denied' })
		await expect(getTrail({ ...market.seller, actor: { type: 'visitor' } }, numbers.claim)).rejects.toMatchObject({
			code: 'access.sign_in',
		})
	})

	test('takes at most seven queries, of a fund too', async () => {
		const { market, numbers } = await paidMarket()
		for (const number of [numbers.line, numbers.fund]) {
			const count = { statements: 0, milliseconds: 0 }
			await countQueries(count, () => getTrail(market.finance, number))
			expect(count.statements).toBeLessThanOrEqual(7)
		}
	})
})
