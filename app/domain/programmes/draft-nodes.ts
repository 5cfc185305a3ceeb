import { showScalar } from './draft-form.ts'
import { codeName } from './draft-names.ts'
import { type Field, fieldsBelow, isObject, type Json, type JsonObject } from './schema-fields.ts'
import { wordLines } from './value-words.ts'

/** A draft as controls of a page: labels, values as shown, what is wrong at each place. Plain data, one language. */

export type NodeOption = { value: string; label: string }
type Named = { path: string; label: string; help: string; errors: string[] }
export type FormNode =
	| (Named & {
			type: 'field'
			input: 'text' | 'long' | 'money' | 'percent' | 'number' | 'date' | 'select' | 'lines' | 'tick'
			value: string
			isOptional: boolean
			options: NodeOption[]
	  })
	| (Named & { type: 'ticks'; values: string[]; isOptional: boolean; options: NodeOption[] })
	| (Named & { type: 'words'; zh: string; en: string; isLong: boolean; isOptional: boolean })
	| (Named & { type: 'group'; nodes: FormNode[]; mayLeaveOut: boolean })
	| (Named & { type: 'left_out' })
	| (Named & {
			type: 'union'
			name: string
			chosen: string
			options: NodeOption[]
			isOptional: boolean
			nodes: FormNode[]
	  })
	| (Named & { type: 'list'; items: ListItem[]; kinds: NodeOption[]; mayAdd: boolean })
	| (Named & { type: 'table'; rows: { codeName: string; code: string; node: FormNode }[] })
	/** where a rule comes from: its article, or that it is ours and why */
	| { type: 'origin'; path: string; article: FormNode; ours: FormNode; reason: FormNode; isOpen: boolean }
export type ListItem = {
	path: string
	title: string
	/** what it says, for the closed item */
	brief: string
	nodes: FormNode[]
	errors: string[]
	isOpen: boolean
}

/** Words for what the schema names: a label, a help, an option. `trail` is the path without indices. */
export type Naming = {
	label: (field: Field, trail: readonly string[]) => string
	help: (field: Field, trail: readonly string[]) => string
	option: (key: string, value: string) => string
	/** the sentence at a control, from what the schema says and what kind of control it is */
	fault: (kind: Field['shape']['kind'], isEmpty: boolean, sentence: string) => string
	locale: 'zh' | 'en'
}

export type NodeContext = {
	naming: Naming
	/** sentences by path, `subsidy.caps.0.limit` */
	faults: ReadonlyMap<string, readonly string[]>
	/** the place worked on last: what is there stands open */
	at: string
	/** fields that are not asked for here, by path */
	hidden: ReadonlySet<string>
}

const longKeys = new Set(['summary', 'reason', 'note', 'text', 'statement', 'source'])

/** The controls of some fields of `value`, which stands at `path` (empty at the root). */
export function nodesOf(
	fields: readonly Field[],
	value: JsonObject,
	path: string,
	trail: readonly string[],
	ctx: NodeContext,
): FormNode[] {
	const asked = fields.filter(({ key, shape }) => shape.kind !== 'fixed' && !ctx.hidden.has(join(path, key)))
	const hasOrigin = ['article', 'ours', 'reason'].every((key) => asked.some((field) => field.key === key))
	const plain = hasOrigin ? asked.filter(({ key }) => !['article', 'ours', 'reason'].includes(key)) : asked
	const node = (field: Field) => nodeOf(field, value[field.key], join(path, field.key), [...trail, field.key], ctx)
	const nodes = plain.map(node)
	if (hasOrigin) {
		const [article, ours, reason] = ['article', 'ours', 'reason'].map((key) =>
			node(asked.find((field) => field.key === key)!),
		)
		const isOpen = value.ours !== undefined || value.reason !== undefined
		nodes.push({ type: 'origin', path, article: article!, ours: ours!, reason: reason!, isOpen })
	}
	return nodes
}

const join = (path: string, key: string | number) => (path === '' ? String(key) : `${path}.${key}`)

function nodeOf(
	field: Field,
	value: Json | undefined,
	path: string,
	trail: readonly string[],
	ctx: NodeContext,
): FormNode {
	const { naming } = ctx
	const { shape, key } = field
	const said = (at: string) => ctx.faults.get(at) ?? []
	const sentences = (at: readonly string[], isEmpty: boolean) => [
		...new Set(at.map((sentence) => naming.fault(shape.kind, isEmpty, sentence))),
	]
	const named = (errors: string[]): Named => ({
		path,
		label: naming.label(field, trail),
		help: naming.help(field, trail),
		errors,
	})
	const options = (values: readonly string[]) =>
		values.map((each) => ({ value: each, label: naming.option(key, each) }))
	const isEmpty = value === undefined || value === null
	switch (shape.kind) {
		case 'words': {
			const text = isObject(value) ? value : {}
			return {
				type: 'words',
				...named(
					sentences(
						[...said(path), ...said(`${path}.zh`), ...said(`${path}.en`)],
						text.zh === undefined || text.zh === '' || text.en === '',
					),
				),
				zh: String(text.zh ?? ''),
				en: String(text.en ?? ''),
				isLong: longKeys.has(key),
				isOptional: field.isOptional,
			}
		}
		case 'ticks': {
			const values = Array.isArray(value) ? value.map(String) : []
			// what is ticked stands first and in its order: a chain of steps keeps it through the form
			const ticked = values.filter((each) => shape.values.includes(each))
			return {
				type: 'ticks',
				...named(sentences(below(ctx, path), isEmpty)),
				values,
				isOptional: field.isOptional,
				options: options([...ticked, ...shape.values.filter((each) => !ticked.includes(each))]),
			}
		}
		case 'lines': {
			const lines = Array.isArray(value) ? value.map((line) => showScalar(shape.of, line)) : []
			return {
				type: 'field',
				...named(sentences(below(ctx, path), isEmpty)),
				input: 'lines',
				value: lines.join('\n'),
				isOptional: field.isOptional,
				options: [],
			}
		}
		case 'group':
			if (isEmpty && field.isOptional) return { type: 'left_out', ...named(sentences(said(path), true)) }
			return {
				type: 'group',
				...named(sentences(said(path), isEmpty)),
				nodes: nodesOf(shape.fields(), isObject(value) ? value : {}, path, trail, ctx),
				mayLeaveOut: field.isOptional,
			}
		case 'union': {
			const chosen = isObject(value) ? String(value[shape.by] ?? '') : ''
			const fields = shape.fields(chosen)
			return {
				type: 'union',
				...named(sentences([...said(path), ...said(`${path}.${shape.by}`)], isEmpty)),
				name: `${path}.${shape.by}`,
				chosen: fields ? chosen : '',
				options: options(shape.kinds),
				isOptional: field.isOptional,
				nodes: fields && isObject(value) ? nodesOf(fields, value, path, [...trail, chosen], ctx) : [],
			}
		}
		case 'list': {
			const items = Array.isArray(value) ? value : []
			return {
				type: 'list',
				...named(sentences(said(path), isEmpty)),
				items: items.map((item, index) => itemOf(shape.of, item, index, path, trail, ctx, items.length)),
				kinds: shape.of.shape.kind === 'union' ? options(shape.of.shape.kinds) : [],
				mayAdd: shape.most === null || items.length < shape.most,
			}
		}
		case 'table': {
			const rows = [...Object.entries(isObject(value) ? value : {}), ['', undefined] as const]
			return {
				type: 'table',
				...named(sentences(below(ctx, path), isEmpty)),
				rows: rows.map(([code, entry], index) => ({
					codeName: codeName(path, index),
					code,
					node: nodeOf(
						{ ...shape.of, key: 'value' },
						entry,
						`${codeName(path, index)}.value`,
						[...trail, 'value'],
						ctx,
					),
				})),
			}
		}
		default:
			return {
				type: 'field',
				...named(sentences(said(path), isEmpty)),
				input:
					inputs[shape.kind] === 'text' && (longKeys.has(key) || (field.longest ?? 0) >= 1_000)
						? 'long'
						: inputs[shape.kind],
				value: showScalar(field, value),
				isOptional: field.isOptional || field.isNullable,
				options:
					shape.kind === 'choice' ? options(shape.values) : shape.kind === 'yes_no' ? options(['yes', 'no']) : [],
			}
	}
}

const inputs = {
	money: 'money',
	percent: 'percent',
	whole: 'number',
	day: 'date',
	text: 'text',
	choice: 'select',
	yes_no: 'select',
	tick: 'tick',
	fixed: 'text',
} as const

/** What is said of a place and of everything below it. */
function below({ faults }: NodeContext, path: string): string[] {
	return [...faults].flatMap(([at, said]) => (at === path || at.startsWith(`${path}.`) ? said : []))
}

function itemOf(
	field: Field,
	item: Json,
	index: number,
	listPath: string,
	trail: readonly string[],
	ctx: NodeContext,
	count: number,
): ListItem {
	const path = join(listPath, index)
	const node = nodeOf({ ...field, isOptional: false }, item, path, trail, ctx)
	const nodes = node.type === 'group' ? node.nodes : [node]
	const errors = node.type === 'group' ? node.errors : []
	const isHere = ctx.at === path || ctx.at.startsWith(`${path}.`)
	return {
		path,
		title: titleOf(field, item, ctx.naming) || `${ctx.naming.label(field, trail)} ${index + 1}`,
		brief: briefOf(field, item, trail, ctx.naming),
		nodes,
		errors,
		isOpen: isHere || count === 1 || below(ctx, path).length > 0,
	}
}

const unsaid = ['name', 'names', 'statement', 'title', 'id', 'article', 'ours', 'reason']

/** What an item says beside its name and its origin. */
function briefOf(field: Field, item: Json, trail: readonly string[], naming: Naming): string {
	if (!isObject(item) || typeof item.zh === 'string') return ''
	const rest = Object.fromEntries(Object.entries(item).filter(([key]) => !unsaid.includes(key)))
	const lines = wordLines(field, rest, trail, naming).filter(({ label }) => label !== '')
	return lines
		.map(({ label, text }) => (naming.locale === 'zh' ? `${label}：${text}` : `${label}: ${text}`))
		.join(naming.locale === 'zh' ? '；' : '; ')
}

const nameKeys = ['name', 'title', 'names', 'statement', 'text', 'id', 'code', 'source', 'class', 'from', 'uptoFen']

/** What an item is called: its name, its kind, else its code. */
export function titleOf(field: Field, item: Json | undefined, naming: Naming): string {
	if (!isObject(item)) return ''
	const wordsOf = (value: Json | undefined): string =>
		isObject(value) && typeof value[naming.locale] === 'string' ? String(value[naming.locale]) : ''
	const own = wordsOf(item)
	if (own) return own
	const kind = field.shape.kind === 'union' ? naming.option(field.key, String(item[field.shape.by] ?? '')) : ''
	for (const key of nameKeys) {
		const value = item[key]
		const known = fieldsBelow(field, item)?.find((each) => each.key === key)
		const text = wordsOf(value) || (known && !isObject(value) ? showScalar(known, value) : '')
		if (text) return [kind, text].filter(Boolean).join(naming.locale === 'zh' ? '：' : ': ')
	}
	return kind
}
