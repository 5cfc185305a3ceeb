import { newKindName } from './draft-names.ts'
import { emptyOf, type Field, fieldsBelow, isObject, type Json, type JsonObject } from './schema-fields.ts'

/** Changes of a draft's shape: adding, removing and moving items, and putting optional blocks in or out. */

const steps = ['add', 'remove', 'up', 'down', 'on', 'off'] as const
type Step = (typeof steps)[number]
export type ShapeChange = { step: Step; path: string; kind?: string }

/** `add:subsidy.caps` as a button sends it, with the kind chosen beside it; null for anything else. */
export function readChange(text: unknown, form: { get: (name: string) => unknown }): ShapeChange | null {
	const [step, path = ''] = String(text ?? '').split(':')
	if (!steps.includes(step as Step) || path === '') return null
	const kind = form.get(newKindName(path))
	return { step: step as Step, path, ...(typeof kind === 'string' ? { kind } : {}) }
}

type Place = { holder: JsonObject | Json[]; key: string; field: Field }

/** Where a path of the document leads, with its field; null when it leads nowhere. */
function placeIn(fields: readonly Field[], holder: JsonObject, parts: readonly string[]): Place | null {
	const [key, next, ...rest] = parts
	const field = fields.find((each) => each.key === key)
	if (!field || key === undefined) return null
	if (next === undefined) return { holder, key, field }
	const value = Object.hasOwn(holder, key) ? holder[key] : undefined
	if (field.shape.kind !== 'list')
		return isObject(value) ? placeIn(fieldsBelow(field, value) ?? [], value, [next, ...rest]) : null
	if (!Array.isArray(value) || !/^\d{1,4}$/.test(next)) return null
	if (rest.length === 0) return { holder: value, key: next, field: field.shape.of }
	const item = value[Number(next)]
	return isObject(item) ? placeIn(fieldsBelow(field.shape.of, item) ?? [], item, rest) : null
}

/** Makes the change in place. Answers the place it made or left, or null when there was nothing to change. */
export function changeShape(fields: readonly Field[], document: JsonObject, change: ShapeChange): string | null {
	const place = placeIn(fields, document, change.path.split('.'))
	if (!place) return null
	const { holder, key, field } = place
	const { step, path } = change
	if (Array.isArray(holder)) return moveItem(holder, Number(key), step, path)
	if (step === 'on') {
		holder[key] ??= emptyOf(field) ?? {}
		return path
	}
	if (step === 'off') {
		delete holder[key]
		return path
	}
	if (step !== 'add' || field.shape.kind !== 'list') return null
	const items = holder[key] ?? []
	if (!Array.isArray(items) || (field.shape.most !== null && items.length >= field.shape.most)) return null
	holder[key] = [...items, emptyOf(field.shape.of, change.kind) ?? null]
	return `${path}.${items.length}`
}

function moveItem(items: Json[], at: number, step: Step, path: string): string | null {
	if (at >= items.length) return null
	const list = path.slice(0, path.lastIndexOf('.'))
	if (step === 'remove') {
		items.splice(at, 1)
		return list
	}
	const to = step === 'up' ? at - 1 : step === 'down' ? at + 1 : -1
	if (to < 0 || to >= items.length) return null
	const [item] = items.splice(at, 1)
	items.splice(to, 0, item!)
	return `${list}.${to}`
}
