import { describe, expect, test } from 'vitest'
import { countOption, parseCommandLine } from '#scripts/lib/command-line.ts'
import { compactLine } from '#scripts/lib/compact-log.ts'

describe('the command line of the scripts', () => {
	test('takes words, options with values in both spellings, and flags', () => {
		const line = parseCommandLine(
			['race', '--size', 'small', '--times=50', '--json', '--fresh'],
			['size', 'times'],
			['fresh'],
		)
		expect(line).toEqual({ words: ['race'], options: { size: 'small', times: '50', json: 'true', fresh: 'true' } })
		expect(countOption(line, 'times', 1)).toBe(50)
		expect(countOption(line, 'seed', 7)).toBe(7)
	})
	test.each([
		[['--sise', 'small'], 'Unknown option --sise. Known: --json, --size.'],
		[['--size'], '--size needs a value.'],
		[['--constructor'], 'Unknown option --constructor'],
	])('%j is refused in one sentence', (argv, sentence) => {
		expect(() => parseCommandLine(argv, ['size'])).toThrow(sentence)
	})
	test('a count is a whole number', () => {
		expect(() => countOption(parseCommandLine(['--times', '1.5'], ['times']), 'times', 1)).toThrow('whole number')
	})
})

describe('a log line in the terminal', () => {
	test('is short', () => {
		const line = {
			level: 'info',
			time: '2026-03-01T10:20:30.000Z',
			method: 'GET',
			path: '/services',
			status: 200,
			milliseconds: 12,
			queries: 5,
			msg: 'request',
		}
		expect(compactLine(JSON.stringify(line))).toBe('10:20:30 200 GET /services 12 ms, 5 queries')
		expect(compactLine('not JSON')).toBe('not JSON')
		const failure = {
			level: 'error',
			time: '2026-03-01T10:20:30.000Z',
			task: 'seal-books',
			err: { message: 'no' },
			msg: 'task not done',
		}
		expect(compactLine(JSON.stringify(failure))).toBe('10:20:30 error task not done (seal-books) no')
	})
})
