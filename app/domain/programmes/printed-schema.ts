import { z } from 'zod'
import { exampleDocument } from './example-document.ts'
import { factsSchema } from './facts.ts'
import { programmeDocument } from './programme-document.ts'
import { workedCases } from './worked-case.ts'

/** The JSON Schemas a stranger writes documents, facts and cases from. */

type Node = { [key: string]: unknown }

/** Amounts as bigint exist in the program only: JSON knows the integer and the string. */
function withoutBigint(node: Node) {
	if (Array.isArray(node.anyOf)) node.anyOf = node.anyOf.filter((part: unknown) => Object.keys(part as Node).length > 0)
	// the generator writes its own limits of safe numbers; they say nothing about the field
	if (node.maximum === Number.MAX_SAFE_INTEGER) delete node.maximum
	if (node.minimum === Number.MIN_SAFE_INTEGER) delete node.minimum
}

/** The generator drops examples and defaults wherever a value is transformed on reading. */
function withExamples(schema: z.core.$ZodType, node: Node) {
	const { examples } = z.globalRegistry.get(schema) ?? {}
	if (examples && node.examples === undefined) node.examples = examples
	const def = schema._zod.def as { type: string; defaultValue?: unknown }
	if (def.type === 'default' && node.default === undefined) node.default = def.defaultValue
}

/** Without the examples a field only inherits: what it refers to shows them. */
function withoutInherited(value: unknown): unknown {
	if (typeof value !== 'object' || value === null) return value
	if (Array.isArray(value)) return value.map(withoutInherited)
	const entries = Object.entries(value).filter(([key]) => !(key === 'examples' && '$ref' in value))
	return Object.fromEntries(entries.map(([key, part]) => [key, withoutInherited(part)]))
}

const schemaOf = (schema: z.ZodType, title: string) => ({
	title,
	...(withoutInherited(
		z.toJSONSchema(schema, {
			io: 'input',
			unrepresentable: 'any',
			reused: 'inline',
			override: ({ zodSchema, jsonSchema }) => {
				withoutBigint(jsonSchema as Node)
				withExamples(zodSchema, jsonSchema as Node)
			},
		}),
	) as Node),
})

/** Schemas of a document, of the facts, and of a list of cases. */
export const printedSchemas = () => ({
	document: { ...schemaOf(programmeDocument, 'Programme document'), examples: [exampleDocument] },
	facts: schemaOf(factsSchema, 'Facts a programme is asked with'),
	cases: schemaOf(workedCases, 'Cases for npm run programme -- check'),
})
