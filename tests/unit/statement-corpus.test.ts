import fs from 'node:fs'
import path from 'node:path'
import { describe, expect, test } from 'vitest'
import { readStatement } from '#app/domain/reconciliation/read-statement.ts'
import {
	leftOutReasons,
	type StatementFile,
	type StatementReading,
	statementFaults,
} from '#app/domain/reconciliation/statement.ts'
import { csvColumnNames } from '#app/domain/reconciliation/statement-columns.ts'
import { type StatementTotals, statementTotals } from '#app/domain/reconciliation/statement-totals.server.ts'
import { decimalText, decimalUnits } from '#app/lib/decimal.ts'
import { fileText } from '#app/lib/file-text.ts'
import { fillText } from '#app/lib/i18n.ts'
import { reconciliation as en } from '#app/texts/en/reconciliation.ts'
import { reconciliation as zh } from '#app/texts/zh/reconciliation.ts'
import { root } from '#scripts/lib/root.ts'
import { numbers } from '#tests/fixtures/numbers.ts'
import { officialSchema } from '#tests/fixtures/official-schemas.ts'

/** What a file of the corpus comes to, worked out from the data it was made of, not by our reader. */
type Expected = {
	format: string
	version: string
	statements: StatementTotals[]
	unsupported: { line: number; path: string; reason: string }[]
	error: { line: number; code: string } | null
}

const folder = path.join(root, 'tests/statements')
const corpus = fs
	.readdirSync(folder)
	.filter((name) => /\.(xml|csv)$/.test(name))
	.map((name) => {
		const expected = fs.readFileSync(path.join(folder, name.replace(/\.\w+$/, '.expected.json')), 'utf8')
		return { name, bytes: fs.readFileSync(path.join(folder, name)), expected: JSON.parse(expected) as Expected }
	})
const accepted = corpus.filter(({ expected }) => expected.error === null)
const refused = corpus.filter(({ expected }) => expected.error !== null)

const linesOf = (bytes: Uint8Array) => bytes.filter((byte) => byte === 0x0a).length + 1
const byLine = (left: Expected['unsupported']) =>
	[...left].sort((a, b) => a.line - b.line || (a.path < b.path ? -1 : a.path > b.path ? 1 : 0))

async function totalsOf(bytes: Uint8Array, piece: number) {
	return statementTotals(async function* () {
		for (let at = 0; at < bytes.length; at += piece) yield bytes.subarray(at, at + piece)
	})
}

/** opening + lines = closing, for every statement. */
function expectProven(file: StatementFile) {
	for (const { opening, closing, lines } of file.statements) {
		const reached = lines.reduce((sum, line) => sum + decimalUnits(line.amount), decimalUnits(opening))
		expect(decimalText(reached)).toBe(decimalText(decimalUnits(closing)))
	}
}

function expectFault(fault: NonNullable<StatementReading['fault']>, lines: number) {
	expect(statementFaults).toContain(fault.code)
	expect(fault.line).toBeGreaterThanOrEqual(1)
	expect(fault.line).toBeLessThanOrEqual(lines)
}

test('the corpus has at least 25 files to take and 15 to refuse, in five versions of the message and as CSV', () => {
	expect(accepted.length).toBeGreaterThanOrEqual(25)
	expect(refused.length).toBeGreaterThanOrEqual(15)
	const formats = new Set(accepted.map(({ expected }) => expected.format))
	expect([...formats].sort()).toEqual(['02', '04', '06', '08', '10'].map((v) => `camt.053.001.${v}`).concat('csv'))
})

describe('a file that is taken', () => {
	test.each(accepted)('$name: its totals, and what is left out with line, path and reason', async (one) => {
		const { bytes, expected } = one
		const { file, fault } = readStatement(bytes)
		expect(fault).toBeUndefined()
		expectProven(file!)
		expect(file).toMatchObject({ format: expected.format, version: expected.version })
		expect(byLine(file!.leftOut)).toEqual(byLine(expected.unsupported))

		const { totals } = await totalsOf(bytes, 97)
		expect(totals?.statements).toEqual(expected.statements)
		expect(byLine(totals!.leftOut)).toEqual(byLine(expected.unsupported))
	})
})

describe('a file that is refused', () => {
	test.each(refused)('$name: with its reason and line', async ({ bytes, expected }) => {
		const { file, fault } = readStatement(bytes)
		expect(file).toBeUndefined()
		expect({ code: fault!.code, line: fault!.line }).toEqual({ code: expected.error!.code, line: expected.error!.line })
		expectFault(fault!, linesOf(bytes))
		expect((await totalsOf(bytes, 97)).fault).toMatchObject(expected.error!)
	})
})

test('a movement of a collective booking keeps its own amount, party and reference; charges are a movement of their own', () => {
	const linesIn = (name: string) =>
		readStatement(corpus.find((one) => one.name.replace(/\.\w+$/, '') === name)!.bytes).file!.statements[0]!.lines
	expect(linesIn('csv-two-languages')).toMatchObject([
		{ counterpartyName: '金库（演示）', counterpartyAccount: '9990000000000001' },
		{ counterpartyName: '海澄理化所（演示）', counterpartyAccount: '9990000000006688' },
	])
	expect(linesIn('swiss-qr-04').slice(0, 4)).toMatchObject([
		{
			amount: '1000.00',
			counterpartyName: 'Anna Roth',
			remittance: '000000000000000000000010115',
			bankReference: 'CHX261',
		},
		{ amount: '1250.00', counterpartyName: 'Beat Suter' },
		{ amount: '750.00', counterpartyName: 'Carla Meier' },
		{ amount: '-16.00', counterpartyName: null, remittance: 'CHRG 2', bankReference: 'CHB0001/4' },
	])
	expect(linesIn('swiss-charges-08').slice(0, 2)).toMatchObject([
		{ amount: '-1000.00', endToEndId: 'ORD-1000', bankReference: 'CG-1' },
		{ amount: '-16.00', endToEndId: null, bankReference: 'CG-1/2' },
	])
	expect(linesIn('german-batch-02')[0]).toMatchObject({
		amount: '-840.35',
		endToEndId: 'RG-4711',
		counterpartyName: 'Bäckerei Öztürk',
	})
	expect(linesIn('swiss-batch-count-06')).toMatchObject([
		{ amount: '-7250.00', remittance: 'SALAER-11 PAIN-556 Salärzahlungen', endToEndId: null },
		{ amount: '310.00', counterpartyName: null },
	])
	expect(linesIn('china-gb18030-08')[1]).toMatchObject({
		counterpartyName: '龘靐精密仪器𠮷田（演示）',
		returnCode: '账号户名不符',
	})
	expect(linesIn('german-return-08')[1]).toMatchObject({ amount: '250.00', returnCode: 'AC04' })
	expect(linesIn('xml-oddities-08')[0]).toMatchObject({
		counterpartyName: '甲<乙>&丙',
		remittance: `<Ntry> & ]] 是文字 中文 "a" 'b'`,
	})
})

test('every reason for leaving out, every fault and every column has its words in both languages', () => {
	for (const texts of [zh, en]) {
		for (const reason of leftOutReasons)
			expect(fillText(texts, `left_${reason}`, { line: 7, path: 'Bal' })).toMatch(/7/)
		for (const code of statementFaults) expect(texts).toHaveProperty(`fault_${code}`)
		for (const field of Object.keys(csvColumnNames)) expect(texts).toHaveProperty(`field_${field}`)
	}
})

test.for(['02', '08'])('the files of version %s are what the official schema accepts', async (version, context) => {
	const schema = officialSchema(`camt.053.001.${version}`, context)
	const { XmlDocument, XsdValidator } = await import('libxml2-wasm')
	const xsd = XmlDocument.fromBuffer(schema)
	const validator = XsdValidator.fromDoc(xsd)
	const failed: string[] = []
	for (const { name, bytes } of accepted.filter((one) => one.expected.version === version)) {
		const doc = XmlDocument.fromString(fileText(bytes)!.text.replace(/^<\?xml[^>]*\?>\s*/, ''))
		try {
			validator.validate(doc)
		} catch (error) {
			failed.push(`${name}: ${(error as Error).message}`)
		}
		doc.dispose()
	}
	expect(failed).toEqual([])
})

/** Cuts, doubles, moves or overwrites a stretch of bytes, or puts a scrap there. */
function spoil(bytes: Uint8Array, other: Uint8Array, pick: (below: number) => number): Uint8Array {
	const at = pick(bytes.length)
	const end = Math.min(bytes.length, at + 1 + pick(60))
	const joined = (...parts: Uint8Array[]) => new Uint8Array(Buffer.concat(parts))
	switch (pick(7)) {
		case 0:
			return joined(bytes.subarray(0, at), bytes.subarray(end))
		case 1:
			return joined(bytes.subarray(0, end), bytes.subarray(at))
		case 2:
			return bytes.subarray(0, at)
		case 3: {
			const from = pick(other.length)
			return joined(bytes.subarray(0, at), other.subarray(from, from + end - at), bytes.subarray(end))
		}
		case 4:
			return bytes.map((byte, i) => (i === at ? pick(256) : byte))
		case 5: {
			const lines = Buffer.from(bytes).toString('latin1').split('\n')
			const [first, second] = [pick(lines.length), pick(lines.length)]
			;[lines[first], lines[second]] = [lines[second]!, lines[first]!]
			return Buffer.from(lines.join('\n'), 'latin1')
		}
		default:
			return joined(bytes.subarray(0, at), Buffer.from(scraps[pick(scraps.length)]!), bytes.subarray(at))
	}
}

const scraps =
	'</Ntry>|<Ntry>|</Stmt>|<Stmt>|<!DOCTYPE a>|<![CDATA[|]]>|<!--|&#0;|&x;|DBIT|USD|ITBD|PDNG|<Amt Ccy="CNY">1</Amt>|-|0|.|,|"|\n|\r\n|\t|９|，|合计,|期末余额,1|币种,美元|\u0000|\ufeff'.split(
		'|',
	)

test('1,000 spoilt files of the whole corpus: proven, or one fault with its line; never a crash, never a part', async () => {
	const seed = Number(process.env.CORPUS_SEED ?? 20_261_128)
	const pick = numbers(seed)
	const seen = { taken: 0, refused: 0 }
	for (let i = 0; i < 1000; i++) {
		const one = corpus[i % corpus.length]!
		let bytes: Uint8Array = one.bytes
		for (let times = pick(3); times >= 0; times -= 2)
			bytes = bytes.length > 0 ? spoil(bytes, corpus[pick(corpus.length)]!.bytes, pick) : bytes
		const where = `CORPUS_SEED=${seed}, file ${i}: ${one.name}`
		try {
			const { file, fault } = readStatement(bytes)
			if (fault) expectFault(fault, linesOf(bytes))
			else expectProven(file)
			seen[fault ? 'refused' : 'taken']++
			const piecewise = await totalsOf(bytes, 61)
			expect(piecewise.fault === undefined).toBe(fault === undefined)
			expect(piecewise.totals?.leftOut).toEqual(file?.leftOut)
		} catch (error) {
			throw new Error(where, { cause: error })
		}
	}
	console.info(`seed ${seed}: ${seen.taken} taken and proven, ${seen.refused} refused with their line`)
	expect(seen.refused).toBeGreaterThan(400)
	expect(seen.taken).toBeGreaterThan(50)
}, 60_000)
