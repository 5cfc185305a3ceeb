import { formatYuan, parseYuan } from '#app/lib/money.ts'
import { codeName, countName } from './draft-names.ts'
import { type Field, isObject, type Json, type JsonObject } from './schema-fields.ts'

/** What the controls of the editor show and send. What cannot be read is kept as typed: the schema then says so. */

const most = 1_000

type Sent = { get: (name: string) => unknown; getAll: (name: string) => unknown[] }
const typed = (form: Sent, name: string): string => {
	const value = form.get(name)
	return typeof value === 'string' ? value.trim() : ''
}
const counted = (form: Sent, path: string) => Math.min(Number(typed(form, countName(path))) || 0, most)

/** The value of a field as its controls sent it; undefined where it was left empty. */
export function readField(field: Field, path: string, form: Sent): Json | undefined {
	const { shape } = field
	switch (shape.kind) {
		case 'fixed':
			return shape.value as Json
		case 'words':
			return readWords(path, form)
		case 'tick':
			return form.get(path) === 'on' ? true : undefined
		case 'yes_no': {
			const answer = typed(form, path)
			return answer === '' ? undefined : answer === 'yes'
		}
		case 'ticks': {
			const ticked = [...new Set(form.getAll(path).map(String))].filter((value) => shape.values.includes(value))
			return ticked.length === 0 && field.isOptional ? undefined : ticked
		}
		case 'lines': {
			const lines = typed(form, path)
				.split(/[\s,，、;；]+/)
				.filter(Boolean)
				.map((line) => readScalar(shape.of, line))
			return lines.length === 0 && field.isOptional ? undefined : lines
		}
		case 'group':
			if (field.isOptional && counted(form, path) === 0) return undefined
			return readGroup(shape.fields(), path, form)
		case 'list':
			return Array.from({ length: counted(form, path) }, (_, index) => {
				return readField({ ...shape.of, isOptional: false }, `${path}.${index}`, form) ?? null
			})
		case 'table':
			return readTable(field, shape.of, path, form)
		case 'union': {
			const kind = typed(form, `${path}.${shape.by}`)
			const fields = shape.fields(kind)
			if (!fields) return undefined
			return { [shape.by]: kind, ...readGroup(fields, path, form) }
		}
		default: {
			const text = typed(form, path)
			if (text === '') return field.isNullable ? null : undefined
			return readScalar(field, text)
		}
	}
}

export function readGroup(fields: readonly Field[], path: string, form: Sent): JsonObject {
	const made: JsonObject = {}
	for (const field of fields) {
		const value = readField(field, `${path}.${field.key}`, form)
		if (value !== undefined) made[field.key] = value
	}
	return made
}

function readWords(path: string, form: Sent): Json | undefined {
	const [zh, en] = [typed(form, `${path}.zh`), typed(form, `${path}.en`)]
	return zh === '' && en === '' ? undefined : { zh, en }
}

function readTable(field: Field, of: Field, path: string, form: Sent): Json | undefined {
	const rows = Array.from({ length: counted(form, path) }, (_, index): [string, Json] => {
		const code = typed(form, codeName(path, index))
		return [code, readField(of, `${codeName(path, index)}.value`, form) ?? null]
	}).filter(([code]) => code !== '')
	return rows.length === 0 && field.isOptional ? undefined : Object.fromEntries(rows)
}

/** A scalar from its text; the text itself when it is none. */
function readScalar({ shape }: Field, text: string): Json {
	switch (shape.kind) {
		case 'money':
			try {
				const amount = parseYuan(text)
				return amount <= BigInt(Number.MAX_SAFE_INTEGER) ? Number(amount) : String(amount)
			} catch {
				// digits alone would be read as fen: what is no amount in yuan stays visibly none
				return /^\d+$/.test(text) ? `${text} ?` : text
			}
		case 'percent':
			return /^\d{1,3}(\.\d{1,2})?\s*%?$/.test(text) ? Math.round(Number.parseFloat(text) * 100) : text
		case 'whole':
			return /^-?\d{1,12}$/.test(text) ? Number(text) : text
		default:
			return text
	}
}

/** What the control of a scalar shows. */
export function showScalar({ shape }: Field, value: unknown): string {
	if (value === undefined || value === null) return ''
	if (shape.kind === 'money' && /^\d{1,16}$/.test(String(value))) return formatYuan(BigInt(String(value)))
	if (shape.kind === 'percent' && typeof value === 'number') return String(value / 100)
	if (shape.kind === 'yes_no') return value === true ? 'yes' : value === false ? 'no' : ''
	if (shape.kind === 'tick') return value === true ? 'on' : ''
	if (isObject(value) || Array.isArray(value)) return JSON.stringify(value)
	return String(value)
}
