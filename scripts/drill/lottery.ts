import fs from 'node:fs'
import { digitsOf } from '#app/domain/draws/draw.ts'
import { recomputeDraw } from '#app/domain/draws/draw-list.server.ts'
import { CannotRun } from '#scripts/lib/command-line.ts'
import type { Exercise } from '#scripts/lib/dispatch.ts'

const exercise: Exercise = {
	says: 'a draw reckoned again: --list FILE (as downloaded from the result page) --number N (lottery only)',
	options: ['list', 'number'],
	database: false,
	async run({ options }) {
		if (!options.list) throw new CannotRun('Use: npm run drill -- lottery --list FILE --number N')
		if (!fs.existsSync(options.list)) throw new CannotRun(`There is no file ${options.list}.`)
		const number = options.number === undefined ? null : digitsOf(options.number)
		try {
			const answer = recomputeDraw(fs.readFileSync(options.list, 'utf8'), number)
			const head = [`round      ${answer.round}`, `list hash  ${answer.listHash}`]
			const seed = answer.seed === null ? [] : [`seed       ${answer.seed}`]
			const order = answer.order.map((application, index) => `${String(index + 1).padStart(6)}  ${application}`)
			return { ok: true, answer, text: [...head, ...seed, ...order].join('\n') }
		} catch (error) {
			throw error instanceof RangeError ? new CannotRun(`${options.list}: ${error.message}.`) : error
		}
	},
}
export default exercise
