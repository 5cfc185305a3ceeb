import { readFileSync } from 'node:fs'
import pg from 'pg'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Context } from '#app/domain/context.server.ts'
import { addWorkingDays, workingDaysBetween } from '#app/domain/divisions/working-days.server.ts'
import type { Member } from '#app/domain/identity/actor.ts'
import { approveFund } from '#app/domain/programmes/approve-fund.server.ts'
import { approveRound, closeRound } from '#app/domain/programmes/approve-round.server.ts'
import { createFund } from '#app/domain/programmes/create-fund.server.ts'
import { createRound } from '#app/domain/programmes/create-round.server.ts'
import { approveAppropriation, refuseAppropriation } from '#app/domain/programmes/decide-appropriation.server.ts'
import { getFundSetup, listFunds } from '#app/domain/programmes/funds.server.ts'
import { priceBox } from '#app/domain/programmes/price-box.server.ts'
import { documentOf } from '#app/domain/programmes/programmes.server.ts'
import { proposeAppropriation } from '#app/domain/programmes/propose-appropriation.server.ts'
import { publishVersion } from '#app/domain/programmes/publish-version.server.ts'
import { recordReceipt } from '#app/domain/programmes/record-receipt.server.ts'
import { openRounds } from '#app/domain/programmes/rounds.server.ts'
import { saveDraft } from '#app/domain/programmes/save-draft.server.ts'
import { returnVersion, submitVersion } from '#app/domain/programmes/submit-version.server.ts'
import { fen } from '#app/lib/money.ts'
import { dateOf, parseDay } from '#app/lib/time.ts'
import { prisma } from '#app/platform/db.server.ts'
import { database } from '#tests/fixtures/integration.ts'
import {
	actorOf,
	contextOf,
	makeAccount,
	makeAuthority,
	makeDivision,
	makeOrganisation,
} from '#tests/fixtures/people.ts'

const folder = new URL('../../prisma/seed/programmes/', import.meta.url)
const original = readFileSync(new URL('yunze-high-tech-2026/programme.json', folder), 'utf8')
const now = new Date('2026-05-08T02:00:00Z')
const day = parseDay

type Desk = { officer: Context; second: Context; finance: Context; reviewer: Context }
let desk: Desk
let superuser: pg.Client

beforeAll(async () => {
	superuser = new pg.Client({ connectionString: database.superUrl })
	await superuser.connect()
	await makeDivision('990191', '云泽高新区')
	const { organisation, officer, finance, reviewer } = await makeAuthority()
	await superuser.query(`UPDATE organisation SET division_code = '990191' WHERE id = $1`, [organisation.id])
	const account = await makeAccount()
	const home = { ...organisation, divisionCode: '990191' }
	const member = (actor: Member): Promise<Context> => contextOf({ ...actor, divisionCode: '990191' }, now)
	await prisma.membership.create({
		data: {
			accountId: account.id,
			organisationId: organisation.id,
			role: 'programme_officer',
			proposedById: officer.accountId,
			approvedById: finance.accountId,
		},
	})
	desk = {
		officer: await member(officer),
		second: await member(actorOf(account, home, ['programme_officer'])),
		finance: await member(finance),
		reviewer: await member(reviewer),
	}
})
afterAll(() => superuser.end())

const saved = async (ctx: Context, text: string, number?: string) => {
	const draft = await saveDraft(ctx, { text, number })
	if ('faults' in draft) throw new Error(draft.faults.map((fault) => fault.path).join())
	return draft
}
const hashOf = async (number: string, versionNo: number) =>
	(await prisma.programmeVersion.findFirstOrThrow({ where: { programme: { number }, versionNo } })).documentHash
const publish = async (ctx: Context, number: string, versionNo: number) =>
	publishVersion(ctx, { number, versionNo, documentHash: await hashOf(number, versionNo) })
const inOtherId = (id: string, summary?: string) => {
	const document = JSON.parse(original)
	return JSON.stringify({ ...document, id, ...(summary ? { summary: { zh: summary, en: summary } } : {}) })
}

/** A published programme of its own id. */
async function published(id: string) {
	const { number } = await saved(desk.officer, inOtherId(id))
	await submitVersion(desk.officer, { number, versionNo: 1 })
	await publish(desk.second, number, 1)
	return number
}

const source = {
	payerProfile: 'own_account' as const,
	accountName: '演示财政',
	accountNo: '99010000000001',
	bankName: '演示银行',
	bankCode: '990000000009',
}
const newFund = (programme: string) => ({
	programme,
	budgetYear: 2026,
	name: '演示专项资金',
	projectCode: 'P1',
	functionalClass: '2060404',
	economicClass: '31299',
	sources: [
		{ ...source, documentNo: '云财教〔2026〕1号', amount: fen(60_000_000) },
		{ ...source, documentNo: '云财教〔2026〕2号', amount: fen(40_000_000) },
	],
})
const newRound = (fund: string) => ({
	fund,
	name: '第一批',
	noticeNo: '云高科通〔2026〕1号',
	opensOn: day('2026-01-01'),
	closesOn: day('2026-12-31'),
	serviceFrom: day('2026-01-01'),
	serviceUntil: day('2026-12-31'),
	contact: '演示联系人',
})

describe('a programme document', () => {
	it('with faults is not stored, and every fault has its place', async () => {
		const before = await prisma.programme.count()
		const draft = await saveDraft(desk.officer, { text: original.replace('"bp": 5000', '"bp": -1') })
		expect('faults' in draft && draft.faults.map((fault) => fault.path)).toEqual(['$.subsidy.rate.rows[0].pays.bp'])
		expect(await prisma.programme.count()).toBe(before)
	})

	it('is published by a second officer, who has read that very document', async () => {
		const { number } = await saved(desk.officer, inOtherId('two-people'))
		await expect(publish(desk.second, number, 1)).rejects.toMatchObject({ code: 'state.not_allowed' })
		await submitVersion(desk.officer, { number, versionNo: 1 })
		await expect(saveDraft(desk.officer, { number, text: inOtherId('two-people') })).rejects.toMatchObject({
			code: 'state.not_allowed',
		})
		await expect(publish(desk.officer, number, 1)).rejects.toMatchObject({ code: 'access.other_person' })
		await expect(publish(desk.reviewer, number, 1)).rejects.toMatchObject({ code: 'access.denied' })
		await expect(
			publishVersion(desk.second, { number, versionNo: 1, documentHash: '0'.repeat(64) }),
		).rejects.toMatchObject({ code: 'state.changed_meanwhile' })
		await publish(desk.second, number, 1)
		const version = await prisma.programmeVersion.findFirstOrThrow({ where: { programme: { number } } })
		expect(version).toMatchObject({ state: 'published', publishedById: (desk.second.actor as Member).accountId })
		expect((await documentOf(desk.officer, version.id)).id).toBe('two-people')
	})

	it('goes back to be worked on, and the next version leaves the first as it is', async () => {
		const number = await published('next-version')
		const second = await saved(desk.second, inOtherId('next-version', '第二版'), number)
		expect(second.versionNo).toBe(2)
		await submitVersion(desk.second, { number, versionNo: 2 })
		await returnVersion(desk.officer, { number, versionNo: 2 })
		expect((await saved(desk.officer, inOtherId('next-version', '再改'), number)).versionNo).toBe(2)
		const first = await prisma.programmeVersion.findFirstOrThrow({ where: { programme: { number }, versionNo: 1 } })
		expect((first.document as { summary: { zh: string } }).summary.zh).not.toBe('再改')
	})

	it('keeps its id to itself', async () => {
		const number = await published('taken-id')
		await expect(saveDraft(desk.officer, { text: inOtherId('taken-id') })).rejects.toMatchObject({
			code: 'programme.id_taken',
		})
		await expect(saveDraft(desk.officer, { number, text: inOtherId('other-id') })).rejects.toMatchObject({
			code: 'programme.other_id',
		})
		const elsewhere = { ...desk.officer, actor: { ...desk.officer.actor, divisionCode: '990102' } as Member }
		await expect(saveDraft(elsewhere, { text: inOtherId('other-place') })).rejects.toMatchObject({
			code: 'programme.other_division',
		})
	})

	it('once published changes for nobody, not even in SQL', async () => {
		const number = await published('for-ever')
		const { id } = await prisma.programmeVersion.findFirstOrThrow({ where: { programme: { number } } })
		await expect(prisma.programmeVersion.update({ where: { id }, data: { document: {} } })).rejects.toThrow()
		await expect(prisma.programmeVersion.update({ where: { id }, data: { state: 'draft' } })).rejects.toThrow()
		await expect(prisma.programmeVersion.delete({ where: { id } })).rejects.toThrow()
		await expect(superuser.query(`UPDATE programme_version SET document = '{}' WHERE id = $1`, [id])).rejects.toThrow(
			/does not change/,
		)
		await expect(superuser.query('DELETE FROM programme_version WHERE id = $1', [id])).rejects.toThrow(/are kept/)
		await expect(superuser.query('TRUNCATE programme_version CASCADE')).rejects.toThrow(/are kept/)
	})
})

describe('a fund and a round', () => {
	it('are approved by another person, and only then can be used', async () => {
		const programme = await published('fund-and-round')
		const { number: fund } = await createFund(desk.officer, newFund(programme))
		await expect(approveFund(desk.officer, fund)).rejects.toMatchObject({ code: 'access.other_person' })
		const { number: round } = await createRound(desk.officer, programme, newRound(fund))
		await expect(approveRound(desk.second, round)).rejects.toMatchObject({ code: 'fund.not_approved' })
		await approveFund(desk.finance, fund)
		await expect(approveRound(desk.officer, round)).rejects.toMatchObject({ code: 'access.other_person' })
		await approveRound(desk.second, round)
		expect((await openRounds(desk.officer)).find((open) => open.number === round)).toMatchObject({
			isOpen: true,
			fundYearFen: 100_000_000n,
		})
		await closeRound(desk.second, round)
		expect((await openRounds(desk.officer)).some((open) => open.number === round)).toBe(false)
		await expect(prisma.round.update({ where: { number: round }, data: { closesAt: now } })).rejects.toThrow()
	})

	it('take increases, cuts and receipts by document, and stand in the books', async () => {
		const programme = await published('documents')
		const { number } = await createFund(desk.officer, newFund(programme))
		const add = (kind: 'increase' | 'cut', amount: number, documentNo: string) =>
			proposeAppropriation(desk.officer, number, { source: 1, kind, documentNo, amount: fen(amount) })
		await expect(add('increase', 1, 'x')).rejects.toMatchObject({ code: 'fund.not_approved' })
		await approveFund(desk.second, number)
		await add('increase', 5_000_000, '追加1号')
		await add('cut', 1_000_000, '调减1号')
		await add('cut', 2_000_000, '调减2号')
		const { documents } = await getFundSetup(desk.second, number)
		const idOf = (documentNo: string) => String(documents.find((row) => row.documentNo === documentNo)!.id)
		await expect(approveAppropriation(desk.officer, { number, id: idOf('追加1号') })).rejects.toMatchObject({
			code: 'access.other_person',
		})
		await approveAppropriation(desk.second, { number, id: idOf('追加1号') })
		await approveAppropriation(desk.finance, { number, id: idOf('调减1号') })
		await refuseAppropriation(desk.second, { number, id: idOf('调减2号') })
		await expect(
			recordReceipt(desk.officer, number, {
				source: 1,
				documentNo: 'b',
				amount: fen(1),
				receivedOn: day('2026-05-08'),
			}),
		).rejects.toMatchObject({ code: 'access.denied' })
		await recordReceipt(desk.finance, number, {
			source: 1,
			documentNo: '拨款1',
			amount: fen(30_000_000),
			receivedOn: day('2026-05-08'),
		})
		const setup = await getFundSetup(desk.officer, number)
		expect(setup.sources.map((row) => [row.promisedFen, row.receivedFen])).toEqual([
			[64_000_000n, 30_000_000n],
			[40_000_000n, 0n],
		])
		expect((await listFunds(desk.officer)).find((fund) => fund.number === number)).toMatchObject({
			promisedFen: 104_000_000n,
			receivedFen: 30_000_000n,
			availableFen: 104_000_000n,
		})
	})

	it('of the application cannot be approved past the books', async () => {
		const programme = await published('past-the-books')
		const { number } = await createFund(desk.officer, newFund(programme))
		const fund = await prisma.fund.findUniqueOrThrow({ where: { number } })
		await expect(prisma.fund.update({ where: { number }, data: { state: 'approved' } })).rejects.toThrow()
		await expect(
			prisma.appropriation.updateMany({ where: { fundId: fund.id }, data: { state: 'approved' } }),
		).rejects.toThrow()
		await approveFund(desk.second, number)
		await expect(prisma.fund.update({ where: { number }, data: { name: 'x' } })).rejects.toThrow()
		await expect(
			prisma.fundingSource.updateMany({ where: { fundId: fund.id }, data: { accountNo: '1' } }),
		).rejects.toThrow()
		await expect(
			prisma.appropriation.updateMany({ where: { fundId: fund.id }, data: { amountFen: 1n } }),
		).rejects.toThrow()
	})
})

describe('the price box', () => {
	const listing = {
		categoryId: 't-metal-mech',
		priceFen: 350_000n,
		taxRateBp: 600,
		provider: { number: 'JG-P', divisionCode: '990191', kind: null },
		marks: [],
	}
	beforeAll(async () => {
		await prisma.category.createMany({
			data: [
				{ id: 'testing', name: '检验检测', nameEn: 'Testing' },
				{ id: 't-metal', parentId: 'testing', name: '金属', nameEn: 'Metal' },
				{ id: 't-metal-mech', parentId: 't-metal', name: '力学', nameEn: 'Mechanics' },
			],
			skipDuplicates: true,
		})
		const programme = await published('price-box')
		const { number: fund } = await createFund(desk.officer, newFund(programme))
		await approveFund(desk.second, fund)
		const { number: round } = await createRound(desk.officer, programme, newRound(fund))
		await approveRound(desk.second, round)
	})
	const visitor = () => contextOf(undefined, now)
	const offerOf = async (ctx: Context, question: Partial<Parameters<typeof priceBox>[1]>) => {
		const box = await priceBox(ctx, { listing, quantity: 2, enterpriseId: null, ...question })
		return {
			box,
			offer: box.offers.find((offer) => offer.evaluation.draws.every((draw) => draw.capKey.includes('price-box'))),
		}
	}

	it('tells a visitor of the district what it would be, on which premises', async () => {
		const { box, offer } = await offerOf(await visitor(), { division: '990191' })
		expect(box.priceFen).toBe(700_000n)
		expect(offer).toMatchObject({ isEstimate: true, mode: 'deduct', payNowFen: 350_000n, comesBackFen: 0n })
		expect(offer!.evaluation).toMatchObject({
			decision: 'eligible',
			amountFen: 350_000n,
			split: [
				{ source: 'city', amountFen: 210_000n },
				{ source: 'district', amountFen: 140_000n },
			],
		})
		expect(offer!.evaluation.reasons.some((reason) => reason.zh.startsWith('前提'))).toBe(true)
	})

	it('says no to another district, and nothing without a price', async () => {
		const { offer } = await offerOf(await visitor(), { division: '990102' })
		expect(offer!.evaluation.decision).toBe('not_eligible')
		expect(
			await priceBox(await visitor(), { listing: { ...listing, priceFen: null }, quantity: 1, enterpriseId: null }),
		).toEqual({ priceFen: null, offers: [] })
	})

	it('knows what an enterprise has stated about itself', async () => {
		const enterprise = await makeOrganisation('enterprise')
		await superuser.query(`UPDATE organisation SET division_code = '990191', facts = $2 WHERE id = $1`, [
			enterprise.id,
			{ size: 'large', titles: [] },
		])
		const { offer } = await offerOf(await visitor(), { enterpriseId: enterprise.id })
		expect(offer!.evaluation.reasons.find((reason) => reason.code === 'eligibility.size')?.verdict).toBe('no')
	})
})

describe('working days', () => {
	beforeAll(async () => {
		await superuser.query(`INSERT INTO calendar_year VALUES (2026) ON CONFLICT DO NOTHING`)
		await superuser.query(
			`INSERT INTO calendar_day (day, is_working, name) VALUES ('2026-05-01', false, '劳动节'), ('2026-05-04', false, '劳动节'), ('2026-05-05', false, '劳动节'), ('2026-05-09', true, '调休') ON CONFLICT DO NOTHING`,
		)
	})

	it.each([
		['2026-04-29', 1, '2026-04-30'],
		['2026-04-30', 1, '2026-05-06'],
		['2026-05-08', 1, '2026-05-09'],
		['2026-05-09', 1, '2026-05-11'],
		['2026-05-08', 0, '2026-05-08'],
	])('%s and %i working days is %s', async (from, count, until) => {
		const ctx = await contextOf(undefined, now)
		expect(await addWorkingDays(ctx, day(from), count)).toBe(until)
		expect(await workingDaysBetween(ctx, day(from), day(until))).toBe(count)
	})

	it('are refused where the way leads into a year nobody has announced', async () => {
		const ctx = await contextOf(undefined, now)
		expect(await addWorkingDays(ctx, day('2026-12-29'), 2)).toBe('2026-12-31')
		await expect(addWorkingDays(ctx, day('2026-12-29'), 3)).rejects.toMatchObject({ code: 'calendar.year_unknown' })
		expect(await prisma.calendarDay.count({ where: { day: { gte: dateOf(day('2027-01-01')) } } })).toBe(0)
	})
})
