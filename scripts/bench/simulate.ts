import fs from 'node:fs'
import path from 'node:path'
import { setImmediate as breathe } from 'node:timers/promises'
import { categoriesAsked, questionsOf } from '#app/domain/programmes/check-questions.ts'
import { type ProgrammeDocument, programmeDocument } from '#app/domain/programmes/programme-document.ts'
import type { QuestionOption } from '#app/domain/programmes/question.ts'
import { lineWords } from '#app/domain/simulation/line-words.ts'
import { type Column, columnsOf, orderMaker, readOrdersCsv } from '#app/domain/simulation/orders-csv.server.ts'
import { playYear } from '#app/domain/simulation/play-year.ts'
import { fen } from '#app/lib/money.ts'
import { CannotRun, countOption, say } from '#scripts/lib/command-line.ts'
import type { Exercise } from '#scripts/lib/dispatch.ts'
import { root } from '#scripts/lib/root.ts'
import { machine } from './lib/cluster.ts'

const folder = path.join(root, 'prisma/seed/programmes')
const rounded = (value: number) => Math.round(value * 100) / 100
const year = 2025
const pageSize = 1_000

const documentIn = (name: string, change = (text: string) => text): ProgrammeDocument =>
	programmeDocument.parse(JSON.parse(change(fs.readFileSync(path.join(folder, name, 'programme.json'), 'utf8'))))

/** The questions of a document with the places and categories it names itself. */
function questions(document: ProgrammeDocument) {
	const places = document.places.map(({ code, name }): QuestionOption => ({ value: code, label: name }))
	const categories = categoriesAsked(document).map((id): QuestionOption => ({ value: id, label: { zh: id, en: id } }))
	return questionsOf(document, [...places, { value: '880000', label: { zh: '其他', en: 'Elsewhere' } }], categories)
}

/** A year's orders as a bureau would upload them: enterprises come back, prices and days are spread, most answers are in favour. */
function ordersCsv(columns: readonly Column[], count: number): Uint8Array {
	let seed = 42
	const random = (below: number) => {
		seed = (seed + 0x6d2b79f5) | 0
		let mixed = Math.imul(seed ^ (seed >>> 15), 1 | seed)
		mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed
		return Math.floor((((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32) * below)
	}
	const favourable: Record<string, string> = { registered: 'yes', joined: 'yes' }
	const cellOf = (column: Column, n: number): string => {
		if (column.name === 'order') return `A-${n}`
		if (column.name === 'enterprise') return `E${random(Math.max(count / 8, 1))}`
		if (column.name === 'date')
			return `${year}-${String(1 + random(12)).padStart(2, '0')}-${String(1 + random(28)).padStart(2, '0')}`
		if (column.name === 'price') return `${500 + random(120_000)}.${String(random(100)).padStart(2, '0')}`
		if (column.kind === 'text') return ''
		if (column.kind === 'number') return String(1 + random(90))
		if (column.kind === 'money') return `${random(4_000_000)}.00`
		if (column.kind === 'date') return '2019-05-01'
		if (column.options.every(({ value }) => value === 'yes' || value === 'no'))
			return random(20) > 0 ? (favourable[column.name] ?? 'no') : 'yes'
		return column.options[random(column.options.length)]?.value ?? ''
	}
	const lines = Array.from({ length: count }, (_, n) => columns.map((column) => cellOf(column, n)).join(','))
	return new TextEncoder().encode(`${columns.map(({ name }) => name).join(',')}\n${lines.join('\n')}\n`)
}

const exercise: Exercise = {
	says: 'the simulator: a file of 100,000 orders through two versions of a programme; seconds and memory',
	options: ['orders', 'programme'],
	database: false,
	run: async (line) => {
		const { options } = line
		const count = countOption(line, 'orders', 100_000)
		const name = options.programme ?? 'changping-2017'
		if (!fs.existsSync(path.join(folder, name))) throw new CannotRun(`There is no programme ${name}.`)
		const published = documentIn(name)
		const draft = documentIn(name, (text) => text.replaceAll(/"bp": ?5000/g, '"bp": 4000'))
		const columns = columnsOf([questions(draft), questions(published)])
		const bytes = ordersCsv(columns, count)
		say(`${count} orders in ${(bytes.byteLength / 1e6).toFixed(1)} MB, ${columns.length} columns`)

		const began = performance.now()
		const read = await readOrdersCsv(bytes, columns, year)
		if (read.faults) throw new CannotRun(`the made-up file is refused: ${JSON.stringify(read.faults[0])}`)
		const readSeconds = (performance.now() - began) / 1000
		const { rows } = read
		const make = orderMaker(columns, (id) => [id])
		const played = await playYear(
			{
				year,
				draft: { document: draft, versionNo: 2 },
				published: { document: published, versionNo: 1 },
				budgetFen: fen(50_000_000_00n),
				total: rows.length,
				pages: async function* () {
					for (let at = 0; at < rows.length; at += pageSize) yield rows.slice(at, at + pageSize).map(make)
				},
				locale: 'zh',
				words: lineWords('zh'),
			},
			async (done, total) => {
				await breathe()
				if (done % 20_000 === 0) say(`${done} of ${total}`)
				return true
			},
		)
		const seconds = (performance.now() - began) / 1000
		const { draft: after, published: before } = played!.result
		const answer = {
			orders: count,
			seconds: rounded(seconds),
			readSeconds: rounded(readSeconds),
			ordersPerSecond: Math.round(count / seconds),
			evaluationsPerSecond: Math.round((count * 2) / (seconds - readSeconds)),
			peakRssMb: Math.round(process.resourceUsage().maxRSS / 1024),
			programme: name,
			verdicts: { draft: after.orders, published: before!.orders },
			reasons: after.reasons.slice(0, 4).map(({ code, count: n }) => `${code} ${n}`),
			costFen: { draft: String(after.costFen), published: String(before!.costFen) },
			machine: machine(),
		}
		return {
			ok: answer.peakRssMb < 500,
			answer,
			text: `${count} orders in ${answer.seconds} s, at most ${answer.peakRssMb} MB.`,
		}
	},
}
export default exercise
