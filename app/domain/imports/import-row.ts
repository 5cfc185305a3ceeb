import { instrumentClassNamed } from '#app/domain/catalogue/instrument-class.ts'
import { type ListingKind, type PriceUnit, priceUnits, type Standard, taxRates } from '#app/domain/catalogue/listing.ts'
import type { Equipment } from '#app/domain/catalogue/listing-details.ts'
import { parseStandards, splitWords } from '#app/domain/catalogue/listing-form.ts'
import { parseYuan } from '#app/lib/money.ts'
import { isAssetNumber, isCutOff, isFormulaText, isGarbled, isNoInstrument, saysNothing } from './dirty-text.ts'
import { type ImportField, importFields, type Mapping } from './import-columns.ts'

/** What is wrong with a row, at which field, and what stood there. */
export type RowFault = { code: FaultCode; field: ImportField; found: string }
const badCodes = [
	'name_missing',
	'name_is_number',
	'no_instrument',
	'garbled',
	'formula',
	'too_long',
	'kind_unknown',
	'category_unknown',
	'price_wrong',
	'unit_unknown',
	'tax_wrong',
	'days_wrong',
	'number_twice',
	'class_unknown',
] as const
const warnCodes = [
	'cut_off',
	'number_missing',
	'says_nothing',
	'model_missing',
	'description_missing',
	'same_as_name',
	'class_for_none',
] as const
export type FaultCode = (typeof badCodes)[number] | (typeof warnCodes)[number]
export const isBad = ({ code }: RowFault) => (badCodes as readonly string[]).includes(code)

/** What the listing of a row will say; amounts in fen as text. */
export type RowContent = {
	kind: ListingKind
	categoryId: string
	name: string
	nameEn: string | null
	description: string
	aliases: string[]
	instrumentModel: string | null
	/** code in the national classification; of instruments only */
	instrumentClass: string | null
	priceFen: string | null
	priceUnit: PriceUnit
	taxRateBp: number
	turnaroundDaysMin: number | null
	turnaroundDaysMax: number | null
	sampleRequirement: string
	deliverable: string
	standards: Standard[]
	details: { equipment?: Equipment }
	/** which of these the row says itself: an empty cell changes nothing of a listing that is there */
	given: string[]
}
export type JudgedRow = {
	ownNumber: string | null
	name: string
	faults: RowFault[]
	/** null: bad */
	content: RowContent | null
}

/** Longest texts, in characters. A longer one is not cut: what would be lost is the provider's to choose. */
const longest: Partial<Record<ImportField, number>> = {
	ownNumber: 64,
	name: 80,
	nameEn: 160,
	description: 2000,
	aliases: 400,
	manufacturer: 120,
	model: 120,
	sample: 1000,
	deliverable: 1000,
	standards: 2000,
	department: 120,
	location: 200,
}

const kindWords: readonly [ListingKind, RegExp][] = [
	['instrument', /^(?:仪器|仪器机时|仪器设备|设备|大型仪器|instrument(?: time)?|equipment|item|asset)$/i],
	['service', /^(?:服务|检测|检测与服务|技术服务|测试|service|facility|testing)$/i],
]
const unitWords: Record<string, PriceUnit> = {
	样: 'sample',
	样品: 'sample',
	件: 'sample',
	个: 'sample',
	sample: 'sample',
	samples: 'sample',
	项: 'item',
	项目: 'item',
	item: 'item',
	小时: 'hour',
	时: 'hour',
	机时: 'hour',
	每小时: 'hour',
	hour: 'hour',
	hr: 'hour',
	h: 'hour',
	天: 'day',
	日: 'day',
	day: 'day',
	次: 'time',
	time: 'time',
	run: 'time',
	台次: 'time',
}

/** Categories by what a file may call them: id, Chinese and English name, of leaves only. */
export type CategoryWords = ReadonlyMap<string, string>
/** A category's word as it is compared. */
export const categoryWord = (text: string) => text.trim().toLowerCase().replace(/\s+/g, ' ')

/**
 * Judges one row of a file: what is wrong with it, and what its listing will say if nothing stands against it. Numbers seen
 * earlier in the file come in through `seen`. Pure.
 */
export function judgeRow(
	cells: readonly string[],
	formulas: readonly number[],
	{ columns, defaults }: Mapping,
	{ categories, seen }: { categories: CategoryWords; seen: Set<string> },
): JudgedRow {
	const faults: RowFault[] = []
	const raw = (field: ImportField) => (columns[field] === undefined ? '' : (cells[columns[field]] ?? ''))
	/** the first thing that is wrong with a field is said of it, not what follows from it */
	const say = (code: FaultCode, field: ImportField, found = raw(field)) => {
		if (faults.some((fault) => fault.field === field)) return
		faults.push({ code, field, found: found.slice(0, 60) })
	}
	for (const field of importFields) {
		const at = columns[field]
		if (at === undefined) continue
		const text = raw(field)
		if (formulas.includes(at) || isFormulaText(text)) say('formula', field)
		else if (isGarbled(text)) say('garbled', field)
		else if (text.length > (longest[field] ?? 200)) say('too_long', field)
	}
	/** the text of a field; what says nothing counts as nothing */
	const text = (field: ImportField) => (saysNothing(raw(field)) ? '' : raw(field))

	const ownNumber = text('ownNumber') || null
	if (ownNumber === null) say('number_missing', 'ownNumber')
	else if (seen.has(ownNumber)) say('number_twice', 'ownNumber')
	else seen.add(ownNumber)

	const name = text('name')
	const kind = kindOf(text('kind')) ?? (text('kind') === '' ? defaults.kind || null : null)
	if (name === '') say('name_missing', 'name')
	else if (isAssetNumber(name) || name === ownNumber) say('name_is_number', 'name')
	else if (kind !== 'service' && isNoInstrument(name)) say('no_instrument', 'name')
	else if (isCutOff(name)) say('cut_off', 'name')
	if (kind === null) say('kind_unknown', 'kind')
	const categoryId =
		categories.get(categoryWord(text('category'))) ?? (text('category') === '' ? defaults.categoryId : '')
	if (!categoryId) say('category_unknown', 'category')
	const priceFen = priceOf(text('price'))
	if (priceFen === undefined) say('price_wrong', 'price')
	const unitText = text('priceUnit')
	const priceUnit =
		unitText === '' ? defaults.priceUnit || (kind === 'instrument' ? 'hour' : 'sample') : unitOf(unitText)
	if (!priceUnit) say('unit_unknown', 'priceUnit')
	const taxRateBp = taxOf(text('taxRate'))
	if (taxRateBp === undefined) say('tax_wrong', 'taxRate')
	const days = daysOf(text('daysMin'), text('daysMax'))
	if (!days) say('days_wrong', text('daysMax') ? 'daysMax' : 'daysMin')
	const description = text('description')
	if (description === '') say('description_missing', 'description')
	else if (isCutOff(description)) say('cut_off', 'description')
	else if (description === name) say('same_as_name', 'description')
	const model = text('model')
	if (kind === 'instrument' && model === '') say('model_missing', 'model')
	const classText = text('instrumentClass')
	const instrumentClass = classText === '' ? null : instrumentClassNamed(classText)
	if (classText !== '' && kind === 'service') say('class_for_none', 'instrumentClass')
	else if (classText !== '' && !instrumentClass) say('class_unknown', 'instrumentClass')
	for (const field of ['manufacturer', 'department', 'location', 'deliverable', 'sample'] as const)
		if (raw(field) !== '' && text(field) === '') say('says_nothing', field)

	if (faults.some(isBad) || kind === null || !priceUnit || priceFen === undefined || taxRateBp === undefined || !days)
		return { ownNumber, name: raw('name').slice(0, 80), faults, content: null }
	const equipment = equipmentOf({
		manufacturer: text('manufacturer'),
		department: text('department'),
		location: text('location'),
	})
	const content: RowContent = {
		kind,
		categoryId,
		name,
		nameEn: text('nameEn') || null,
		description,
		aliases: [...new Set(splitWords(text('aliases')))].slice(0, 20),
		instrumentModel: kind === 'instrument' ? model : model || null,
		instrumentClass: kind === 'instrument' ? (instrumentClass?.code ?? null) : null,
		priceFen,
		priceUnit,
		taxRateBp,
		...days,
		sampleRequirement: text('sample'),
		deliverable: text('deliverable'),
		standards: parseStandards(text('standards').replace(/[;；]/g, '\n')),
		details: equipment ? { equipment } : {},
		given: [...new Set(importFields.flatMap((field) => (text(field) === '' ? [] : contentKeys[field])))],
	}
	return { ownNumber, name, faults, content }
}

/** What of a listing each field says. */
const contentKeys: Record<ImportField, readonly (keyof RowContent)[]> = {
	ownNumber: [],
	kind: ['kind'],
	category: ['categoryId'],
	name: ['name'],
	nameEn: ['nameEn'],
	description: ['description'],
	aliases: ['aliases'],
	manufacturer: ['details'],
	model: ['instrumentModel'],
	instrumentClass: ['instrumentClass'],
	price: ['priceFen'],
	priceUnit: ['priceUnit'],
	taxRate: ['taxRateBp'],
	daysMin: ['turnaroundDaysMin', 'turnaroundDaysMax'],
	daysMax: ['turnaroundDaysMin', 'turnaroundDaysMax'],
	sample: ['sampleRequirement'],
	deliverable: ['deliverable'],
	standards: ['standards'],
	department: ['details'],
	location: ['details'],
}

const kindOf = (text: string) => kindWords.find(([, words]) => words.test(text.trim()))?.[0]

function unitOf(text: string): PriceUnit | undefined {
	const word = text
		.replace(/^(?:元\s*\/\s*|每|per\s+|\/)/i, '')
		.trim()
		.toLowerCase()
	return unitWords[word] ?? priceUnits.find((unit) => unit === word)
}

/** Fen as text; null: on quotation; undefined: no amount. */
function priceOf(text: string): string | null | undefined {
	if (text === '' || /^(?:面议|协商|另议|on (?:request|quote))$/i.test(text)) return null
	const plain = text
		.normalize('NFKC')
		.replace(/^[¥￥]|^(?:rmb|cny)\s*|\s*元?(?:\s*\/.*)?$/gi, '')
		.trim()
	try {
		const fen = parseYuan(plain)
		return fen > 0n ? fen.toString() : undefined
	} catch {
		return undefined
	}
}

function taxOf(text: string): number | undefined {
	if (text === '') return 600
	const rate = /^(\d{1,2}(?:\.\d+)?)\s*(%?)$/.exec(text.normalize('NFKC'))
	if (!rate) return undefined
	const value = Number(rate[1])
	const bp = Math.round(rate[2] === '' && value > 0 && value < 1 ? value * 10_000 : value * 100)
	return taxRates.find((known) => known === bp)
}

type Days = Pick<RowContent, 'turnaroundDaysMin' | 'turnaroundDaysMax'>

/** `3`, `3-5`, `3 天`; nothing said is nothing known; null: no days. */
function daysOf(min: string, max: string): Days | null {
	const numbers = `${min} ${max}`.normalize('NFKC').match(/\d+/g)?.map(Number) ?? []
	if (min === '' && max === '') return { turnaroundDaysMin: null, turnaroundDaysMax: null }
	const from = numbers[0]
	const to = numbers[numbers.length - 1]
	if (from === undefined || to === undefined || numbers.length > 3 || to < from || to > 365) return null
	return { turnaroundDaysMin: from, turnaroundDaysMax: to }
}

function equipmentOf(given: Record<'manufacturer' | 'department' | 'location', string>): Equipment | undefined {
	const known = Object.fromEntries(Object.entries(given).filter(([, text]) => text !== ''))
	return Object.keys(known).length > 0 ? known : undefined
}
