import fs from 'node:fs'
import path from 'node:path'
import { pathToFileURL } from 'node:url'
import { CannotRun, type CommandLine, type Outcome, runScript } from './command-line.ts'
import { withProduct } from './product.ts'
import { root } from './root.ts'

/** One bench or drill: `scripts/bench/NAME.ts` exports it as `default`. */
export type Exercise = {
	/** what it shows, in one line */
	says: string
	/** options with a value it knows besides --json */
	options?: readonly string[]
	/** options without a value it knows */
	flags?: readonly string[]
	/** whether it works on the product's database; then it is there, with the demo, when `run` is called */
	database: boolean
	run: (line: CommandLine) => Promise<Outcome>
}

const namesIn = (folder: string) =>
	fs.existsSync(folder)
		? fs
				.readdirSync(folder)
				.flatMap((file) => (file.endsWith('.ts') ? [file.slice(0, -3)] : []))
				.sort()
		: []

/** Runs the exercise named first on the command line out of one folder; without a known name it lists them (exit 2). */
export async function runExercise(kind: 'bench' | 'drill'): Promise<never> {
	const folder = path.join(root, 'scripts', kind)
	const names = namesIn(folder)
	const name = process.argv[2] ?? ''
	const load = async (wanted: string) => {
		const module = (await import(pathToFileURL(path.join(folder, `${wanted}.ts`)).href)) as { default: Exercise }
		return module.default
	}
	const exercise = names.includes(name) ? await load(name) : null
	return runScript({ options: exercise?.options ?? [], flags: exercise?.flags }, async (line) => {
		if (!exercise) {
			const lines = await Promise.all(names.map(async (known) => `  ${known.padEnd(24)} ${(await load(known)).says}`))
			throw new CannotRun([`Use: npm run ${kind} -- NAME`, ...lines].join('\n'))
		}
		const rest = { ...line, words: line.words.slice(1) }
		return exercise.database ? withProduct({ demo: true }, () => exercise.run(rest)) : exercise.run(rest)
	})
}
