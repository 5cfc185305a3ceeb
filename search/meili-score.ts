import { asciiWord, type MeiliDocument } from './meili-document.ts'
import { everywhere, type Field } from './meili-filter.ts'
import { soundsLike } from './pinyin-prefix.server.ts'
import type { Part, Question } from './question.server.ts'
import { exactToken } from './weighted-tokens.server.ts'
import { needWorth, worth } from './worth.ts'

/** How well a listing answers, as PostgreSQL reckons it. */
export function scoreOf({ parts, needs }: Question, row: Partial<MeiliDocument>): number {
	const words = new Map(everywhere.map((field) => [field, new Set(row[field])] as const))
	const has = (fields: readonly Field[], token: string) =>
		fields.some((field) => words.get(field)!.has(asciiWord(token)))
	const meets = (part: Part, fields: readonly Field[]) =>
		part.alternatives.some((tokens) =>
			tokens.every((token) => has(token.startsWith('~') ? everywhere : fields, token)),
		) ||
		(part.prefix !== undefined && soundsLike(part.prefix).some((token) => has(everywhere, token)))
	const isWhole = (part: Part) =>
		part.alternatives.some(
			([token, ...more]) => more.length === 0 && !token!.startsWith('~') && has(everywhere, exactToken(token!)),
		)
	let score = 0
	for (const part of parts) {
		if (!meets(part, everywhere)) continue
		const place = meets(part, ['a'])
			? worth.name
			: meets(part, ['b'])
				? worth.otherName
				: meets(part, ['c'])
					? worth.aside
					: worth.anywhere
		const asTyped = part.typed.every((token) => has(['a', 'b'], token)) ? worth.asTyped : 0
		score += part.weight * (place + asTyped + (isWhole(part) ? worth.whole : 0))
	}
	for (const { key, weight } of needs) {
		if (!has(everywhere, key)) continue
		const place = has(everywhere, exactToken(key))
			? needWorth.whole
			: has(['a', 'b'], key)
				? needWorth.named
				: needWorth.anywhere
		score += Math.round(weight * place)
	}
	return score * 1000 + row.quality!
}
