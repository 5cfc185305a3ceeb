import pg from 'pg'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { startClaim } from '#app/domain/claims/start-claim.server.ts'
import { submitClaim } from '#app/domain/claims/submit-claim.server.ts'
import type { Context } from '#app/domain/context.server.ts'
import { beginProgramme, beginVersion } from '#app/domain/programmes/begin-programme.server.ts'
import { getVersionsToCompare } from '#app/domain/programmes/compare-versions.server.ts'
import { getDraft } from '#app/domain/programmes/draft-page.server.ts'
import { getDeskProgramme } from '#app/domain/programmes/programme-desk.server.ts'
import { publishVersion } from '#app/domain/programmes/publish-version.server.ts'
import { addCase, importCases, removeCase } from '#app/domain/programmes/save-case.server.ts'
import { saveChapter } from '#app/domain/programmes/save-chapter.server.ts'
import { saveDraft } from '#app/domain/programmes/save-draft.server.ts'
import type { JsonObject } from '#app/domain/programmes/schema-fields.ts'
import { submitVersion } from '#app/domain/programmes/submit-version.server.ts'
import { fen } from '#app/lib/money.ts'
import { parseDay } from '#app/lib/time.ts'
import { prisma } from '#app/platform/db.server.ts'
import { evidence, ownAccount } from '#tests/fixtures/claims.ts'
import { database } from '#tests/fixtures/integration.ts'
import { openShop } from '#tests/fixtures/shop.ts'

let app: pg.Client
beforeAll(async () => {
	app = new pg.Client({ connectionString: database.url, options: '-c role=voucher_app' })
	await app.connect()
})
afterAll(() => app.end())

type Desk = { officer: Context; second: Context; number: string }

/** An authority whose programme has version 1 published, with the worked examples given. */
async function publishedProgramme() {
	const shop = await openShop()
	const { number } = await prisma.programme.findUniqueOrThrow({ where: { id: shop.programmeId } })
	const desk = { officer: shop.officer, second: shop.secondOfficer, number }
	await publish(desk, 1)
	return { ...shop, ...desk }
}

async function publish({ officer, second, number }: Desk, versionNo: number): Promise<void> {
	await submitVersion(officer, { number, versionNo })
	const version = await prisma.programmeVersion.findFirstOrThrow({ where: { programme: { number }, versionNo } })
	await publishVersion(second, { number, versionNo, documentHash: version.documentHash })
}

/** The form of one chapter of which only some controls matter here. */
function chapterForm(entries: Record<string, string>): FormData {
	const form = new FormData()
	for (const [name, value] of Object.entries({ ...entries, complete: 'yes' })) form.append(name, value)
	return form
}
const pool = (yuan: string) => chapterForm({ 'pool.yearFen': yuan, 'pool.article': '第四条', ...payers })
const payers = {
	'payers@n': '2',
	'payers.0.code': 'city',
	'payers.0.name.zh': '市',
	'payers.0.name.en': 'City',
	'payers.0.level': 'city',
	'payers.1.code': 'district',
	'payers.1.name.zh': '区',
	'payers.1.name.en': 'District',
	'payers.1.level': 'district',
}

/** A draft of version 2, and a way to save its chapter about money. */
async function draftOfTwo() {
	const desk = await publishedProgramme()
	await beginVersion(desk.officer, desk.number)
	const seen = async () => (await getDraft(desk.officer, desk.number, 'money', 'zh')).chapter.hash
	const save = async (form: FormData, ctx = desk.officer, seenHash?: string) =>
		saveChapter(ctx, { number: desk.number, chapter: 'money', seenHash: seenHash ?? (await seen()) }, form)
	return { ...desk, seen, save }
}

const answers = (given: Record<string, string>) => ({
	get: (name: string) => given[name] ?? null,
	getAll: (name: string) => (name in given ? [given[name]!] : []),
	has: (name: string) => name in given,
})
const eligible = {
	division: '990191',
	legalForm: 'legal_person',
	size: 'small',
	title: 'tech_sme',
	badCredit: 'no',
	banned: 'no',
	category: 'testing',
	place: '990191',
	registered: 'yes',
	marks: 'CMA',
	related: 'no',
	channel: 'platform',
	other: '0',
	'flag.mandatory_testing': 'no',
	'flag.mass_production': 'no',
	price: '3500',
}
const example = {
	name: '检测 3500 元',
	step: 'order' as const,
	at: parseDay('2026-05-08'),
	decision: 'eligible' as const,
}

describe('a draft', () => {
	it('begins as a copy of the version before, or from nothing, and says what is missing', async () => {
		const { officer, number } = await publishedProgramme()
		expect(await beginVersion(officer, number)).toEqual({ versionNo: 2 })
		expect(await beginVersion(officer, number)).toEqual({ versionNo: 2 })
		expect((await getDraft(officer, number, null, 'zh')).faults).toEqual([])

		const input = { nameZh: '新办法', nameEn: 'New rules', id: `new-${number.toLowerCase()}`, copyOf: '' }
		const begun = await beginProgramme(officer, input)
		const draft = await getDraft(officer, begun.number, 'money', 'zh')
		expect(draft.computed).toBeNull()
		expect(draft.faults.map(({ at }) => at)).toContain('payers')
		expect((await getDeskProgramme(officer, begun.number, null, 'zh')).page).toBeNull()
		await expect(beginProgramme(officer, input)).rejects.toMatchObject({ code: 'programme.id_taken' })

		const copied = await beginProgramme(officer, { ...input, id: `${input.id}-2`, copyOf: number })
		expect((await getDraft(officer, copied.number, null, 'zh')).faults).toEqual([])
	})

	it('is saved chapter by chapter, finished or not, and nothing typed is lost', async () => {
		const { officer, number, save } = await draftOfTwo()
		const before = (await getDraft(officer, number, 'amount', 'zh')).content.subsidy
		await save(pool('八百万'))
		let draft = await getDraft(officer, number, 'money', 'zh')
		expect((draft.content.pool as JsonObject).yearFen).toBe('八百万')
		expect(draft.faults.map(({ at, chapter }) => [at, chapter])).toEqual([['pool.yearFen', 'money']])
		expect(draft.content.subsidy).toEqual(before)
		await expect(submitVersion(officer, { number, versionNo: 2 })).rejects.toMatchObject({
			code: 'programme.draft_incomplete',
		})
		await save(pool('8,000,000.50'))
		draft = await getDraft(officer, number, 'money', 'zh')
		expect((draft.content.pool as JsonObject).yearFen).toBe(800_000_050)
		expect(draft.faults).toEqual([])
	})

	it('a form cut short on its way is refused whole', async () => {
		const { officer, number, save } = await draftOfTwo()
		const form = pool('1')
		form.delete('complete')
		await expect(save(form)).rejects.toMatchObject({ code: 'input.invalid' })
		expect(((await getDraft(officer, number, 'money', 'zh')).content.pool as JsonObject).yearFen).toBeNull()
	})

	it('that two write at a time keeps both chapters, and of one chapter tells the second who was first', async () => {
		const { officer, second, number, seen, save } = await draftOfTwo()
		const seenByBoth = await seen()
		const other = await getDraft(second, number, 'reward', 'zh')
		expect(await save(pool('100'))).toMatchObject({ saved: true })
		expect(
			await saveChapter(second, { number, chapter: 'reward', seenHash: other.chapter.hash }, chapterForm({})),
		).toMatchObject({ saved: true })
		const lost = await save(pool('200'), second, seenByBoth)
		expect(lost).toMatchObject({ saved: false, by: expect.any(String), document: { pool: { yearFen: 20_000 } } })
		expect(((await getDraft(officer, number, 'money', 'zh')).content.pool as JsonObject).yearFen).toBe(10_000)
	})

	it('grows by a button and keeps what was typed beside it', async () => {
		const { officer, number, save } = await draftOfTwo()
		const form = pool('5')
		form.append('change', 'add:payers')
		expect(await save(form)).toEqual({ saved: true, at: 'payers.2' })
		const { content } = await getDraft(officer, number, 'money', 'zh')
		expect(content).toMatchObject({ pool: { yearFen: 500 }, payers: [{ code: 'city' }, { code: 'district' }, {}] })
	})
})

describe('a worked example', () => {
	it('comes out, turns red when the rules change, and then keeps the draft from being handed over', async () => {
		const { officer, number } = await draftOfTwo()
		await addCase(officer, number, { ...example, amount: fen(175_000) }, answers(eligible))
		const computed = async () => (await getDraft(officer, number, null, 'zh')).computed!.cases
		expect(await computed()).toMatchObject([{ name: '检测 3500 元', passed: true }])

		const { content } = await getDraft(officer, number, null, 'zh')
		const changed = JSON.stringify(content).replaceAll('"bp":5000', '"bp":4000')
		expect(await saveDraft(officer, { number, text: changed })).toMatchObject({ versionNo: 2 })
		expect(await computed()).toMatchObject([{ passed: false, evaluation: { amountFen: 140_000n } }])
		await expect(submitVersion(officer, { number, versionNo: 2 })).rejects.toMatchObject({
			code: 'programme.examples_differ',
			details: { n: 1, name: '检测 3500 元' },
		})
		const { casesHash } = await getDraft(officer, number, null, 'zh')
		await removeCase(officer, number, { index: 0, hash: casesHash })
		await submitVersion(officer, { number, versionNo: 2 })
	})

	it('of a file comes in whole or not at all', async () => {
		const { officer, number } = await draftOfTwo()
		const good = JSON.stringify([{ name: 'a', facts: { step: 'order', at: '2026-05-08', enterprise: {} }, expect: {} }])
		expect(await importCases(officer, number, good)).toEqual({ count: 1 })
		const bad = await importCases(officer, number, good.replace('2026-05-08', 'May'))
		expect(bad).toMatchObject({ faults: [{ path: '$[0].facts.at' }] })
		expect(await importCases(officer, number, '[')).toMatchObject({ faults: [{ path: '$' }] })
		expect((await getDraft(officer, number, null, 'zh')).caseNames).toEqual(['a'])
	})
})

describe('a version that was handed over or published', () => {
	it('cannot be written on by the editor, and not in SQL as the application', async () => {
		const desk = await draftOfTwo()
		const { officer, number, save } = desk
		const hash = await desk.seen()
		await submitVersion(officer, { number, versionNo: 2 })
		const refused = { code: 'state.not_allowed' }
		await expect(save(pool('1'), officer, hash)).rejects.toMatchObject(refused)
		await expect(addCase(officer, number, { ...example, amount: '' }, answers(eligible))).rejects.toMatchObject(refused)
		await expect(importCases(officer, number, '[]')).rejects.toMatchObject(refused)
		await expect(beginVersion(officer, number)).rejects.toMatchObject(refused)
		const two = await prisma.programmeVersion.findFirstOrThrow({ where: { programme: { number }, versionNo: 2 } })
		await publishVersion(desk.second, { number, versionNo: 2, documentHash: two.documentHash })
		await expect(save(pool('1'), officer, hash)).rejects.toMatchObject(refused)
		for (const set of [
			`document = jsonb_set(document, '{pool,yearFen}', '1')`,
			`cases = '[1]'`,
			`state = 'draft'`,
			`document_hash = repeat('1', 64)`,
			`published_by_id = created_by_id`,
			`version_no = 9`,
		])
			await expect(app.query(`UPDATE programme_version SET ${set} WHERE id = $1`, [two.id]), set).rejects.toThrow()
		await expect(app.query('DELETE FROM programme_version WHERE id = $1', [two.id])).rejects.toThrow()
	})
})

describe('an order', () => {
	it('placed under version 1 settles under version 1 after version 2 is published', async () => {
		const shop = await publishedProgramme()
		await shop.voucher(fen(1_000_000))
		const order = await shop.place(2)
		await beginVersion(shop.officer, shop.number)
		const { content } = await getDraft(shop.officer, shop.number, null, 'zh')
		const text = JSON.stringify(content).replaceAll('"bp":5000', '"bp":1000')
		await saveDraft(shop.officer, { number: shop.number, text })
		await publish(shop, 2)
		const compared = await getVersionsToCompare(shop.officer, shop.number, { before: null, after: null })
		expect([compared.before.versionNo, compared.after.versionNo]).toEqual([1, 2])

		await shop.walk(order, 'accepted')
		const row = await prisma.order.findUniqueOrThrow({ where: { number: order } })
		expect(row).toMatchObject({ versionId: shop.versionId, voucherFen: 100_000n })
		await evidence(shop, row.id)
		const { number } = await startClaim(shop.seller, { orders: [order] })
		const payee = await ownAccount(shop, shop.providerId)
		await submitClaim(shop.seller, { number, payee, seen: fen(100_000), commitmentText: '承诺' })
		const claim = await prisma.claim.findUniqueOrThrow({ where: { number } })
		expect(claim).toMatchObject({ versionId: shop.versionId, state: 'submitted' })
		expect(claim.evaluation).toMatchObject({ decision: 'eligible', amountFen: '100000' })
	})
})
