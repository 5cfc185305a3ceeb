import { describe, expect, test } from 'vitest'
import { remembered } from '#app/lib/remembered.ts'
import { together } from '#app/lib/together.ts'

describe('what is asked one by one', () => {
	test('is done together when it comes in one turn, each answered in its place, an error to its own', async () => {
		const batches: number[][] = []
		const double = together(async (batch: readonly number[]) => {
			batches.push([...batch])
			return batch.map((n) => (n === 2 ? new RangeError('two') : n * 2))
		})
		const answers = await Promise.allSettled([1, 2, 3].map(double))
		expect(answers).toEqual([
			{ status: 'fulfilled', value: 2 },
			{ status: 'rejected', reason: new RangeError('two') },
			{ status: 'fulfilled', value: 6 },
		])
		expect(await double(4)).toBe(8)
		expect(batches).toEqual([[1, 2, 3], [4]])
	})

	test('waits in the order of arrival while all hands are full, at most so many together', async () => {
		const batches: number[][] = []
		const open: (() => void)[] = []
		const slow = together(
			async (batch: readonly number[]) => {
				batches.push([...batch])
				await new Promise<void>((resolve) => open.push(resolve))
				return batch
			},
			{ hands: 1, most: 2 },
		)
		const answers = [1, 2, 3, 4, 5].map(slow)
		for (const expected of [[1, 2], [3, 4], [5]]) {
			await new Promise((resolve) => setTimeout(resolve, 5))
			expect(batches.at(-1)).toEqual(expected)
			open.at(-1)!()
		}
		expect(await Promise.all(answers)).toEqual([1, 2, 3, 4, 5])
		expect(batches).toHaveLength(3)
	})

	test('is shared among the hands that are free, in shares not too small', async () => {
		const batches: number[][] = []
		const work = async (batch: readonly number[]) => {
			batches.push([...batch])
			return batch
		}
		const shared = together(work, { hands: 2, most: 64, least: 3 })
		await Promise.all([1, 2, 3, 4, 5, 6, 7].map(shared))
		await Promise.all([1, 2, 3, 4].map(shared))
		expect(batches).toEqual([[1, 2, 3, 4], [5, 6, 7], [1, 2, 3], [4]])
	})

	test('an error thrown for all is told to all, and those who come later are served', async () => {
		let isBroken = true
		const serve = together(async (batch: readonly string[]) => {
			if (isBroken) throw new Error('lost')
			return batch
		})
		const lost = await Promise.allSettled(['a', 'b'].map(serve))
		expect(lost.map(({ status }) => status)).toEqual(['rejected', 'rejected'])
		isBroken = false
		expect(await serve('c')).toBe('c')
	})
})

test('a function of a text that remembers answers the same without asking again, and keeps only so much', () => {
	let asked = 0
	const length = remembered((text) => {
		asked++
		return text.length
	}, 2)
	expect(['a', 'a', 'bb', 'a'].map(length)).toEqual([1, 1, 2, 1])
	expect(asked).toBe(2)
	length('ccc')
	expect([length('a'), asked]).toEqual([1, 4])
})
