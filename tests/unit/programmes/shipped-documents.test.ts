import { readdirSync, readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { programmeDocument } from '#app/domain/programmes/programme-document.ts'
import { checkCase, workedCases } from '#app/domain/programmes/worked-case.ts'

const folder = new URL('../../../prisma/seed/programmes/', import.meta.url)
const names = readdirSync(folder, { withFileTypes: true })
	.filter((entry) => entry.isDirectory())
	.map(({ name }) => name)
const read = (path: string): unknown => JSON.parse(readFileSync(new URL(path, folder), 'utf8'))

describe.each(names)('%s', (name) => {
	const document = programmeDocument.parse(read(`${name}/programme.json`))
	const cases = workedCases.parse(read(`${name}/cases.json`))

	it('has cases, and its id is the name of its folder', () => {
		expect(document.id).toBe(name)
		expect(cases.length).toBeGreaterThan(9)
		expect(new Set(cases.map((entry) => entry.name)).size).toBe(cases.length)
	})

	it.each(cases.map((entry) => [entry.name, entry] as const))('%s', (_, entry) => {
		expect(checkCase(document, entry).differences).toEqual([])
	})
})
