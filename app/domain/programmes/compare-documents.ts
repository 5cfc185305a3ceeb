import { type ChapterName, chapters } from './chapters.ts'
import { type Naming, titleOf } from './draft-nodes.ts'
import { type Field, fieldsBelow, isObject, type Json, type JsonObject } from './schema-fields.ts'
import { summary, valueWords } from './value-words.ts'

/** Two versions of a programme side by side, in words. */

export type Mark = 'changed' | 'added' | 'removed' | 'same'
export type Difference = { place: string[]; before: string; after: string; mark: Mark }
export type ComparedChapter = { chapter: ChapterName; rows: Difference[] }

/** Every thing two documents say, chapter by chapter, with what became of it. Items are matched by their codes. */
export function compareDocuments(before: JsonObject, after: JsonObject, naming: Naming): ComparedChapter[] {
	return chapters.map(({ name, fields }) => ({
		chapter: name,
		rows: compareFields(fields, before, after, { place: [], trail: [] }, naming),
	}))
}

type At = { place: readonly string[]; trail: readonly string[] }

function compareFields(
	fields: readonly Field[],
	before: JsonObject,
	after: JsonObject,
	at: At,
	naming: Naming,
): Difference[] {
	return fields.flatMap((field) => {
		if (field.shape.kind === 'fixed') return []
		const trail = [...at.trail, field.key]
		const below = { place: [...at.place, naming.label(field, trail)], trail }
		return compareValues(field, before[field.key], after[field.key], below, naming)
	})
}

function compareValues(
	field: Field,
	before: Json | undefined,
	after: Json | undefined,
	at: At,
	naming: Naming,
): Difference[] {
	const { shape } = field
	if (shape.kind === 'list')
		return compareLists(shape.of, Array.isArray(before) ? before : [], Array.isArray(after) ? after : [], at, naming)
	const isBlock = shape.kind === 'group' || shape.kind === 'union'
	if (isBlock && isObject(before) && isObject(after)) {
		const kinds = shape.kind === 'union' ? [before, after].map((value) => String(value[shape.by] ?? '')) : []
		if (kinds[0] === kinds[1]) {
			const below = kinds[0] === undefined ? at : { ...at, trail: [...at.trail, kinds[0]] }
			return compareFields(fieldsBelow(field, after) ?? [], before, after, below, naming)
		}
	}
	const say = (value: Json | undefined) =>
		isBlock ? summary(field, value, at.trail, naming) : valueWords(field, value, naming)
	return row(at, say(before), say(after))
}

function row({ place }: At, before: string, after: string): Difference[] {
	if (before === '' && after === '') return []
	const mark: Mark = before === after ? 'same' : before === '' ? 'added' : after === '' ? 'removed' : 'changed'
	return [{ place: [...place], before, after, mark }]
}

function compareLists(
	field: Field,
	before: readonly Json[],
	after: readonly Json[],
	at: At,
	naming: Naming,
): Difference[] {
	const [old, now] = [keyed(before), keyed(after)]
	const shared = [...now.keys()].filter((key) => old.has(key))
	const rows = merged([...old.keys()], [...now.keys()]).flatMap((key) => {
		const [was, is] = [old.get(key), now.get(key)]
		const title = titleOf(field, is ?? was, naming) || key.replace('#', ' ')
		return compareValues(field, was, is, { ...at, place: [...at.place, title] }, naming)
	})
	const order = [...old.keys()].filter((key) => now.has(key))
	if (order.join() === shared.join()) return rows
	const titles = (keys: readonly string[], items: ReadonlyMap<string, Json>) =>
		keys.map((key) => titleOf(field, items.get(key), naming) || key).join(' → ')
	return [...rows, ...row(at, titles(order, old), titles(shared, now))]
}

const codes = ['id', 'code', 'source', 'class', 'flag', 'kind'] as const

/** Items by what names them; those of one name are counted. */
function keyed(items: readonly Json[]): Map<string, Json> {
	const found = new Map<string, Json>()
	for (const [index, item] of items.entries()) {
		const name = isObject(item) ? codes.map((code) => item[code]).find((value) => typeof value === 'string') : undefined
		const text = isObject(item) && typeof item.zh === 'string' ? item.zh : undefined
		const base = String(name ?? text ?? index + 1)
		let key = base
		for (let n = 2; found.has(key); n++) key = `${base}#${n}`
		found.set(key, item)
	}
	return found
}

/** The keys of both lists in one order: as they stand now, what is gone after what it followed. */
function merged(before: readonly string[], after: readonly string[]): string[] {
	const all = [...after]
	before.forEach((key, index) => {
		if (after.includes(key)) return
		const follows = before.slice(0, index).findLast((each) => all.includes(each))
		all.splice(follows === undefined ? 0 : all.indexOf(follows) + 1, 0, key)
	})
	return all
}
