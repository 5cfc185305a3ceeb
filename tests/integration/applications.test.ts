import { describe, expect, test } from 'vitest'
import {
	getApplication,
	getApply,
	listApplications,
	listOwnApplications,
} from '#app/domain/vouchers/applications.server.ts'
import {
	refuseApplication,
	returnApplication,
	withdrawApplication,
} from '#app/domain/vouchers/decide-application.server.ts'
import { grantApplication } from '#app/domain/vouchers/grant-application.server.ts'
import { resubmitApplication, submitApplication } from '#app/domain/vouchers/submit-application.server.ts'
import { getVoucher, getWallet } from '#app/domain/vouchers/vouchers.server.ts'
import { fen } from '#app/lib/money.ts'
import { prisma } from '#app/platform/db.server.ts'
import { shippedDocument } from '#tests/fixtures/claims.ts'
import { organisation, ownerPool, person } from '#tests/fixtures/market.ts'
import { openShop, pdf, type Shop } from '#tests/fixtures/shop.ts'

const refusal = (code: string) => expect.objectContaining({ code })
const apply = (shop: Shop, yuan = 50_000, ctx = shop.buyer) =>
	submitApplication(ctx, { round: shop.round, requested: fen(yuan * 100) })
const rows = async () => ({
	applications: await prisma.application.count(),
	vouchers: await prisma.voucher.count(),
	commands: await prisma.command.count(),
	files: await prisma.storedFile.count(),
})
const automatic = shippedDocument('yunze-high-tech-2026', (document) => {
	document.grant.decidedBy = 'automatic'
})

describe('an application', () => {
	test('is returned, corrected, granted; the voucher says what it is and until when', async () => {
		const shop = await openShop()
		const { number, voucherNumber } = await submitApplication(shop.buyer, {
			round: shop.round,
			requested: fen(5_000_000),
			signedCopy: pdf('signed'),
		})
		expect(voucherNumber).toBeNull()
		const page = await getApplication(shop.reviewer, number)
		expect(page).toMatchObject({
			state: 'submitted',
			steps: ['grant', 'return', 'refuse'],
			evaluation: { decision: 'eligible', amountFen: 5_000_000n },
		})
		expect(page.commitmentText).toContain('不属于法定检验和强制检测')
		expect(page.commitmentFile).not.toBeNull()
		expect((await getApplication(shop.buyer, number)).steps).toEqual(['withdraw'])

		await returnApplication(shop.reviewer, { number, reason: '请补充入库编号' })
		expect((await listOwnApplications(shop.buyer)).map(({ state }) => state)).toEqual(['returned'])
		await expect(grantApplication(shop.reviewer, { number })).rejects.toEqual(refusal('state.not_allowed'))
		await resubmitApplication(shop.buyer, { number, requested: fen(4_000_000) })
		const granted = await grantApplication(shop.reviewer, { number })
		expect(await shop.stages()).toMatchObject({ granted: [2_400_000n, 1_600_000n] })

		const voucher = await getVoucher(shop.buyer, granted.voucherNumber)
		expect(voucher).toMatchObject({
			useBy: '2027-03-10',
			redeemBy: '2027-06-10',
			useByEvent: 'acceptance',
			mode: 'deduct',
			standing: 'active',
		})
		expect(voucher.figures).toMatchObject({ face: 4_000_000n, free: 4_000_000n })
		expect(voucher.sources.map(({ figures }) => figures.face)).toEqual([2_400_000n, 1_600_000n])
		const decided = await getApplication(shop.buyer, number)
		expect(decided).toMatchObject({ state: 'granted', voucherNumber: granted.voucherNumber, steps: [] })
	})

	test('is granted at once where the rules decide, as nobody’s decision', async () => {
		const shop = await openShop(automatic)
		const { voucherNumber } = await apply(shop)
		expect((await getWallet(shop.buyer)).vouchers.map(({ number }) => number)).toEqual([voucherNumber])
		expect(
			(await prisma.application.findFirstOrThrow({ where: { enterpriseId: shop.enterpriseId } })).reviewedById,
		).toBeNull()
	})

	test('that cannot be granted at once leaves nothing behind', async () => {
		const shop = await openShop(automatic)
		await ownerPool().query('UPDATE fund_balance SET available_fen = 10 WHERE fund_id = $1', [shop.fundId])
		const before = await rows()
		await expect(apply(shop)).rejects.toEqual(refusal('fund.exhausted'))
		expect(await rows()).toEqual(before)
	})

	test('stands alone in its round, and may be made again once withdrawn or refused', async () => {
		const shop = await openShop()
		const { number } = await apply(shop)
		await expect(apply(shop)).rejects.toEqual(refusal('application.live_one'))
		expect((await getApply(shop.buyer, shop.round, null)).live).toMatchObject({ number })
		await withdrawApplication(shop.buyer, { number })
		const second = await apply(shop)
		await refuseApplication(shop.officer, { number: second.number, reason: '注册地不符' })
		const both = await Promise.allSettled([apply(shop), apply(shop)])
		expect(both.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected'])
	})

	test('is refused without a trace outside the round, unverified, or against the rules', async () => {
		const shop = await openShop()
		const before = await rows()
		const at = (day: string) => shop.at(shop.buyer, new Date(`${day}T10:00:00+08:00`))
		await expect(apply(shop, 50_000, at('2025-12-31'))).rejects.toEqual(refusal('round.not_open'))
		await expect(apply(shop, 50_000, at('2027-01-02'))).rejects.toEqual(refusal('round.not_open'))
		await expect(apply(shop, 1)).rejects.toEqual(refusal('voucher.not_eligible'))
		await expect(apply(shop, 50_000, shop.seller)).rejects.toEqual(refusal('access.denied'))
		const stranger = await person(await organisation('enterprise'), 'enterprise', ['enterprise_admin'], shop.now)
		await expect(apply(shop, 50_000, stranger)).rejects.toEqual(refusal('voucher.not_eligible'))
		const unverified = { ...shop.buyer, actor: { ...shop.buyer.actor, isVerified: false } as typeof shop.buyer.actor }
		await expect(apply(shop, 50_000, unverified)).rejects.toEqual(refusal('identity.not_verified'))
		await expect(
			submitApplication(shop.buyer, {
				round: shop.round,
				requested: fen(5_000_000),
				signedCopy: new File(['<html>'], 'a.pdf'),
			}),
		).rejects.toEqual(refusal('file.type_refused'))
		expect(await rows()).toEqual(before)
	})

	test('is granted what the rules allow now: other grants of the year count', async () => {
		const shop = await openShop()
		const { number } = await apply(shop, 80_000)
		const organisationRow = await prisma.organisation.findUniqueOrThrow({ where: { id: shop.enterpriseId } })
		const key = `programme:demo-${shop.versionId}:year:enterprise:${organisationRow.number}:year:2026`
		await ownerPool().query(`INSERT INTO cap_usage (cap_key, limit_fen, used_fen) VALUES ($1, 10000000, 7000000)`, [
			key,
		])
		expect((await getApplication(shop.reviewer, number)).evaluation.amountFen).toBe(3_000_000n)
		const { voucherNumber } = await grantApplication(shop.reviewer, { number })
		expect((await getVoucher(shop.buyer, voucherNumber)).figures.face).toBe(3_000_000n)
	})
})

describe('who decides', () => {
	test('an officer of that authority, not the applicant, the finance desk or another authority', async () => {
		const shop = await openShop()
		const { number } = await apply(shop)
		const elsewhere = await person(await organisation('authority'), 'authority', ['reviewer'], shop.now)
		const auditor = await person(shop.authorityId, 'authority', ['auditor'], shop.now)
		for (const ctx of [shop.buyer, shop.seller, shop.finance, elsewhere, auditor]) {
			await expect(grantApplication(ctx, { number })).rejects.toEqual(refusal('access.denied'))
			await expect(refuseApplication(ctx, { number, reason: '—' })).rejects.toEqual(refusal('access.denied'))
		}
		for (const ctx of [shop.seller, elsewhere])
			await expect(getApplication(ctx, number)).rejects.toEqual(refusal('access.denied'))
		expect((await getApplication(auditor, number)).steps).toEqual([])
		expect((await listApplications(shop.reviewer, { state: 'submitted', page: 1 })).counts.submitted).toBe(1)
		expect((await listApplications(elsewhere, { state: 'submitted', page: 1 })).total).toBe(0)
		await expect(listApplications(shop.buyer, { state: 'submitted', page: 1 })).rejects.toEqual(
			refusal('access.denied'),
		)
	})

	test('two officers at once: one decision', async () => {
		const shop = await openShop()
		const { number } = await apply(shop)
		const both = await Promise.allSettled([
			grantApplication(shop.reviewer, { number }),
			refuseApplication(shop.officer, { number, reason: '—' }),
		])
		expect(both.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected'])
		const twice = await Promise.allSettled([1, 2].map(() => grantApplication(shop.reviewer, { number })))
		expect(twice.every(({ status }) => status === 'rejected')).toBe(true)
		expect(await prisma.voucher.count({ where: { enterpriseId: shop.enterpriseId } })).toBeLessThanOrEqual(1)
	})

	test('the application itself may not grant: the database refuses it', async () => {
		const shop = await openShop()
		const { number } = await apply(shop)
		await expect(prisma.application.update({ where: { number }, data: { state: 'granted' } })).rejects.toThrow(
			/belongs to the books/,
		)
		await expect(prisma.application.update({ where: { number }, data: { requestedFen: 1n } })).rejects.toThrow(
			/does not change/,
		)
	})
})
