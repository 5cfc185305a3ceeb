import { fen } from '#app/lib/money.ts'
import { formatDay, type LocalDate } from '#app/lib/time.ts'
import { percent, yuanText } from './amount-words.ts'
import { showScalar } from './draft-form.ts'
import type { Naming } from './draft-nodes.ts'
import { type Field, fieldsBelow, isObject, type Json } from './schema-fields.ts'

/** A value of a document or of facts in words: what stands in one cell. Empty where there is none. */
export function valueWords(field: Field, value: Json | undefined, naming: Naming): string {
	if (value === undefined || value === null) return ''
	const { shape, key } = field
	const joined = (texts: readonly string[]) => texts.filter(Boolean).join(naming.locale === 'zh' ? '、' : ', ')
	switch (shape.kind) {
		case 'words':
			return isObject(value) ? String(value[naming.locale] ?? '') : ''
		case 'money':
			return /^\d{1,16}$/.test(String(value)) ? yuanText(fen(String(value))) : String(value)
		case 'percent':
			return typeof value === 'number' ? percent(value) : String(value)
		case 'day':
			return /^\d{4}-\d{2}-\d{2}$/.test(String(value)) ? formatDay(value as LocalDate, naming.locale) : String(value)
		case 'choice':
			return naming.option(key, String(value))
		case 'ticks':
			return Array.isArray(value) ? joined(value.map((each) => naming.option(key, String(each)))) : ''
		case 'tick':
		case 'yes_no':
			return naming.option(key, value === true ? 'yes' : 'no')
		case 'lines':
			return Array.isArray(value) ? joined(value.map((each) => valueWords(shape.of, each, naming))) : ''
		case 'table':
			return isObject(value)
				? joined(Object.entries(value).map(([code, each]) => pair(code, valueWords(shape.of, each, naming), naming)))
				: ''
		case 'list':
			return Array.isArray(value)
				? value
						.map((each) => summary(shape.of, each, [], naming))
						.filter(Boolean)
						.join(naming.locale === 'zh' ? '；' : '; ')
				: ''
		case 'group':
		case 'union':
			return summary(field, value, [], naming)
		default:
			return showScalar(field, value)
	}
}

const pair = (label: string, text: string, { locale }: Naming) => `${label}${locale === 'zh' ? '：' : ': '}${text}`

/** Everything a value says, as one sentence of `label: text` parts. */
export function summary(field: Field, value: Json | undefined, trail: readonly string[], naming: Naming): string {
	const lines = wordLines(field, value, trail, naming)
	if (lines.length === 0) return valueIsPlain(field) ? valueWords(field, value, naming) : ''
	return lines
		.map(({ label, text }) => (label ? pair(label, text, naming) : text))
		.join(naming.locale === 'zh' ? '；' : '; ')
}

const valueIsPlain = ({ shape }: Field) => !['group', 'union', 'list'].includes(shape.kind)

/** What a group or a union says, one line for each thing stated. */
export function wordLines(
	field: Field,
	value: Json | undefined,
	trail: readonly string[],
	naming: Naming,
): { label: string; text: string }[] {
	if (!isObject(value)) return []
	const below = fieldsBelow(field, value) ?? []
	const kind = field.shape.kind === 'union' ? String(value[field.shape.by] ?? '') : null
	const own = kind === null ? [] : [{ label: '', text: naming.option(field.key, kind) }]
	const at = kind === null ? trail : [...trail, kind]
	return [
		...own,
		...below.flatMap((each) => {
			if (each.shape.kind === 'fixed') return []
			const label = naming.label(each, [...at, each.key])
			if (each.shape.kind === 'group')
				return wordLines(each, value[each.key], [...at, each.key], naming).map((line) => ({
					label: line.label ? `${label} ${line.label}` : label,
					text: line.text,
				}))
			const text = valueWords(each, value[each.key], naming)
			return text === '' ? [] : [{ label, text }]
		}),
	]
}
