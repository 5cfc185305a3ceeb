import { parseWithZod } from '@conform-to/zod/v4'
import { describe, expect, test } from 'vitest'
import { instrumentClass, instrumentGroups } from '#app/domain/catalogue/instrument-class.ts'
import { questionForm } from '#app/domain/catalogue/intake-forms.ts'
import { type ListingEvent, type ListingState, machine, markStanding, states } from '#app/domain/catalogue/listing.ts'
import { listingForm, parseStandards } from '#app/domain/catalogue/listing-form.ts'
import { offers, step } from '#app/lib/machine.ts'
import { parseDay } from '#app/lib/time.ts'
import { filterCount, readFilters, servicesPath } from '#app/web/service-filters.ts'

const good = {
	kind: 'service',
	categoryId: 't-metal-mech',
	name: '金属室温拉伸试验',
	description: '测定抗拉强度、屈服强度和断后伸长率。',
	aliases: '拉力试验、抗拉试验',
	price: '120.00',
	priceUnit: 'sample',
	taxRateBp: '600',
	turnaroundDaysMin: '2',
	turnaroundDaysMax: '5',
	deliverable: '检测报告',
	standards: 'GB/T 228.1—2021 金属材料 拉伸试验\nISO 6892-1:2019',
}
function parse(over: Record<string, string> = {}) {
	const form = new FormData()
	for (const [name, value] of Object.entries({ ...good, ...over })) form.append(name, value)
	const submission = parseWithZod(form, { schema: listingForm })
	return submission.status === 'success' ? { value: submission.value } : { errors: submission.error ?? {} }
}
const row = (n: number, mark: Record<string, string>) =>
	Object.fromEntries(Object.entries(mark).map(([field, value]) => [`marks[${n}].${field}`, value]))
const cma = { kind: 'CMA', number: '99-DEMO-0001', scope: '金属室温拉伸', expiresOn: '2028-06-30' }

describe('the life of a listing', () => {
	test('only a reviewed one becomes public, and only a public one is suspended', () => {
		const into = (state: ListingState) =>
			(Object.keys(machine) as ListingEvent[]).filter((event) => machine[event].to === state)
		expect(into('published').sort()).toEqual(['amend', 'publish', 'reinstate'])
		expect(machine.publish.from).toEqual(['in_review'])
		expect(machine.suspend.from).toEqual(['published'])
		expect(() => step<ListingState, ListingEvent>(machine, 'publish', 'draft')).toThrowError('state.not_allowed')
	})
	test('every state has a way on', () => {
		for (const state of states) expect(offers<ListingState, ListingEvent>(machine, state).length).toBeGreaterThan(0)
	})
})

describe('marks', () => {
	test('count through their last day and are flagged in the last sixty', () => {
		const today = parseDay('2026-11-22')
		expect(markStanding(parseDay('2026-11-21'), today)).toEqual({ standing: 'expired' })
		expect(markStanding(parseDay('2026-11-22'), today)).toEqual({ standing: 'ending', days: 0 })
		expect(markStanding(parseDay('2027-01-21'), today)).toEqual({ standing: 'ending', days: 60 })
		expect(markStanding(parseDay('2027-01-22'), today)).toEqual({ standing: 'valid' })
	})
})

describe('the form of a listing', () => {
	test('reads everything, blank mark rows left out', () => {
		const { value } = parse({
			...row(0, cma),
			...row(1, { kind: '', number: '', scope: '', expiresOn: '' }),
			...row(3, { ...cma, kind: 'CNAS' }),
		})
		expect(value).toMatchObject({
			price: 12_000n,
			taxRateBp: 600,
			aliases: ['拉力试验', '抗拉试验'],
			marks: [cma, { ...cma, kind: 'CNAS' }],
			standards: [
				{ code: 'GB/T 228.1-2021', title: '金属材料 拉伸试验' },
				{ code: 'ISO 6892-1:2019', title: '' },
			],
		})
	})
	test('no price means on quotation; zero is no price', () => {
		expect(parse({ price: '' }).value).toMatchObject({ price: undefined })
		expect(parse({ price: '0' }).errors).toHaveProperty('price')
	})
	test('a mark is whole or not there', () => {
		expect(parse(row(0, { kind: 'CMA', number: '1', scope: '', expiresOn: '' })).errors).toMatchObject({
			'marks[0].scope': ['field.required'],
			'marks[0].expiresOn': ['field.required'],
		})
		expect(parse(row(0, { ...cma, expiresOn: '2028-02-30' })).errors).toMatchObject({
			'marks[0].expiresOn': ['field.not_a_day'],
		})
	})
	test('an instrument names its model, and days are in order', () => {
		expect(parse({ kind: 'instrument' }).errors).toMatchObject({ instrumentModel: ['field.required'] })
		expect(parse({ turnaroundDaysMin: '9' }).errors).toMatchObject({ turnaroundDaysMax: ['field.out_of_range'] })
		expect(parse({ taxRateBp: '1700' }).errors).toHaveProperty('taxRateBp')
	})
	test('a line that begins with no code is kept', () => {
		expect(parseStandards('ChP 通则0512 高效液相色谱法\n企业方法')).toEqual([
			{ code: 'ChP 通则0512', title: '高效液相色谱法' },
			{ code: '企业方法', title: '' },
		])
	})
})

describe('the address of a search', () => {
	const from =
		'/services?q=SEM&category=ins-microscopy&kind=instrument&division=990102&division=990104&mark=CMA&days=5&from=100.00&to=2000.00&sort=price'
	test('is read and written back the same', () => {
		expect(servicesPath(readFilters(new URL(from, 'http://here').searchParams))).toBe(from)
	})
	test('a change begins at the first page again, and counts', () => {
		const filters = readFilters(new URL(`${from}&cursor=abc&before=20`, 'http://here').searchParams)
		expect(filters).toMatchObject({ cursor: 'abc', before: 20 })
		expect(servicesPath(filters, { days: undefined })).not.toMatch(/cursor|before|days/)
		expect(filterCount(filters)).toBe(8)
	})
	test('what is no filter of ours is ignored', () => {
		const odd = new URL('/services?kind=%27;drop&days=-1&from=abc&sort=x&before=-3&category=a b', 'http://here')
			.searchParams
		expect(servicesPath(readFilters(odd))).toBe('/services')
	})
})

describe('the national instrument class', () => {
	test('has six digits that begin with its group, each once, under its names in both languages', () => {
		const codes = instrumentGroups.flatMap((group) =>
			group.classes.map(([code]) => {
				expect(code).toMatch(/^\d{6}$/)
				expect(code.startsWith(group.code)).toBe(true)
				return code
			}),
		)
		expect(new Set(codes).size).toBe(codes.length)
		expect(instrumentClass('010200')).toMatchObject({ name: '质谱仪器', group: { nameEn: 'Analytical instruments' } })
		expect([instrumentClass('990000'), instrumentClass(null)]).toEqual([null, null])
	})
})

test('what is wrong with a question is told at once: no wording, and no unit of a number', () => {
	const sent = {
		number: 'FW-2026-000001',
		version: '1',
		key: '',
		label: '',
		labelEn: '',
		help: '',
		helpEn: '',
		unit: '',
		choices: '',
	}
	const faultsOf = (more: object) =>
		questionForm.safeParse({ ...sent, ...more }).error?.issues.map(({ path }) => path[0])
	expect(faultsOf({ kind: 'number' })).toEqual(expect.arrayContaining(['label', 'unit']))
	expect(faultsOf({ kind: 'choice', choices: '一样\n一样' })).toEqual(expect.arrayContaining(['label', 'choices']))
	expect(faultsOf({ kind: 'text', label: '样品数量' })).toBeUndefined()
})
