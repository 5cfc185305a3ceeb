import fc from 'fast-check'
import { expect, test } from 'vitest'
import { uncountedOf } from '#app/domain/claims/reward-base.ts'
import { fen } from '#app/lib/money.ts'

const sum = fc.bigInt(0n, 10n ** 12n)

test('what was taken back of an order never counts, and never takes more than its price', () => {
	const cases = fc.record({ priceFen: sum, redFen: sum, supportFen: sum, supportRedFen: sum, supportDemandedFen: sum })
	fc.assert(
		fc.property(cases, ({ priceFen, ...taken }) => {
			const { redFen, demandedFen } = uncountedOf(fen(priceFen), taken)
			const left = priceFen - redFen
			expect(redFen >= 0n && demandedFen >= 0n && demandedFen <= left).toBe(true)
			const support = taken.supportFen - taken.supportRedFen
			if (taken.supportDemandedFen > 0n && taken.supportDemandedFen >= support) expect(demandedFen).toBe(left)
			// the share that does not count is at least the share that was demanded back
			else expect(demandedFen * support >= left * taken.supportDemandedFen).toBe(true)
		}),
	)
})

test('a third of the support demanded back: a third of the price does not count, up to the fen', () => {
	const taken = { redFen: 0n, supportFen: 30_000n, supportRedFen: 0n, supportDemandedFen: 10_000n }
	expect(uncountedOf(fen(100_000), taken)).toEqual({ redFen: 0n, demandedFen: 33_334n })
	expect(uncountedOf(fen(100_000), { ...taken, redFen: 40_000n, supportRedFen: 10_000n })).toEqual({
		redFen: 40_000n,
		demandedFen: 30_000n,
	})
})
