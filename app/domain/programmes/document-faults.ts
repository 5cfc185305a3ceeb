import type { z } from 'zod'
import { type ProgrammeDocument, programmeDocument } from './programme-document.ts'

/** What is wrong in a document: the path into its JSON, and one sentence in each language. */
export type DocumentFault = { path: string; zh: string; en: string }

/** The largest document that is read, in characters, and how deep it may nest. */
export const longestDocument = 1_000_000
const deepest = 24
const mostFaults = 60

export type CheckedDocument =
	| { document: ProgrammeDocument; json: unknown; faults?: undefined }
	| { faults: DocumentFault[] }

/** Reads a programme document from its JSON text: the document, or every fault found in it. Never throws. */
export function readDocumentText(text: string): CheckedDocument {
	if (text.length > longestDocument)
		return { faults: [whole('文件太大，最多 100 万个字符', 'the document is too long: at most 1,000,000 characters')] }
	let json: unknown
	try {
		json = JSON.parse(text)
	} catch (error) {
		const where = /position \d+|line \d+ column \d+/.exec(String(error))?.[0]
		return {
			faults: [whole(`不是有效的 JSON${where ? `（${where}）` : ''}`, `not valid JSON${where ? ` (${where})` : ''}`)],
		}
	}
	if (depthOf(json, deepest) > deepest)
		return { faults: [whole(`嵌套超过 ${deepest} 层`, `nested deeper than ${deepest} levels`)] }
	const parsed = programmeDocument.safeParse(json)
	if (parsed.success) return { document: parsed.data, json }
	return { faults: parsed.error.issues.slice(0, mostFaults).map(faultOf) }
}

const whole = (zh: string, en: string): DocumentFault => ({ path: '$', zh, en })

/** How deep a value nests, looking no further than one level beyond `limit`. */
function depthOf(value: unknown, limit: number): number {
	if (limit < 0 || typeof value !== 'object' || value === null) return 0
	return 1 + Math.max(0, ...Object.values(value).map((part) => depthOf(part, limit - 1)))
}

/** ['rate', 'rows', 0, 'bp'] → $.rate.rows[0].bp */
export function jsonPath(path: readonly PropertyKey[]): string {
	return `$${path.map((part) => (typeof part === 'number' ? `[${part}]` : `.${String(part)}`)).join('')}`
}

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
