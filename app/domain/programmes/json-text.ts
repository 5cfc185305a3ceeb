/** Reading JSON that strangers hand in: never too large, too deep or too long to look at. */

/** What is wrong in a document: the path into its JSON, and one sentence in each language. */
export type DocumentFault = { path: string; zh: string; en: string }

/** How deep a document may nest. */
const deepest = 24

type Limits = {
	characters: number
	/** the longest list, and the most keys of one object */
	items: number
}

/** The value of a JSON text, or why it is not looked at. Never throws. */
export function readJson(
	text: string,
	limits: Limits,
): { json: unknown; fault?: undefined } | { fault: DocumentFault } {
	const { characters, items } = limits
	if (text.length > characters) {
		const most = characters.toLocaleString('en')
		return {
			fault: whole(
				`文件太大：${text.length.toLocaleString('en')} 个字符，最多 ${most} 个`,
				`the file is too long: ${text.length.toLocaleString('en')} characters, at most ${most}`,
			),
		}
	}
	let json: unknown
	try {
		json = JSON.parse(text)
	} catch (error) {
		const where = /position \d+|line \d+ column \d+/.exec(String(error))?.[0]
		return {
			fault: whole(`不是有效的 JSON${where ? `（${where}）` : ''}`, `not valid JSON${where ? ` (${where})` : ''}`),
		}
	}
	const fault = outOfBounds(json, items)
	return fault ? { fault } : { json }
}

const whole = (zh: string, en: string): DocumentFault => ({ path: '$', zh, en })

/** The first place that nests too deep or is too long to look at. */
function outOfBounds(json: unknown, items: number): DocumentFault | undefined {
	const waiting: { value: object; path: (string | number)[] }[] = []
	const look = (value: unknown, path: (string | number)[]) => {
		if (typeof value === 'object' && value !== null) waiting.push({ value, path })
	}
	look(json, [])
	for (let next = waiting.pop(); next; next = waiting.pop()) {
		const { value, path } = next
		if (path.length >= deepest)
			return {
				path: jsonPath(path.slice(0, 8)),
				zh: `嵌套超过 ${deepest} 层`,
				en: `nested deeper than ${deepest} levels`,
			}
		const keys = Array.isArray(value) ? value.length : Object.keys(value).length
		if (keys > items)
			return {
				path: jsonPath(path),
				zh: `项目太多：${keys} 项，最多 ${items} 项`,
				en: `too many entries: ${keys}, at most ${items}`,
			}
		const isList = Array.isArray(value)
		for (const [key, part] of Object.entries(value)) look(part, [...path, isList ? Number(key) : key])
	}
	return undefined
}

/** ['rate', 'rows', 0, 'bp'] → $.rate.rows[0].bp; a key that is no name stands in brackets. */
export function jsonPath(path: readonly PropertyKey[]): string {
	const step = (part: PropertyKey) => {
		if (typeof part === 'number') return `[${part}]`
		const name = String(part)
		return /^[\p{L}_$][\p{L}\p{N}_$-]*$/u.test(name) ? `.${name}` : `[${JSON.stringify(name.slice(0, 60))}]`
	}
	return `$${path.map(step).join('')}`
}
