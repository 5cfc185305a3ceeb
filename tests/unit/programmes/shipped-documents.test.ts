import { describe, expect, it } from 'vitest'
import { lintProgramme } from '#app/domain/programmes/lint-programme.ts'
import { checkCase } from '#app/domain/programmes/worked-case.ts'
import { writtenProgrammes } from '#tests/fixtures/programmes.ts'

describe.each(writtenProgrammes.map((written) => [written.name, written] as const))('%s', (name, written) => {
	const { document, cases } = written

	it('is lint clean', () => {
		expect(lintProgramme(document)).toEqual([])
	})

	it('has cases, and its id is the name of its folder', () => {
		expect(document.id).toBe(name)
		expect(cases.length).toBeGreaterThan(9)
		expect(new Set(cases.map((entry) => entry.name)).size).toBe(cases.length)
	})

	it.each(cases.map((entry) => [entry.name, entry] as const))('%s', (_, entry) => {
		expect(checkCase(document, entry).differences).toEqual([])
	})
})
