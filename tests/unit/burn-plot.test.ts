import { describe, expect, test } from 'vitest'
import { areaPath, linePath, scaleTop, spread, widePlot, x, y } from '#app/components/charts/burn-plot.ts'

describe('a burn chart', () => {
	test('has a round scale that holds the amount and divides by five', () => {
		for (const amount of [1n, 7n, 99n, 500_000_000n, 500_000_001n, 123_456_789n]) {
			const top = scaleTop(amount)
			expect(top >= amount && top % 5n === 0n).toBe(true)
			expect(top <= amount * 2n + 10n).toBe(true)
		}
		expect(scaleTop(500_000_000n)).toBe(500_000_000n)
	})

	test('starts at zero and ends at the limit', () => {
		expect(y(widePlot, 0n, 100n)).toBe(widePlot.bottom)
		expect(y(widePlot, 100n, 100n)).toBe(widePlot.top)
		expect(x(widePlot, 12)).toBe(widePlot.right)
	})

	test('draws nothing but the ground line for a year without figures', () => {
		expect(linePath(widePlot, [], 0n)).toBe(`M${widePlot.left} ${widePlot.bottom}`)
		expect(areaPath(widePlot, [], 0n)).toContain('Z')
	})

	test('keeps its labels apart, in order and above the ground', () => {
		const placed = spread([16, 280, 282, 283], 32, 288)
		for (let i = 1; i < placed.length; i++) expect(placed[i]! - placed[i - 1]!).toBeGreaterThanOrEqual(32)
		expect(placed.at(-1)).toBeLessThanOrEqual(288)
		expect(placed[0]).toBe(16)
	})
})
