import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { capKeysFor } from '#app/domain/programmes/cap-keys.ts'
import { evaluate } from '#app/domain/programmes/evaluate.ts'
import type { Evaluation } from '#app/domain/programmes/evaluation.ts'
import type { Facts, LineFacts } from '#app/domain/programmes/facts.ts'
import type { ProgrammeDocument } from '#app/domain/programmes/programme-document.ts'
import { fen, type Money, sum } from '#app/lib/money.ts'
import { type Written, writtenProgrammes } from '#tests/fixtures/programmes.ts'

/** What counts as money of the cost; other subsidies and tax do not. */
const isCost = (key: string) => key.endsWith('Fen') && key !== 'otherSubsidyFen'

/** Facts with the costs of every line changed. */
function withCosts(facts: Facts, change: (cost: Money, line: number) => Money): Facts {
	const money = (line: LineFacts, index: number) =>
		line.money === undefined
			? {}
			: {
					money: Object.fromEntries(
						Object.entries(line.money).map(([key, value]) => [
							key,
							isCost(key) ? change(value as Money, index) : value,
						]),
					),
				}
	return facts.lines
		? { ...facts, lines: facts.lines.map((line, index) => ({ ...line, ...money(line, index) })) }
		: { ...facts, ...money(facts, 0) }
}

/** Facts of the document's own eligible cases, with other amounts, other uses of the caps and another rest of the fund. */
function asked({ document, cases }: Written) {
	const eligible = cases
		.filter(({ expect: { decision }, facts }) => decision === 'eligible' && facts.step !== 'grant')
		.map(({ facts }) => facts)
	const amount = fc.bigInt({ min: 0n, max: 200_000_000n }).map(fen)
	return fc
		.record({
			facts: fc.constantFrom(...eligible),
			costs: fc.array(amount, { minLength: 3, maxLength: 3 }),
			used: amount,
			free: amount,
			left: fc.option(amount, { nil: undefined }),
		})
		.map(({ facts, costs, used, free, left }): Facts => {
			const priced = withCosts(facts, (_, line) => costs[line % costs.length]!)
			const changed: Facts = {
				...priced,
				...(facts.voucher ? { voucher: { ...facts.voucher, freeFen: free, heldFen: free } } : {}),
				...(left === undefined ? {} : { fund: { ...facts.fund, leftFen: left } }),
			}
			return { ...changed, used: Object.fromEntries(capKeysFor(document, changed).map((key) => [key, used])) }
		})
}

/** A tier of the whole base, or a row by the size of an amount, may give less for more: the rules say so. */
const mayFall = ({ subsidy }: ProgrammeDocument) =>
	subsidy.rate.rows.some(({ pays, when }) => (pays.kind === 'tiers' && pays.mode === 'whole') || when?.amount)

/** Claims one after the other, each with what those before it drew. */
function inTurn(
	document: ProgrammeDocument,
	claims: readonly { who: number; facts: Facts }[],
): Map<number, Evaluation> {
	const used: Record<string, Money> = {}
	const answers = new Map<number, Evaluation>()
	for (const { who, facts } of claims) {
		const answer = evaluate(document, { ...facts, used: { ...used } })
		for (const { capKey, amountFen } of answer.draws) used[capKey] = fen((used[capKey] ?? 0n) + amountFen)
		answers.set(who, answer)
	}
	return answers
}

/** The same facts asked by somebody else. */
const askedBy = (facts: Facts, who: number): Facts => ({
	...facts,
	enterprise: { ...facts.enterprise, number: `E${who}`, controller: `C${who}` },
	...(facts.provider ? { provider: { ...facts.provider, number: `P${who}` } } : {}),
	...(facts.lines
		? { lines: facts.lines.map((line) => ({ ...line, provider: { ...line.provider, number: `P${who}` } })) }
		: {}),
	fund: { ...facts.fund, leftFen: undefined },
})

describe.each(writtenProgrammes.map((written) => [written.name, written] as const))('%s', (_name, written) => {
	const { document } = written
	const facts = asked(written)

	it('never pays more than the base, nor more than a cap, a voucher or the fund leaves', () => {
		fc.assert(
			fc.property(facts, (given) => {
				const answer = evaluate(document, given)
				expect(answer.amountFen).toBeLessThanOrEqual(answer.baseFen)
				for (const { capKey, limitFen, amountFen } of answer.draws)
					expect(amountFen + (given.used[capKey] ?? 0n)).toBeLessThanOrEqual(limitFen)
				if (given.step === 'order' && given.voucher?.freeFen !== undefined && document.grant.object !== 'none')
					expect(answer.amountFen).toBeLessThanOrEqual(given.voucher.freeFen)
				if (given.fund?.leftFen !== undefined) expect(answer.amountFen).toBeLessThanOrEqual(given.fund.leftFen)
			}),
		)
	})

	it('splits to the fen, over payers and over lines, and pays nothing unless eligible', () => {
		fc.assert(
			fc.property(facts, (given) => {
				const answer = evaluate(document, given)
				expect(sum(answer.split.map((part) => part.amountFen))).toBe(answer.amountFen)
				expect(sum(answer.lines.map((line) => line.amountFen))).toBe(answer.amountFen)
				expect(answer.split.every((part) => part.amountFen >= 0n)).toBe(true)
				expect(answer.decision === 'eligible').toBe(answer.amountFen > 0n)
				expect(answer.decision === 'needs').toBe(answer.needs.length > 0)
			}),
		)
	})

	it('gives no less for more', (context) => {
		if (mayFall(document)) context.skip('by the rules of this document more may give less')
		fc.assert(
			fc.property(facts, fc.bigInt({ min: 0n, max: 10_000_000n }), (given, extra) => {
				const more = withCosts(given, (cost) => fen(cost + extra))
				expect(evaluate(document, more).amountFen).toBeGreaterThanOrEqual(evaluate(document, given).amountFen)
			}),
		)
	})

	it('gives everyone the same in any order of one day, but for what is first come, first served', () => {
		const day = fc.array(facts, { minLength: 2, maxLength: 6 }).chain((claims) => {
			const numbered = claims.map((each, who) => ({ who, facts: askedBy({ ...each, at: claims[0]!.at }, who) }))
			return fc.record({
				first: fc.constant(numbered),
				second: fc.shuffledSubarray(numbered, { minLength: numbered.length }),
			})
		})
		const shared = new Set(
			document.subsidy.caps.filter(({ scope }) => scope.startsWith('pool_')).map(({ id }) => `cap.${id}`),
		)
		fc.assert(
			fc.property(day, ({ first, second }) => {
				const [one, other] = [inTurn(document, first), inTurn(document, second)]
				const scarce = [...one.values(), ...other.values()].some(({ reasons }) =>
					reasons.some(({ code, verdict }) => shared.has(code) && verdict !== 'ok'),
				)
				if (!scarce) for (const [who, answer] of one) expect(other.get(who)!.amountFen).toBe(answer.amountFen)
				for (const answers of [one, other]) {
					const drawn = new Map<string, { limit: bigint; total: bigint }>()
					for (const { draws } of answers.values())
						for (const { capKey, limitFen, amountFen } of draws)
							drawn.set(capKey, { limit: limitFen, total: (drawn.get(capKey)?.total ?? 0n) + amountFen })
					for (const { limit, total } of drawn.values()) expect(total).toBeLessThanOrEqual(limit)
				}
			}),
		)
	})

	it('answers the same twice, and says a sentence in both languages for every reason', () => {
		fc.assert(
			fc.property(facts, (given) => {
				const answer = evaluate(document, given)
				expect(evaluate(document, structuredClone(given))).toEqual(answer)
				for (const reason of answer.reasons) {
					expect(reason.zh).not.toMatch(/undefined|NaN/)
					expect(reason.en).not.toMatch(/undefined|NaN/)
					expect(reason.article || reason.ours || reason.code).toBeTruthy()
				}
			}),
		)
	})

	it('asks instead of guessing: facts taken away never add an amount', () => {
		const parts = ['provider', 'service', 'relation', 'money', 'voucher', 'round', 'fund', 'dates', 'lines'] as const
		fc.assert(
			fc.property(facts, fc.subarray([...parts]), (given, gone) => {
				const less: Facts = { ...given, enterprise: { number: given.enterprise.number } }
				for (const part of gone) delete less[part]
				const answer = evaluate(document, less)
				if (answer.decision === 'eligible') expect(answer.amountFen).toBeLessThanOrEqual(answer.baseFen)
				else expect(answer.amountFen).toBe(0n)
			}),
		)
	})
})
