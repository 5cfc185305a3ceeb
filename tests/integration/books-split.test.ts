import fc from 'fast-check'
import { expect, test } from 'vitest'
import { fen, split } from '#app/lib/money.ts'
import { pool } from '#app/platform/db.server.ts'

test('the books split as the domain does, to the fen', async () => {
	await fc.assert(
		fc.asyncProperty(
			fc.array(fc.bigInt({ min: 0n, max: 10n ** 13n }), { minLength: 1, maxLength: 5 }),
			fc.bigInt({ min: 0n, max: 10n ** 13n }),
			async (weights, wanted) => {
				const total = weights.reduce((a, b) => a + b, 0n)
				const amount = total === 0n ? 0n : wanted % (total + 1n)
				const { rows } = await pool.query<{ parts: string[] }>('SELECT split_fen($1, $2::bigint[]) AS parts', [
					amount,
					weights,
				])
				expect(rows[0]!.parts.map(BigInt)).toEqual(split(fen(amount), weights))
			},
		),
		{ numRuns: 300 },
	)
})
