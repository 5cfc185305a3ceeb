import { describe, expect, test } from 'vitest'
import { playHistory, type SplitCall, seeded, splitFen } from '#scripts/drill/lib/split-history.ts'
import { compared } from '#scripts/drill/split.ts'
import { database } from '#tests/fixtures/integration.ts'

describe('co-funded money moves by what each source still holds', () => {
	test('no source goes below zero and the last movement empties all, over random histories; the database splits the same', async () => {
		const seed = Math.floor(Math.random() * 2 ** 31)
		const random = seeded(seed)
		const calls: SplitCall[] = []
		for (let n = 0; n < 2_000; n++)
			expect(playHistory(random, (call) => calls.push(call)).faults, `history ${n} of seed ${seed}`).toEqual([])
		expect(calls.length).toBeGreaterThan(10_000)
		expect(await compared(database.ownerUrl, calls.slice(0, 5_000)), `seed ${seed}`).toEqual({
			differing: 0,
			first: null,
		})
	})

	test('ties go to the earlier source, large amounts stay exact', () => {
		expect(splitFen(1, [1, 1])).toEqual([1, 0])
		expect(splitFen(10_000_000_001, [9_999_999_999, 3])).toEqual([9_999_999_998, 3])
		expect(() => splitFen(1, [0, 0])).toThrow('nothing to fall on')
	})
})
