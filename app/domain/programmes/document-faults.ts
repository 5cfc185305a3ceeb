import type { z } from 'zod'
import { type DocumentFault, jsonPath, readJson } from './json-text.ts'
import { type ProgrammeDocument, programmeDocument } from './programme-document.ts'

/** The largest document that is read, in characters. */
export const longestDocument = 1_000_000
const mostFaults = 60

export type CheckedDocument =
	| { document: ProgrammeDocument; json: unknown; faults?: undefined }
	| { faults: DocumentFault[] }

/** Reads a programme document from its JSON text: the document, or every fault found in it. Never throws. */
export function readDocumentText(text: string): CheckedDocument {
	const read = readJson(text, { characters: longestDocument, items: 1_000 })
	if (read.fault) return { faults: [read.fault] }
	const parsed = programmeDocument.safeParse(read.json)
	if (parsed.success) return { document: parsed.data, json: read.json }
	return { faults: faultsOf(parsed.error) }
}

/** The faults of a value that is not what a schema says, in words; the first sixty. */
export const faultsOf = (error: z.ZodError): DocumentFault[] => error.issues.slice(0, mostFaults).map(faultOf)

const kinds: Record<string, string> = {
	string: '文字',
	number: '数字',
	int: '整数',
	boolean: 'true 或 false',
	object: '对象',
	array: '列表',
	record: '对象',
	null: 'null',
}

/** One fault of Zod in words. Our own carry their Chinese sentence with them. */
function faultOf(issue: z.core.$ZodIssue): DocumentFault {
	const path = jsonPath(issue.path)
	const missing = 'input' in issue && issue.input === undefined
	switch (issue.code) {
		case 'custom':
			return { path, zh: String(issue.params?.zh ?? issue.message), en: issue.message }
		case 'unrecognized_keys':
			return { path, zh: `没有这样的项：${issue.keys.join('、')}`, en: `unknown key: ${issue.keys.join(', ')}` }
		case 'invalid_type':
			if (missing || /received undefined/.test(issue.message)) return { path, zh: '缺少这一项', en: 'this is missing' }
			return { path, zh: `应为${kinds[issue.expected] ?? issue.expected}`, en: `must be ${issue.expected}` }
		case 'invalid_value': {
			const values = issue.values.map(String)
			return { path, zh: `只能是：${values.join('、')}`, en: `must be one of: ${values.join(', ')}` }
		}
		case 'too_small':
			return { path, zh: `太小或太少，至少 ${issue.minimum}`, en: `too small or too few: at least ${issue.minimum}` }
		case 'too_big':
			return { path, zh: `太大或太多，至多 ${issue.maximum}`, en: `too big or too many: at most ${issue.maximum}` }
		case 'invalid_format':
			return {
				path,
				zh: `格式不对${issue.pattern ? `，应符合 ${issue.pattern}` : ''}`,
				en: `wrong format${issue.pattern ? `, must match ${issue.pattern}` : ''}`,
			}
		case 'invalid_union':
			if ('discriminator' in issue && issue.discriminator)
				return { path, zh: `不认识的种类（${issue.discriminator}）`, en: `unknown kind (${issue.discriminator})` }
			return { path, zh: '金额写成整数（分），或数字字符串', en: issue.message }
		default:
			return { path, zh: '这一项不对', en: issue.message }
	}
}
