import { beforeAll, describe, expect, test } from 'vitest'
import type { Context } from '#app/domain/context.server.ts'
import type { Member, Role } from '#app/domain/identity/actor.ts'
import { callBooks } from '#app/domain/ledger/call-books.server.ts'
import { approveBatch } from '#app/domain/settlement/approve-batch.server.ts'
import { getBatch } from '#app/domain/settlement/batch-details.server.ts'
import { insertRow, ownerPool, person } from '#tests/fixtures/market.ts'
import { batchUntil, type PayableMarket, payableMarket } from '#tests/fixtures/settled.ts'

const refusal = (code: string) => expect.objectContaining({ code })

describe('a second account of the same person', () => {
	let market: PayableMarket
	beforeAll(async () => {
		market = await payableMarket(1)
	})
	const idOf = (ctx: Context) => (ctx.actor as Member).accountId
	/** Another account of the authority, with a role; made like somebody's by `like`. */
	async function second(role: Role, of: Context, like: 'mailbox' | 'telephone'): Promise<Context> {
		const ctx = await person(market.authorityId, 'authority', [role], market.now)
		const owner = ownerPool()
		if (like === 'mailbox')
			await owner.query(
				`UPDATE account a SET email = replace(b.email, '@', '+2@') FROM account b WHERE a.id = $1 AND b.id = $2`,
				[idOf(ctx), idOf(of)],
			)
		else {
			await owner.query(`UPDATE account SET phone = '138 0000 ' || right('0000' || id, 4) WHERE id = $1`, [idOf(of)])
			await owner.query(
				`UPDATE account a SET name = b.name, phone = '+86' || replace(b.phone, ' ', '-') FROM account b WHERE a.id = $1 AND b.id = $2`,
				[idOf(ctx), idOf(of)],
			)
		}
		return ctx
	}

	test.each(['mailbox', 'telephone'] as const)(
		'is known by its %s and does not approve the batch the first one made',
		async (like) => {
			const number = await batchUntil(market, like === 'mailbox' ? 1 : 2, 'locked')
			const finance = await second('finance', market.settlementOfficer, like)
			const { contentHash } = await getBatch(finance, number)
			const signed = { number, approvalDocumentNo: '云科〔2026〕30号', contentHash: contentHash! }
			await expect(approveBatch(finance, signed)).rejects.toThrow(refusal('access.other_person'))
			expect((await getBatch(finance, number)).state).toBe('locked')
			await ownerPool().query(`UPDATE account SET email = id || '@elsewhere.test', name = '另一人' WHERE id = $1`, [
				idOf(finance),
			])
			await approveBatch(finance, signed)
			await callBooks(finance, 'void_batch', { batchId: await batchId(number) })
		},
	)

	test('is refused the role the first one must not hold together with its own', async () => {
		const finance = await person(market.authorityId, 'authority', ['programme_officer'], market.now)
		await ownerPool().query(
			`UPDATE account a SET email = replace(b.email, '@', '+role@') FROM account b WHERE a.id = $1 AND b.id = $2`,
			[idOf(finance), idOf(market.settlementOfficer)],
		)
		const give = (role: Role, by = market.officer) =>
			insertRow('membership', {
				account_id: idOf(finance),
				organisation_id: market.authorityId,
				role,
				state: 'active',
				proposed_by_id: idOf(by),
				approved_by_id: idOf(market.secondOfficer),
			})
		await expect(give('finance')).rejects.toThrow('identity.roles_incompatible')
		await expect(give('auditor')).rejects.toThrow('identity.roles_incompatible')
	})

	test('neither decides nor refuses what the first one proposed, whatever the step', async () => {
		const { rows } = await ownerPool().query<{ tgrelid: string }>(
			`SELECT tgrelid::regclass::text AS tgrelid FROM pg_trigger WHERE tgname = 'another_person' ORDER BY 1`,
		)
		expect(rows.map((row) => row.tgrelid)).toEqual(
			expect.arrayContaining([
				'appropriation',
				'batch',
				'clawback',
				'clearing',
				'correction',
				'fund',
				'set_off',
				'year_end',
			]),
		)
		const appropriationId = await insertRow('appropriation', {
			fund_id: market.fundId,
			source_no: 1,
			document_no: '云财教〔2026〕9号',
			amount_fen: 100,
			created_by_id: idOf(market.officer),
		})
		const twin = await second('programme_officer', market.officer, 'mailbox')
		await expect(callBooks(twin, 'approve_appropriation', { appropriationId })).rejects.toThrow(
			refusal('access.other_person'),
		)
	})
})

const batchId = async (number: string) => {
	const { rows } = await ownerPool().query<{ id: string }>('SELECT id FROM batch WHERE number = $1', [number])
	return BigInt(rows[0]!.id)
}
