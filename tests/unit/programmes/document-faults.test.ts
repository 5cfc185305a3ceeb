import { readdirSync, readFileSync } from 'node:fs'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { readDocumentText } from '#app/domain/programmes/document-faults.ts'

const folder = new URL('../../../prisma/seed/programmes/', import.meta.url)
const names = readdirSync(folder, { withFileTypes: true }).flatMap((entry) => (entry.isDirectory() ? [entry.name] : []))
const textOf = (name: string) => readFileSync(new URL(`${name}/programme.json`, folder), 'utf8')
const faultsOf = (text: string) => readDocumentText(text).faults ?? []

type Json = { [key: string]: Json } | Json[] | string | number | boolean | null
type Tree = Record<string, Json>

/** A copy of a document with the value at a path set, or taken away when it is undefined. */
function changed(document: Json, path: readonly string[], value: Json | undefined): Json {
	const [head, ...rest] = path
	if (head === undefined) return value ?? null
	const copy = (Array.isArray(document) ? [...document] : { ...(document as Tree) }) as Tree
	if (rest.length > 0) copy[head] = changed(copy[head] ?? null, rest, value)
	else if (value === undefined && !Array.isArray(copy)) delete copy[head]
	else copy[head] = value ?? null
	return copy
}
const changping = (path: string, value?: Json) =>
	JSON.stringify(changed(JSON.parse(textOf('changping-2017')), path.split('.'), value))

describe('a document that is wrong is refused with path and sentence', () => {
	it.each(names)('%s itself is right', (name) => {
		expect(faultsOf(textOf(name))).toEqual([])
	})

	it.each([
		['no JSON', '{', '$'],
		['a list', '[]', '$'],
		['nested too deep', `${'['.repeat(100)}${']'.repeat(100)}`, '$[0][0][0][0][0][0][0][0]'],
		['10 MB', ' '.repeat(10_000_000), '$'],
		['an unknown key', changping('extra', 1), '$'],
		['a negative rate', changping('subsidy.rate.rows.0.pays.bp', -1), '$.subsidy.rate.rows[0].pays.bp'],
		['a rate as text', changping('subsidy.rate.rows.0.pays.bp', '50%'), '$.subsidy.rate.rows[0].pays.bp'],
		['a float amount', changping('subsidy.caps.0.limit.fen', 1.5), '$.subsidy.caps[0].limit.fen'],
		['an unknown condition', changping('eligibility.conditions.0.kind', 'mood'), '$.eligibility.conditions[0].kind'],
		['no article, not ours', changping('eligibility.conditions.0.article'), '$.eligibility.conditions[0].article'],
		['ours without a reason', changping('pool.reason'), '$.pool.reason'],
		['an unknown source', changping('subsidy.split.source', 'nobody'), '$.subsidy.split.source'],
		['an unknown row', changping('subsidy.caps.0.rows', ['none']), '$.subsidy.caps[0].rows[0]'],
		['a row that hides later ones', changping('subsidy.rate.rows.0.when'), '$.subsidy.rate.rows[0].when'],
		['two rows of one name', changping('subsidy.rate.rows.1.id', 'in-in'), '$.subsidy.rate.rows[1].id'],
		['deducting without a voucher', changping('process.paymentMode.mode', 'deduct'), '$.process.paymentMode.mode'],
		['a day that does not exist', changping('validity.from', '2017-02-29'), '$.validity.from'],
		['an end before the beginning', changping('validity.until', '2016-01-01'), '$.validity.until'],
	])('%s', (_, text, path) => {
		const faults = faultsOf(text)
		expect(faults.map((fault) => fault.path)).toContain(path)
		for (const fault of faults) {
			expect(fault.zh).toMatch(/[\u4e00-\u9fff]/)
			expect(fault.en).toMatch(/[a-z]/)
		}
	})

	it('whatever is changed, the answer is a document or faults, never a crash', () => {
		const documents = names.map((name) => JSON.parse(textOf(name)) as Json)
		const places = (value: Json, path: string[] = []): string[][] => [
			path,
			...(typeof value === 'object' && value !== null
				? Object.entries(value).flatMap(([key, part]) => places(part, [...path, key]))
				: []),
		]
		const all = documents.flatMap((document) => places(document).map((path) => ({ document, path })))
		const value = fc.option(fc.jsonValue({ maxDepth: 2 }) as fc.Arbitrary<Json>, { nil: undefined })
		fc.assert(
			fc.property(fc.nat(all.length - 1), value, (index, put) => {
				const { document, path } = all[index]!
				for (const fault of faultsOf(JSON.stringify(changed(document, path, put))))
					expect([fault.path[0], fault.zh.length > 0, fault.en.length > 0]).toEqual(['$', true, true])
			}),
			{ numRuns: 200 },
		)
	})
})
