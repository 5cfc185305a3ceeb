import type { z } from 'zod'
import { fenAmount, localDay, words } from './document-parts.ts'

/**
 * A Zod schema as fields that can be asked for on a page, in a file or in words. The editor, the comparison of two
 * versions and the words of facts all walk it, so that what the schema gains appears in them by itself.
 */

export type Shape =
	| { kind: 'money' | 'percent' | 'whole' | 'day' | 'text' | 'words' | 'tick' | 'yes_no' }
	| { kind: 'choice' | 'ticks'; values: readonly string[] }
	/** scalars one to a line */
	| { kind: 'lines'; of: Field }
	| { kind: 'fixed'; value: unknown }
	| { kind: 'group'; fields: () => readonly Field[] }
	| { kind: 'list'; of: Field; least: number; most: number | null }
	/** a value per code that the writer makes up */
	| { kind: 'table'; of: Field }
	| { kind: 'union'; by: string; kinds: readonly string[]; fields: (kind: string) => readonly Field[] | null }

export type Field = {
	/** last part of the path; of an item, that of its list */
	key: string
	shape: Shape
	isOptional: boolean
	isNullable: boolean
	/** what stands when it is left out */
	initial?: unknown
	/** what the schema says of it, in English */
	description: string
	/** longest text, where the schema says */
	longest: number | null
}

type Definition = {
	type: string
	innerType?: z.ZodType
	in?: z.ZodType
	element?: z.ZodType
	valueType?: z.ZodType
	options?: readonly z.ZodType[]
	discriminator?: string
	shape?: Record<string, z.ZodType>
	entries?: Record<string, string>
	values?: readonly unknown[]
	defaultValue?: unknown
}
type Bag = { minimum?: number; maximum?: number }

const definitionOf = (schema: z.ZodType) => schema._zod.def as unknown as Definition
const isSame = (schema: z.ZodType, other: z.ZodType) => schema._zod.def === other._zod.def

/** The field a schema asks for under `key`. Throws RangeError for a kind of schema that cannot be asked for. */
export function fieldOf(schema: z.ZodType, key: string): Field {
	const definition = definitionOf(schema)
	const description = schema.description ?? ''
	if (definition.type === 'optional') return { ...inner(definition, key, description), isOptional: true }
	if (definition.type === 'nullable') return { ...inner(definition, key, description), isNullable: true }
	if (definition.type === 'default')
		return { ...inner(definition, key, description), isOptional: true, initial: definition.defaultValue }
	return {
		key,
		shape: shapeOf(schema, definition, key),
		isOptional: false,
		isNullable: false,
		description,
		longest: definition.type === 'string' ? ((schema._zod.bag as Bag).maximum ?? null) : null,
	}
}

function inner(definition: Definition, key: string, description: string): Field {
	const field = fieldOf(definition.innerType!, key)
	return { ...field, description: description || field.description }
}

function shapeOf(schema: z.ZodType, definition: Definition, key: string): Shape {
	if (isSame(schema, fenAmount)) return { kind: 'money' }
	if (isSame(schema, localDay)) return { kind: 'day' }
	if (isSame(schema, words)) return { kind: 'words' }
	switch (definition.type) {
		case 'string':
			return { kind: 'text' }
		case 'number':
			return { kind: /(^b|B)p$/.test(key) ? 'percent' : 'whole' }
		case 'boolean':
			return { kind: 'yes_no' }
		case 'enum':
			return { kind: 'choice', values: Object.values(definition.entries!) }
		case 'literal': {
			const [value] = definition.values!
			return value === true ? { kind: 'tick' } : { kind: 'fixed', value }
		}
		case 'pipe':
			return shapeOf(definition.in!, definitionOf(definition.in!), key)
		case 'array':
			return listOf(schema, definition.element!, key)
		case 'record':
			return { kind: 'table', of: fieldOf(definition.valueType!, key) }
		case 'object':
			return groupOf(definition.shape!)
		case 'union':
			if (definition.discriminator) return unionOf(definition.options!, definition.discriminator)
			return fieldOf(definition.options![0]!, key).shape
	}
	throw new RangeError(`no field for a schema of type ${definition.type} at ${key}`)
}

function groupOf(shape: Record<string, z.ZodType>): Shape {
	let fields: Field[] | undefined
	return {
		kind: 'group',
		fields: () => (fields ??= Object.entries(shape).map(([key, schema]) => fieldOf(schema, key))),
	}
}

function listOf(schema: z.ZodType, element: z.ZodType, key: string): Shape {
	const of = fieldOf(element, key)
	if (of.shape.kind === 'choice') return { kind: 'ticks', values: of.shape.values }
	if (['money', 'percent', 'whole', 'day', 'text'].includes(of.shape.kind)) return { kind: 'lines', of }
	const { minimum = 0, maximum = null } = schema._zod.bag as Bag
	return { kind: 'list', of, least: minimum, most: maximum }
}

function unionOf(options: readonly z.ZodType[], by: string): Shape {
	const fields = new Map<string, readonly Field[]>()
	for (const option of options) {
		const { shape } = definitionOf(option)
		const kind = String(definitionOf(shape![by]!).values![0])
		const group = groupOf(Object.fromEntries(Object.entries(shape!).filter(([key]) => key !== by)))
		fields.set(kind, (group as Shape & { kind: 'group' }).fields())
	}
	return { kind: 'union', by, kinds: [...fields.keys()], fields: (kind) => fields.get(kind) ?? null }
}

export type Json = null | boolean | number | string | Json[] | { [key: string]: Json }
export type JsonObject = { [key: string]: Json }

export const isObject = (value: unknown): value is JsonObject =>
	typeof value === 'object' && value !== null && !Array.isArray(value)

/** The fields below a value: those of its group, or of the kind of a union it is. Null where there are none to show. */
export function fieldsBelow({ shape }: Field, value: unknown): readonly Field[] | null {
	if (shape.kind === 'group') return shape.fields()
	if (shape.kind === 'union') return isObject(value) ? shape.fields(String(value[shape.by])) : null
	return null
}

/** The emptiest value of a field: nothing answered, required blocks there, lists empty. */
export function emptyOf(field: Field, kind?: string): Json | undefined {
	const { shape } = field
	if (shape.kind === 'fixed') return shape.value as Json
	if (shape.kind === 'group') return emptyGroup(shape.fields())
	if (shape.kind === 'union') {
		const chosen = kind !== undefined && shape.kinds.includes(kind) ? kind : shape.kinds[0]!
		return { [shape.by]: chosen, ...emptyGroup(shape.fields(chosen)!) }
	}
	if (field.initial !== undefined) return field.initial as Json
	return shape.kind === 'list' || shape.kind === 'ticks' || shape.kind === 'lines' ? [] : undefined
}

function emptyGroup(fields: readonly Field[]): JsonObject {
	const made: JsonObject = {}
	for (const field of fields) {
		if (field.isOptional && field.initial === undefined) continue
		const value = field.isNullable ? null : field.shape.kind === 'union' ? undefined : emptyOf(field)
		if (value !== undefined) made[field.key] = value
	}
	return made
}
