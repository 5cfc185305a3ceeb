import fs from 'node:fs'
import { describe, expect, it } from 'vitest'
import { changeShape, readChange } from '#app/domain/programmes/change-draft.ts'
import { chapters, documentFields, settledParts } from '#app/domain/programmes/chapters.ts'
import { compareDocuments } from '#app/domain/programmes/compare-documents.ts'
import { readDocumentText } from '#app/domain/programmes/document-faults.ts'
import { readField } from '#app/domain/programmes/draft-form.ts'
import { countName } from '#app/domain/programmes/draft-names.ts'
import { type FormNode, nodesOf } from '#app/domain/programmes/draft-nodes.ts'
import { factsSchema } from '#app/domain/programmes/facts.ts'
import { programmeDocument } from '#app/domain/programmes/programme-document.ts'
import { emptyOf, type Field, fieldOf, type JsonObject } from '#app/domain/programmes/schema-fields.ts'
import { namingIn } from '#app/web/programme-naming.server.ts'

const folder = new URL('../../../prisma/seed/programmes/', import.meta.url)
const shipped = fs.readdirSync(folder).map((name) => {
	const text = fs.readFileSync(new URL(`${name}/programme.json`, folder), 'utf8')
	return { name, document: JSON.parse(text) as JsonObject }
})
const zh = namingIn('zh')
const noFaults = { naming: zh, faults: new Map<string, string[]>(), at: '', hidden: new Set<string>() }

/** What a browser sends of some controls when nobody touches them. */
function sentOf(nodes: readonly FormNode[], form = new FormData()): FormData {
	for (const node of nodes)
		switch (node.type) {
			case 'field':
				if (node.input !== 'tick') form.append(node.path, node.value)
				else if (node.value === 'on') form.append(node.path, 'on')
				break
			case 'ticks':
				for (const value of node.values) form.append(node.path, value)
				break
			case 'words':
				form.append(`${node.path}.zh`, node.zh)
				form.append(`${node.path}.en`, node.en)
				break
			case 'group':
				form.append(countName(node.path), '1')
				sentOf(node.nodes, form)
				break
			case 'union':
				form.append(node.name, node.chosen)
				sentOf(node.nodes, form)
				break
			case 'list':
				form.append(countName(node.path), String(node.items.length))
				for (const item of node.items) sentOf(item.nodes, form)
				break
			case 'table':
				form.append(countName(node.path), String(node.rows.length))
				for (const row of node.rows) {
					form.append(row.codeName, row.code)
					sentOf([row.node], form)
				}
				break
			case 'origin':
				sentOf([node.article, node.ours, node.reason], form)
		}
	return form
}

/** A document as it comes back from the form untouched. */
function throughForm(document: JsonObject): JsonObject {
	const back: JsonObject = Object.fromEntries(
		settledParts.flatMap((part) => (part in document ? [[part, document[part]!]] : [])),
	)
	for (const { fields } of chapters) {
		const form = sentOf(nodesOf(fields, document, '', [], noFaults))
		for (const field of fields) {
			const value = readField(field, field.key, form)
			if (value !== undefined) back[field.key] = value
		}
	}
	return back
}

const parsed = (document: JsonObject) => {
	const { faults, document: read } = readDocumentText(JSON.stringify(document)) as ReturnType<
		typeof readDocumentText
	> & {
		document?: unknown
	}
	expect(faults).toBeUndefined()
	return read
}

describe('a chapter saved untouched', () => {
	it.each(shipped)('leaves the rules of $name exactly as they were', ({ document }) => {
		expect(parsed(throughForm(document))).toEqual(parsed(document))
	})
})

describe('what is typed', () => {
	const field = (key: string) => documentFields.find((each) => each.key === key)!
	const pool = (typed: string) => {
		const form = new FormData()
		form.append('pool.yearFen', typed)
		form.append('pool.article', '第三条')
		return readField(field('pool'), 'pool', form) as JsonObject
	}

	it('in yuan is kept in fen, to the fen', () => {
		expect(pool('1,234,567.89').yearFen).toBe(123_456_789)
		expect(pool('').yearFen).toBeNull()
	})

	it('and is no amount stays as it was typed, and never becomes one', () => {
		for (const typed of ['twelve', '1.234', '1,2', '99999999999999999', '-5'])
			expect(programmeDocument.shape.pool.safeParse(pool(typed)).success, typed).toBe(false)
		expect(pool('twelve').yearFen).toBe('twelve')
	})
})

describe('a list', () => {
	const document = structuredClone(shipped.find(({ name }) => name === 'yunze-high-tech-2026')!.document)
	const rows = (of: JsonObject) => ((of.subsidy as JsonObject).rate as JsonObject).rows as JsonObject[]
	const change = (of: JsonObject, text: string) => changeShape(documentFields, of, readChange(text, new FormData())!)

	it('grows, shrinks and is put in another order by buttons', () => {
		const draft = structuredClone(document)
		const first = rows(draft)[0]!.id
		expect(change(draft, 'down:subsidy.rate.rows.0')).toBe('subsidy.rate.rows.1')
		expect(rows(draft)[1]!.id).toBe(first)
		const count = rows(draft).length
		expect(change(draft, 'add:subsidy.rate.rows')).toBe(`subsidy.rate.rows.${count}`)
		expect(change(draft, `remove:subsidy.rate.rows.${count}`)).toBe('subsidy.rate.rows')
		expect(rows(draft)).toHaveLength(count)
	})

	it('takes no change where there is no such place', () => {
		for (const text of [
			'remove:subsidy.rate.rows.99',
			'add:nothing.here',
			'up:subsidy.rate.rows.0',
			'on:__proto__',
			'add:subsidy',
		])
			expect(change(structuredClone(document), text), text).toBeNull()
	})

	it('of conditions gets an item of the kind that was chosen', () => {
		const form = new FormData()
		form.append('eligibility.conditions@new', 'headcount')
		const draft = structuredClone(document)
		const at = changeShape(documentFields, draft, readChange('add:eligibility.conditions', form)!)!
		expect((draft.eligibility as JsonObject).conditions).toContainEqual({ kind: 'headcount' })
		expect(at).toMatch(/^eligibility\.conditions\.\d+$/)
	})
})

describe('a programme begun from nothing', () => {
	it('has every block the rules need, and says of each what is missing', () => {
		const empty = emptyOf(fieldOf(programmeDocument, 'programme')) as JsonObject
		const { faults = [] } = readDocumentText(JSON.stringify(empty)) as { faults?: { path: string }[] }
		expect(faults.map(({ path }) => path)).toEqual(
			expect.arrayContaining(['$.name', '$.subsidy.rate.rows', '$.payers']),
		)
		for (const { fields } of chapters) expect(() => nodesOf(fields, empty, '', [], noFaults)).not.toThrow()
	})
})

describe('every field of a document and of facts', () => {
	/** Paths without indices, with the fields that stand there. */
	function walk(field: Field, trail: readonly string[], visit: (field: Field, trail: readonly string[]) => void): void {
		visit(field, trail)
		const { shape } = field
		if (shape.kind === 'group') for (const each of shape.fields()) walk(each, [...trail, each.key], visit)
		if (shape.kind === 'list') below(shape.of, trail, visit)
		if (shape.kind === 'union') below(field, trail, visit)
	}
	function below(
		field: Field,
		trail: readonly string[],
		visit: (field: Field, trail: readonly string[]) => void,
	): void {
		const { shape } = field
		if (shape.kind === 'group') for (const each of shape.fields()) walk(each, [...trail, each.key], visit)
		if (shape.kind !== 'union') return
		for (const kind of shape.kinds)
			for (const each of shape.fields(kind)!) walk(each, [...trail, kind, each.key], visit)
	}
	const all = [...documentFields, fieldOf(factsSchema, 'facts')]

	it.each(['zh', 'en'] as const)('has a label in %s, of ours or of the schema', (locale) => {
		const naming = namingIn(locale)
		const spelled: string[] = []
		for (const top of all)
			walk(top, [top.key], (field, trail) => {
				if (field.shape.kind === 'fixed') return
				const label = naming.label(field, trail)
				expect(label.trim(), trail.join('.')).not.toBe('')
				if (locale === 'zh' && !/\p{Script=Han}/u.test(label) && !field.description) spelled.push(trail.join('.'))
			})
		expect(spelled, 'neither a label nor a description').toEqual([])
	})
})

describe('two versions side by side', () => {
	const before = shipped.find(({ name }) => name === 'yunze-high-tech-2026')!.document

	it('say nothing when they are the same', () => {
		const rows = compareDocuments(before, structuredClone(before), zh).flatMap((chapter) => chapter.rows)
		expect(rows.filter(({ mark }) => mark !== 'same')).toEqual([])
		expect(rows.length).toBeGreaterThan(50)
	})

	it('name what was changed, added and removed in words, wherever it moved', () => {
		const after = structuredClone(before) as JsonObject & {
			subsidy: { rate: { rows: JsonObject[] }; caps: JsonObject[] }
			eligibility: { conditions: JsonObject[] }
		}
		const rows = after.subsidy.rate.rows
		;(rows[0]!.pays as JsonObject).bp = 6000
		rows.push({ ...structuredClone(rows[0]!), id: 'new-row', name: { zh: '新的一行', en: 'A new row' } })
		after.eligibility.conditions.shift()
		const found = compareDocuments(before, after, zh)
			.flatMap((chapter) => chapter.rows)
			.filter(({ mark }) => mark !== 'same')
		expect(found).toHaveLength(3)
		expect(found.find(({ mark }) => mark === 'changed')).toMatchObject({ before: '50%', after: '60%' })
		expect(found.find(({ mark }) => mark === 'added')!.after).toContain('新的一行')
		expect(found.find(({ mark }) => mark === 'removed')!.before).toContain('注册地')
	})
})
