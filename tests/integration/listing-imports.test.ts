import { beforeAll, describe, expect, test } from 'vitest'
import { getListing, getOwnListing } from '#app/domain/catalogue/listings.server.ts'
import { reviewListing } from '#app/domain/catalogue/review-listing.server.ts'
import { listVersions } from '#app/domain/catalogue/versions.server.ts'
import { KeptFile } from '#app/domain/files/kept-file.ts'
import type { Member } from '#app/domain/identity/actor.ts'
import { acceptImport, dropImport, mapImport } from '#app/domain/imports/decide-import.server.ts'
import { templateHead } from '#app/domain/imports/import-mapping.ts'
import type { RowFault } from '#app/domain/imports/import-row.ts'
import { badRows, getImport, listImports } from '#app/domain/imports/imports.server.ts'
import { uploadImport } from '#app/domain/imports/upload-import.server.ts'
import { workImport } from '#app/domain/imports/work-import.server.ts'
import { csvLine } from '#app/lib/csv-line.ts'
import { prisma } from '#app/platform/db.server.ts'
import { keepPieces } from '#app/platform/storage.server.ts'
import { handlersOf } from '#scripts/worker/handlers.ts'
import { searchEngine } from '#search/engine.server.ts'
import { openCatalogue } from '#tests/fixtures/catalogue.ts'
import { dirtyFiles } from '#tests/fixtures/dirty-files.ts'
import { contextOf, makeMember, makeOrganisation } from '#tests/fixtures/people.ts'

let seller: Member
let operator: Member
beforeAll(async () => {
	;({ seller, operator } = await openCatalogue())
})
const as = (actor: Member) => contextOf(actor)
const first = { head: null, isMapping: false, verdict: null, page: 1 }

async function upload(content: Uint8Array | string, name: string, actor = seller) {
	const bytes = typeof content === 'string' ? new TextEncoder().encode(content) : content
	const pieces = async function* () {
		yield bytes
	}
	return uploadImport(await as(actor), { file: new KeptFile(name, '', await keepPieces(pieces(), 1 << 26)) })
}
async function work(number: string) {
	const { id } = await prisma.listingImport.findUniqueOrThrow({ where: { number } })
	await workImport(await contextOf(), id)
	return getImport(await as(seller), number, first)
}
async function stagedOf(number: string) {
	const { id } = await prisma.listingImport.findUniqueOrThrow({ where: { number } })
	return prisma.stagedListing.findMany({ where: { importId: id }, orderBy: { n: 'asc' } })
}
const codesOf = (faults: unknown) => (faults as RowFault[]).map((fault) => fault.code).join(' ')
async function take(number: string, scope: 'whole' | 'good' = 'whole', into: 'draft' | 'in_review' = 'draft') {
	await acceptImport(await as(seller), { number, scope, into })
	return work(number)
}
const own = (ownNumber: string) => prisma.listing.findFirst({ where: { providerId: seller.organisationId, ownNumber } })

test.each(dirtyFiles)('$name: $why', async ({ name, content, refused, rows }) => {
	const bytes = await content()
	const answer = upload(bytes, name)
	if (refused && refused !== 'import.broken') return expect(answer).rejects.toMatchObject({ code: refused })
	if (refused) {
		const late = answer.then((number) => work(number)).then(({ refusal }) => Promise.reject(refusal))
		return expect(late).rejects.toMatchObject({ code: refused })
	}
	const number = await answer
	expect(await work(number)).toMatchObject({ state: 'preview', rows: rows!.length })
	expect((await stagedOf(number)).map((row) => [...new Set(codesOf(row.faults).split(' '))].join(' '))).toEqual(rows)
	await dropImport(await as(seller), number)
})

const head = templateHead('zh')
const row = (given: Record<string, string>) => csvLine(head.map((name) => given[name] ?? ''))
const microscope = (n: number, more: Record<string, string> = {}) =>
	row({
		编号: `W-${n}`,
		类型: '仪器',
		类目: 't-metal-mech',
		名称: `疲劳试验机 ${n} 号`,
		内容: '测定疲劳寿命',
		型号: `MTS-${n}`,
		单价: '200.00',
		计价单位: '小时',
		国家仪器分类: '20100',
		部门: '材料学院',
		放置地点: '一号楼',
		标准: 'GB/T 3075-2021；ISO 1099',
		...more,
	})

describe('from a file to the catalogue', () => {
	test('the Chinese and the English template are read as they are', async () => {
		for (const locale of ['zh', 'en'] as const) {
			const cells = templateHead(locale).map((_, i) => ['T-1', '仪器', 't-metal-mech', '冲击试验机'][i] ?? '')
			const number = await upload(csvLine(templateHead(locale)) + csvLine(cells), 'template.csv')
			expect(await work(number)).toMatchObject({ state: 'preview', rows: 1, bad: 0 })
			await dropImport(await as(seller), number)
		}
	})

	test('new rows become drafts, equipment facts and all; the same file again changes nothing; a changed row updates by its number', async () => {
		const number = await upload(csvLine(head) + microscope(1) + microscope(2), 'a.csv')
		expect(await work(number)).toMatchObject({ good: 2, known: 0 })
		expect(await take(number)).toMatchObject({ state: 'taken', created: 2, changed: 0 })
		const made = await getOwnListing(await as(seller), (await own('W-1'))!.number)
		expect(made).toMatchObject({
			state: 'draft',
			kind: 'instrument',
			priceFen: 20_000n,
			priceUnit: 'hour',
			instrumentModel: 'MTS-1',
			instrumentClass: { code: '020100', name: '力学性能测试仪器' },
			standards: [{ code: 'GB/T 3075-2021' }, { code: 'ISO 1099' }],
			details: { equipment: { department: '材料学院', location: '一号楼' } },
		})
		expect(await stagedOf(number)).toEqual([])

		const again = await upload(
			csvLine(head) +
				microscope(1, { 单价: '250', 国家仪器分类: '探伤仪器' }) +
				microscope(2, { 单价: '', 内容: '', 国家仪器分类: '' }),
			'b.csv',
		)
		expect(await work(again)).toMatchObject({ known: 2 })
		expect(await take(again)).toMatchObject({ created: 0, changed: 1, unchanged: 1 })
		expect(await own('W-1')).toMatchObject({ priceFen: 25_000n })
		expect(await own('W-1')).toMatchObject({ instrumentClass: '020600' })
		expect(await own('W-2')).toMatchObject({
			priceFen: 20_000n,
			description: '测定疲劳寿命',
			instrumentClass: '020100',
		})
		expect((await listImports(await as(seller))).map((file) => file.state)).toContain('taken')
	})

	test('a class of instruments nobody knows is said in its row, one of a service is not kept', async () => {
		const number = await upload(
			csvLine(head) +
				microscope(31, { 国家仪器分类: '990100' }) +
				microscope(32, { 国家仪器分类: '010203' }) +
				microscope(33, { 类型: '服务', 国家仪器分类: '质谱仪器' }),
			'classes.csv',
		)
		expect(await work(number)).toMatchObject({ good: 1, warned: 1, bad: 1 })
		expect((await stagedOf(number)).map(({ faults }) => codesOf(faults))).toEqual([
			'class_unknown',
			'',
			'class_for_none',
		])
		const shown = await getImport(await as(seller), number, { head: null, isMapping: false, verdict: 'good', page: 1 })
		expect(shown.staged.map((row) => row.instrumentClass)).toEqual(['010200'])
		expect(await take(number, 'good')).toMatchObject({ created: 2 })
		expect(await own('W-33')).toMatchObject({ kind: 'service', instrumentClass: null })
	})

	test('a public listing stays public when its price changes by file, is reviewed when its name does, and search is told in bulk', async () => {
		const number = await upload(csvLine(head) + microscope(11) + microscope(12), 'c.csv')
		await work(number)
		await take(number, 'whole', 'in_review')
		const listings = [(await own('W-11'))!, (await own('W-12'))!]
		for (const listing of listings) await reviewListing(await as(operator), listing.number, { decision: 'publish' })
		await prisma.outboxEvent.updateMany({ where: { doneAt: null }, data: { doneAt: new Date() } })

		const change = await upload(
			csvLine(head) + microscope(11, { 单价: '9' }) + microscope(12, { 名称: '高频疲劳试验机' }),
			'd.csv',
		)
		await work(change)
		await take(change, 'whole', 'in_review')
		expect(await getListing(await contextOf(), listings[0]!.number)).toMatchObject({
			state: 'published',
			priceFen: 900n,
		})
		expect(await own('W-12')).toMatchObject({ state: 'in_review', name: '高频疲劳试验机' })
		expect((await listVersions(await as(seller), listings[0]!.number)).versions).toHaveLength(2)
		const events = await prisma.outboxEvent.findMany({ where: { topic: 'listings.changed', doneAt: null } })
		expect(events).toHaveLength(1)
		for (const handler of handlersOf('listings.changed'))
			await handler(await contextOf(), { ...events[0]!, id: String(events[0]!.id) })
		const hits = (await searchEngine.search({ text: '疲劳试验机' })).hits.map((hit) => hit.id)
		expect(hits).toContain(listings[0]!.id)
		expect(hits).not.toContain(listings[1]!.id)
	})

	test('the whole file or the good rows only; the bad ones come back as a file, and corrected go in', async () => {
		const number = await upload(csvLine(head) + microscope(21) + microscope(22, { 名称: 'UNKNOWN' }), 'e.csv')
		expect(await work(number)).toMatchObject({ good: 1, bad: 1 })
		await expect(acceptImport(await as(seller), { number, scope: 'whole', into: 'draft' })).rejects.toMatchObject({
			code: 'import.has_bad_rows',
		})
		await expect(
			prisma.listingImport.update({ where: { number }, data: { state: 'accepting', acceptedById: seller.accountId } }),
		).rejects.toThrow()
		expect(await take(number, 'good')).toMatchObject({ created: 1, bad: 1 })
		expect(await own('W-22')).toBeNull()
		const lines: string[][] = []
		for await (const { cells, faults } of badRows(await as(seller), number)) lines.push([...cells, codesOf(faults)])
		expect(lines).toHaveLength(2)
		expect(lines[1]!.at(-1)).toBe('name_missing')
		const fixed = lines.map((cells, i) =>
			csvLine(i === 0 ? [...head, '问题'] : cells.map((cell) => (cell === 'UNKNOWN' ? '蠕变试验机' : cell))),
		)
		const retry = await upload(fixed.join(''), 'bad-rows.csv')
		await work(retry)
		expect(await take(retry)).toMatchObject({ created: 1, bad: 0 })
		expect(await own('W-22')).toMatchObject({ name: '蠕变试验机' })
	})

	test('columns nobody knows are named once by a person and known the next time, for that provider only', async () => {
		const header = csvLine(['台账号', '设备', '用处', '牌子', '钱'])
		const content =
			header +
			csvLine(['X-1', '硬度计', '测硬度', '云泽', '80']) +
			csvLine(['X-2', '金相显微镜', '看金相', '云泽', '90'])
		const number = await upload(content, 'f.csv')
		const waiting = await getImport(await as(seller), number, first)
		expect(waiting).toMatchObject({ state: 'mapping', columns: { head: 1 } })
		const columns = ['ownNumber', 'name', 'description', 'manufacturer', 'price']
		const said = { number, head: 1, columns, kind: 'service', categoryId: 't-metal-mech', priceUnit: 'time' } as const
		await expect(mapImport(await as(seller), { ...said, columns: ['name', 'name'] })).rejects.toMatchObject({
			code: 'import.mapping_twice',
		})
		await expect(mapImport(await as(seller), { ...said, columns: ['price'] })).rejects.toMatchObject({
			code: 'import.mapping_incomplete',
		})
		await expect(mapImport(await as(seller), { ...said, kind: '' })).rejects.toMatchObject({
			code: 'import.defaults_missing',
		})
		const rival = await makeMember(await makeOrganisation('provider'), 'provider_admin')
		await expect(mapImport(await as(rival), said)).rejects.toMatchObject({ code: 'access.denied' })
		await mapImport(await as(seller), said)
		expect(await work(number)).toMatchObject({ state: 'preview', good: 2 })
		await take(number)
		expect(await own('X-2')).toMatchObject({ kind: 'service', priceUnit: 'time', priceFen: 9_000n })

		const next = await upload(`说明,,,,\n${header}${csvLine(['X-3', '磨抛机', '制样', '', ''])}`, 'g.csv')
		expect(await work(next)).toMatchObject({ state: 'preview', good: 1 })
		const theirs = await upload(content, 'f.csv', rival)
		expect(await getImport(await as(rival), theirs, first)).toMatchObject({ state: 'mapping' })
	})

	test('a UNIQUIP list is known but for type and category, which are said once', async () => {
		const uniquip = [
			'Type',
			'Name',
			'Description',
			'Related Facility ID',
			'Technique',
			'Location',
			'Contact Name',
			'Contact Telephone',
			'Contact URL',
			'Contact Email',
			'ID',
			'Photo',
			'Department',
			'Site Location',
		]
		const cells = [
			'Equipment',
			'Field emission SEM',
			'Imaging of surfaces',
			'',
			'SEM;EDS',
			'Building 1',
			'A Person',
			'000',
			'',
			'',
			'EQ1',
			'',
			'Materials',
			'City Campus',
		]
		const number = await upload(csvLine(uniquip) + csvLine(cells), 'uniquip.csv')
		const waiting = await getImport(await as(seller), number, first)
		expect(waiting.columns?.columns.map((column) => column.field)).toEqual([
			'kind',
			'name',
			'description',
			'',
			'aliases',
			'location',
			'',
			'',
			'',
			'',
			'ownNumber',
			'',
			'department',
			'',
		])
		const columns = waiting.columns!.columns.map((column) => column.field)
		await mapImport(await as(seller), { number, head: 1, columns, kind: '', categoryId: 't-metal-mech', priceUnit: '' })
		expect(await work(number)).toMatchObject({ state: 'preview', warned: 1, bad: 0 })
		await take(number)
		const made = (await own('EQ1'))!
		expect(made).toMatchObject({ name: 'Field emission SEM', aliases: ['SEM', 'EDS'], kind: 'instrument' })
		expect(JSON.stringify(made.details)).not.toContain('Person')
	})

	test('a file is kept as it came, and a taken one stays taken', async () => {
		const number = await upload(csvLine(head) + microscope(31), 'h.csv')
		await work(number)
		await take(number)
		await expect(prisma.listingImport.update({ where: { number }, data: { created: 5 } })).rejects.toThrow()
		await expect(
			prisma.listing.create({
				data: {
					...(await own('W-31'))!,
					id: undefined,
					number: 'FW-X',
					priceTiers: [],
					details: {},
					standards: [],
				} as never,
			}),
		).rejects.toThrow()
	})
})
