import { limitWords } from './amount-words.ts'
import type { Words } from './document-parts.ts'
import { type Answer, no, unknown, yes } from './findings.ts'

/** The answer to a condition, and the words it is put in. */

/** What a condition says about the facts: the answer, what is demanded, and what was found wrong. */
export type Judgement = { answer: Answer; demand: Words; wrong?: Words }

export function ask<T>(value: T | undefined, path: string, test: (value: T) => boolean): Answer {
	if (value === undefined) return unknown(path)
	return test(value) ? yes : no
}

export const between = (value: bigint | number, min: bigint | number | undefined, max: bigint | number | undefined) =>
	(min === undefined || value >= min) && (max === undefined || value <= max)

/** "不超过 100 人" · "at most 100": a range in words. */
export function rangeWords(min: Words | undefined, max: Words | undefined, unit: Words = { zh: '', en: '' }): Words {
	const zh = [min && `不少于 ${min.zh}${unit.zh}`, max && `不超过 ${max.zh}${unit.zh}`].filter(Boolean).join('、')
	const en = [min && `at least ${min.en}${unit.en}`, max && `at most ${max.en}${unit.en}`].filter(Boolean).join(', ')
	return { zh, en }
}
/** 1,234: most counts are small, and formatting by locale is slow. */
const plainCount = (value: number) => (Math.abs(value) < 1000 ? String(value) : value.toLocaleString('en'))
export const same = (value: number | undefined): Words | undefined => {
	if (value === undefined) return undefined
	const text = plainCount(value)
	return { zh: text, en: text }
}
export const moneyLimit = (value: Parameters<typeof limitWords>[0] | undefined) =>
	value === undefined ? undefined : limitWords(value)

/** A declaration as it must be: the statement, or that it is not so. */
export const declared = ({ statement, expect }: { statement: Words; expect: boolean }): Words =>
	expect ? statement : { zh: `并非${statement.zh}`, en: `not the case: ${statement.en}` }

/** A whole number that the document asks for by a code of its own. */
export function judgeNumber(
	{ code, name, min, max }: { code: string; name: Words; min?: number | undefined; max?: number | undefined },
	known: Readonly<Record<string, number>> | undefined,
	path: string,
): Judgement {
	const range = rangeWords(same(min), same(max))
	return {
		answer: ask(known?.[code], `${path}.${code}`, (value) => between(value, min, max)),
		demand: { zh: `${name.zh}：${range.zh}`, en: `${name.en}: ${range.en}` },
	}
}
