import { readFileSync } from 'node:fs'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { capKeysFor } from '#app/domain/programmes/cap-keys.ts'
import { evaluate } from '#app/domain/programmes/evaluate.ts'
import type { Facts } from '#app/domain/programmes/facts.ts'
import { type ProgrammeDocument, programmeDocument } from '#app/domain/programmes/programme-document.ts'
import { workedCases } from '#app/domain/programmes/worked-case.ts'
import { fen, type Money, sum } from '#app/lib/money.ts'

const folder = new URL('../../../prisma/seed/programmes/', import.meta.url)
const read = (path: string): unknown => JSON.parse(readFileSync(new URL(path, folder), 'utf8'))
const names = [
	'changping-2017',
	'jiangsu-2020',
	'wuhan-2021',
	'jinzhou-high-tech-zone',
	'yunze-high-tech-2026',
	'yunze-linhu-2026',
	'yunze-instruments-2026',
]

/** Facts of the document's own eligible cases, with other amounts and other uses of the caps. */
function asked(name: string) {
	const document = programmeDocument.parse(read(`${name}/programme.json`))
	const eligible = workedCases
		.parse(read(`${name}/cases.json`))
		.filter(({ expect: { decision }, facts }) => decision === 'eligible' && facts.step !== 'grant')
		.map(({ facts }) => facts)
	const amount = fc.bigInt({ min: 0n, max: 200_000_000n }).map(fen)
	const arbitrary = fc.record({
		facts: fc.constantFrom(...eligible),
		amounts: fc.array(amount, { minLength: 3, maxLength: 3 }),
		used: amount,
		free: amount,
	})
	return {
		document,
		arbitrary: arbitrary.map(({ facts, amounts, used, free }) => ({
			facts: withMoney(document, facts, amounts, used, free),
		})),
	}
}

function withMoney(
	document: ProgrammeDocument,
	facts: Facts,
	amounts: readonly Money[],
	used: Money,
	free: Money,
): Facts {
	const money = (line: Pick<Facts, 'money'>, index: number) => {
		const amount = amounts[index % amounts.length]!
		const given = Object.keys(line.money ?? {}).filter((key) => key.endsWith('Fen') && key !== 'otherSubsidyFen')
		return { ...line.money, ...Object.fromEntries(given.map((key) => [key, amount])) }
	}
	const changed: Facts = {
		...facts,
		...(facts.lines
			? { lines: facts.lines.map((line, index) => ({ ...line, money: money(line, index) })) }
			: { money: money(facts, 0) }),
		...(facts.voucher ? { voucher: { ...facts.voucher, freeFen: free, heldFen: free } } : {}),
	}
	return { ...changed, used: Object.fromEntries(capKeysFor(document, changed).map((key) => [key, used])) }
}

const scaled = (facts: Facts, extra: bigint): Facts => {
	const more = (line: Pick<Facts, 'money'>) => ({
		...line.money,
		...Object.fromEntries(
			(['contractFen', 'serviceFen', 'invoiceFen', 'paidFen', 'costFen'] as const).flatMap((key) =>
				line.money?.[key] === undefined ? [] : [[key, fen(line.money[key] + extra)]],
			),
		),
	})
	return facts.lines
		? { ...facts, lines: facts.lines.map((line) => ({ ...line, money: more(line) })) }
		: { ...facts, money: more(facts) }
}

describe.each(names)('%s', (name) => {
	const { document, arbitrary } = asked(name)

	it('never pays more than the base, nor more than a cap or a voucher leaves', () => {
		fc.assert(
			fc.property(arbitrary, ({ facts }) => {
				const answer = evaluate(document, facts)
				expect(answer.amountFen).toBeLessThanOrEqual(answer.baseFen)
				for (const { capKey, limitFen, amountFen } of answer.draws)
					expect(amountFen + (facts.used[capKey] ?? 0n)).toBeLessThanOrEqual(limitFen)
				if (facts.voucher?.freeFen !== undefined) expect(answer.amountFen).toBeLessThanOrEqual(facts.voucher.freeFen)
			}),
		)
	})

	it('splits to the fen, over payers and over lines, and pays nothing unless eligible', () => {
		fc.assert(
			fc.property(arbitrary, ({ facts }) => {
				const answer = evaluate(document, facts)
				expect(sum(answer.split.map((part) => part.amountFen))).toBe(answer.amountFen)
				expect(sum(answer.lines.map((line) => line.amountFen))).toBe(answer.amountFen)
				expect(answer.split.every((part) => part.amountFen >= 0n)).toBe(true)
				expect(answer.decision === 'eligible').toBe(answer.amountFen > 0n)
				expect(answer.decision === 'needs').toBe(answer.needs.length > 0)
			}),
		)
	})

	it('gives no less for more', () => {
		fc.assert(
			fc.property(arbitrary, fc.bigInt({ min: 0n, max: 10_000_000n }), ({ facts }, extra) => {
				expect(evaluate(document, scaled(facts, extra)).amountFen).toBeGreaterThanOrEqual(
					evaluate(document, facts).amountFen,
				)
			}),
		)
	})

	it('answers the same twice, and says a sentence in both languages for every reason', () => {
		fc.assert(
			fc.property(arbitrary, ({ facts }) => {
				const answer = evaluate(document, facts)
				expect(evaluate(document, structuredClone(facts))).toEqual(answer)
				for (const reason of answer.reasons) {
					expect(reason.zh).not.toMatch(/undefined|NaN/)
					expect(reason.en).not.toMatch(/undefined|NaN|[\u4e00-\u9fff]/)
					expect(reason.article || reason.ours || reason.code).toBeTruthy()
				}
			}),
		)
	})

	it('asks instead of guessing: facts taken away never add an amount', () => {
		const parts = ['provider', 'service', 'relation', 'money', 'voucher', 'round', 'fund', 'dates', 'lines'] as const
		fc.assert(
			fc.property(arbitrary, fc.subarray([...parts]), ({ facts }, gone) => {
				const less: Facts = { ...facts, enterprise: { number: facts.enterprise.number } }
				for (const part of gone) delete less[part]
				const answer = evaluate(document, less)
				expect(answer.decision === 'eligible' ? answer.amountFen : 0n).toBeLessThanOrEqual(
					answer.decision === 'eligible' ? answer.baseFen : 0n,
				)
			}),
		)
	})
})
