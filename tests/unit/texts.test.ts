import fs from 'node:fs'
import path from 'node:path'
import { describe, expect, test } from 'vitest'
import { statusMarks } from '#app/components/ui/status-marks.ts'
import { DomainError, refusals } from '#app/lib/errors.ts'
import { packTexts, unpackTexts } from '#app/lib/i18n.ts'
import { en } from '#app/texts/en/index.server.ts'
import { zh } from '#app/texts/zh/index.server.ts'
import { refusalSentence } from '#app/web/refusals.server.ts'
import { textOf } from '#app/web/texts.server.ts'

type Catalogue = Record<string, Readonly<Record<string, string>>>

/** All texts of a language by full key. */
const flat = (catalogue: Catalogue) =>
	Object.fromEntries(
		Object.entries(catalogue).flatMap(([ns, texts]) =>
			Object.entries(texts).map(([key, text]) => [`${ns}.${key}`, text]),
		),
	)

const chinese = flat(zh)
const english = flat(en)
const places = (text: string) => [...new Set(text.match(/\{\w+\}/g))].sort()
/** English has a form for one where Chinese needs none. */
const isSingular = (key: string) => key.endsWith('.one')

function sources(folder: string): { file: string; code: string }[] {
	return fs.readdirSync(folder, { withFileTypes: true }).flatMap((entry) => {
		const file = path.join(folder, entry.name)
		if (entry.isDirectory()) return entry.name === '.server' || entry.name === 'texts' ? [] : sources(file)
		return /\.tsx?$/.test(entry.name) ? [{ file, code: fs.readFileSync(file, 'utf8') }] : []
	})
}
const app = sources('app')
const code = app.map((source) => source.code).join('\n')

describe('the catalogue of texts', () => {
	test('has the same keys in both languages', () => {
		expect(
			Object.keys(english)
				.filter((key) => !isSingular(key))
				.sort(),
		).toEqual(Object.keys(chinese).sort())
		for (const key of Object.keys(english).filter(isSingular))
			expect(english).toHaveProperty([key.replace(/\.one$/, '')])
	})

	test('fills the same places in both languages', () => {
		const differing = Object.keys(chinese).filter(
			(key) => String(places(chinese[key]!)) !== String(places(english[key] ?? '')),
		)
		expect(differing).toEqual([])
	})

	test('comes out of its parcel as it went in', () => {
		for (const all of [chinese, english]) expect(unpackTexts(packTexts(all))).toEqual(all)
	})

	test('has no empty text, and no Chinese in an English one', () => {
		expect(Object.entries({ ...chinese, ...english }).filter(([, text]) => text.trim() === '')).toEqual([])
		const mixed = Object.entries(english).filter(
			([key, text]) => /\p{Script=Han}/u.test(text) && key !== 'common.other_language',
		)
		expect(mixed).toEqual([])
	})

	test('has a sentence for every refusal, and a mark and a word for every state', () => {
		const codes = Object.keys(zh.refusal).filter((key) => !key.endsWith('.known'))
		expect(codes.sort()).toEqual(Object.keys(refusals).sort())
		expect(Object.keys(zh.status).sort()).toEqual(Object.keys(statusMarks).sort())
	})

	test('has every field message and every text the code names', () => {
		const named = [
			...code.matchAll(/['"`](field\.\w+)['"`]/g),
			...code.matchAll(/\bt\(\s*'([a-z_]+\.[\w.@-]+)'/g),
			...code.matchAll(/pageMeta\(\s*args,\s*'([a-z_]+\.[\w.@-]+)'/g),
			...code.matchAll(/redirectWith\([^)]*?'(?:ok|warn|stop)',\s*'([a-z_]+\.[\w.@-]+)'/g),
		].map((match) => match[1]!)
		expect([...new Set(named)].filter((key) => !(key in chinese))).toEqual([])
	})

	test('is the only place with Chinese that pages show', () => {
		const shown = app.filter(({ file }) => /^app\/(components|routes)\//.test(file) && file.endsWith('.tsx'))
		const bare = shown.filter((source) => /\p{Script=Han}/u.test(source.code.replace(/\/\*[\s\S]*?\*\/|\/\/.*$/gm, '')))
		expect(bare.map((source) => source.file)).toEqual([])
	})
})

describe('a refusal’s sentence', () => {
	test('names the figures when all are known, in yuan', () => {
		const known = new DomainError('cap.exceeded', { capKey: 'x', limitFen: '10000000', usedFen: 9_250_050n })
		expect(refusalSentence('zh', known)).toContain('¥100,000.00')
		expect(refusalSentence('en', known)).toContain('¥92,500.50')
	})

	test('speaks without them when one is missing', () => {
		expect(refusalSentence('zh', new DomainError('cap.exceeded', { limitFen: '1' }))).toBe(
			textOf('zh', 'refusal.cap.exceeded'),
		)
	})
})
