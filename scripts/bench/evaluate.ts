import fs from 'node:fs'
import path from 'node:path'
import { performance } from 'node:perf_hooks'
import { evaluate } from '#app/domain/programmes/evaluate.ts'
import type { Facts } from '#app/domain/programmes/facts.ts'
import { type ProgrammeDocument, programmeDocument } from '#app/domain/programmes/programme-document.ts'
import { workedCases } from '#app/domain/programmes/worked-case.ts'
import { countOption, say } from '#scripts/lib/command-line.ts'
import type { Exercise } from '#scripts/lib/dispatch.ts'
import { root } from '#scripts/lib/root.ts'
import { machine } from './lib/cluster.ts'
import { median, rounded } from './lib/figures.ts'

/** A shipped document with the questions of its worked cases. */
type Shipped = { name: string; document: ProgrammeDocument; questions: Facts[] }

const folder = path.join(root, 'prisma/seed/programmes')

function readShipped(name: string): Shipped {
	const read = (file: string): unknown => JSON.parse(fs.readFileSync(path.join(folder, name, file), 'utf8'))
	return {
		name,
		document: programmeDocument.parse(read('programme.json')),
		questions: workedCases.parse(read('cases.json')).map(({ facts }) => facts),
	}
}

/** Evaluations a second, by the clock and by the time the processor spent on them: the same on a machine that is idle. */
type Speed = { perSecond: number; perCpuSecond: number }

/** Evaluates all questions in turn. What comes out is summed, so that nothing is skipped. */
function speedOf({ document, questions }: Shipped, count: number): Speed {
	let paid = 0n
	const cpu = process.cpuUsage()
	const began = performance.now()
	for (let index = 0; index < count; index++) paid += evaluate(document, questions[index % questions.length]!).amountFen
	const seconds = (performance.now() - began) / 1000
	if (paid === 0n) throw new Error(`no case of the document pays anything`)
	const { user, system } = process.cpuUsage(cpu)
	return { perSecond: count / seconds, perCpuSecond: (count * 1e6) / (user + system) }
}

const exercise: Exercise = {
	says: 'evaluations a second on one core, of the shipped document that takes longest',
	options: ['count'],
	database: false,
	run: async (line) => {
		const count = countOption(line, 'count', 100_000)
		const shipped = fs.readdirSync(folder).map(readShipped)
		// in turns and the best of them: whoever comes first would pay for what the engine compiles
		const turns = [1, 2, 3, 4].map(() => shipped.map((each) => speedOf(each, 5_000).perCpuSecond))
		const documents = shipped
			.map((each, index) => ({ each, perCpuSecond: Math.round(Math.max(...turns.map((turn) => turn[index]!))) }))
			.sort((a, b) => a.perCpuSecond - b.perCpuSecond)
		const slowest = documents[0]!.each
		say(`${slowest.name} takes longest: ${slowest.questions.length} questions, ${count} evaluations, three times`)
		const rounds = [1, 2, 3].map(() => speedOf(slowest, count))
		const speeds = rounds.map(({ perSecond }) => perSecond)
		return {
			ok: true,
			answer: {
				name: 'evaluate',
				...machine(),
				document: slowest.name,
				questions: slowest.questions.length,
				evaluations: count,
				perSecond: Math.round(median(speeds)),
				spread: [Math.round(Math.min(...speeds)), Math.round(Math.max(...speeds))],
				perCpuSecond: Math.round(median(rounds.map(({ perCpuSecond }) => perCpuSecond))),
				microseconds: rounded(1_000_000 / median(speeds), 1),
				documents: documents.map(({ each, perCpuSecond }) => ({ name: each.name, perCpuSecond })),
			},
		}
	},
}
export default exercise
