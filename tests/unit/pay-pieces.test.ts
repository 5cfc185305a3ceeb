import fc from 'fast-check'
import { expect, test } from 'vitest'
import { fixedStep, type PayPiece, type PayStep, paidOf, pricesPaidNear, through } from '#app/lib/pay-pieces.ts'

const step: PayStep = { times: 1n, plus: 0n, over: 3n, unitFen: 100n, mode: 'down' }

test('a step rounds as the rules say: down, half up, up', () => {
	expect(through(step, 50_000n)).toBe(16_600n)
	expect(through({ ...step, mode: 'half_up' }, 50_000n)).toBe(16_700n)
	expect(through({ ...step, mode: 'up' }, 49_801n)).toBe(16_700n)
	expect(through(fixedStep(700n), 12n)).toBe(700n)
})

test('of several ways the one that gives most is paid', () => {
	const piece = { ways: [[step], [fixedStep(10_000n)]] }
	expect(paidOf(piece, 20_000n)).toBe(10_000n)
	expect(paidOf(piece, 60_000n)).toBe(40_000n)
	expect(paidOf({ ways: [] }, 60_000n)).toBe(60_000n)
})

const steps = fc.record<PayStep>({
	times: fc.bigInt({ min: 0n, max: 10_000n }),
	plus: fc.constant(0n),
	over: fc.constant(10_000n),
	unitFen: fc.constantFrom(1n, 10n, 100n, 10_000n),
	mode: fc.constantFrom('down' as const, 'half_up' as const, 'up' as const),
})
const pieces = fc
	.tuple(
		fc.array(fc.array(steps, { minLength: 1, maxLength: 3 }), { maxLength: 3 }),
		fc.bigInt({ min: 1n, max: 10n ** 7n }),
	)
	.map(([ways, fromFen]): PayPiece => ({ classes: [1], fromFen, toFen: null, ways }))

test('a price that is paid with an amount lies within the bounds told for it', () => {
	fc.assert(
		fc.property(pieces, fc.bigInt({ min: 0n, max: 10n ** 9n }), (piece, more) => {
			const price = piece.fromFen + more
			const paid = paidOf(piece, price)
			const { lowest, highest } = pricesPaidNear(piece, paid)
			expect(lowest).toBeLessThanOrEqual(price)
			if (highest !== null) expect(highest).toBeGreaterThanOrEqual(price)
			// a lower price may be paid with as much, but none below `lowest` with more
			const below = pricesPaidNear(piece, paid + 1n).lowest
			for (const other of [below - 1n, below / 2n])
				if (other >= piece.fromFen) expect(paidOf(piece, other)).toBeLessThanOrEqual(paid)
			const above = pricesPaidNear(piece, paid - 1n).highest
			if (above !== null)
				for (const other of [above + 1n, above * 2n]) expect(paidOf(piece, other)).toBeGreaterThanOrEqual(paid)
		}),
		{ numRuns: 2_000 },
	)
})
