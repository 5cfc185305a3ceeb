/** A reason a script cannot do its work, as one sentence for the person who ran it. */
export class CannotRun extends Error {
	constructor(
		sentence: string,
		readonly exitCode = 2,
	) {
		super(sentence)
		this.name = 'CannotRun'
	}
}

export type CommandLine = {
	/** words that are no options */
	words: string[]
	/** options as `--name value`, `--name=value` or `--name` (then 'true') */
	options: Record<string, string>
}

/** Parses `argv`; only the named options are known, those in `flags` take no value. */
export function parseCommandLine(
	argv: readonly string[],
	known: readonly string[],
	flags: readonly string[] = [],
): CommandLine {
	const words: string[] = []
	const options: Record<string, string> = {}
	const rest = [...argv]
	while (rest.length > 0) {
		const word = rest.shift()!
		if (!word.startsWith('--')) {
			words.push(word)
			continue
		}
		const [name = '', inline] = word.slice(2).split(/=(.*)/s)
		const isFlag = name === 'json' || flags.includes(name)
		if (!isFlag && !known.includes(name))
			throw new CannotRun(
				`Unknown option --${name}. Known: ${['json', ...flags, ...known].map((o) => `--${o}`).join(', ')}.`,
			)
		const value = isFlag ? 'true' : (inline ?? rest.shift())
		if (value === undefined) throw new CannotRun(`--${name} needs a value.`)
		options[name] = value
	}
	return { words, options }
}

/** A whole number from an option, or the fallback. */
export function countOption(line: CommandLine, name: string, fallback: number): number {
	const text = line.options[name]
	if (text === undefined) return fallback
	if (!/^\d+$/.test(text)) throw new CannotRun(`--${name} takes a whole number, not "${text}".`)
	return Number(text)
}

// A reader that went away (as in `| head`) must not end a script before it has put things back in order.
for (const stream of [process.stdout, process.stderr]) stream.on('error', () => {})

/** Progress for people: always on standard error, so that standard output stays for the answer. */
export function say(sentence: string): void {
	process.stderr.write(`${sentence}\n`)
}

/** What a script found: exit 0 when `ok`, else 1; with --json `answer` is the last line of standard output. */
export type Outcome = { ok: boolean; answer: object; text?: string }

const asJson = (value: object) => JSON.stringify(value, (_, v: unknown) => (typeof v === 'bigint' ? v.toString() : v))

/** Runs a script's main function and ends the process: 0 yes, 1 the checked thing is wrong, 2 cannot run (one sentence). */
export async function runScript(
	accepts: { options?: readonly string[]; flags?: readonly string[] | undefined },
	main: (line: CommandLine) => Promise<Outcome>,
): Promise<never> {
	process.once('disconnect', () => process.exit(2))
	try {
		const line = parseCommandLine(process.argv.slice(2), accepts.options ?? [], accepts.flags)
		const { ok, answer, text } = await main(line)
		const output = line.options.json ? asJson(answer) : (text ?? asJson(answer))
		if (output) await new Promise((resolve) => process.stdout.write(`${output}\n`, resolve))
		process.exit(ok ? 0 : 1)
	} catch (error) {
		if ((error as NodeJS.ErrnoException).code === 'EPIPE') process.exit(0) // who read the answer has seen enough
		if (error instanceof CannotRun) say(error.message)
		else say(`This failed: ${error instanceof Error ? (error.stack ?? error.message) : String(error)}`)
		process.exit(error instanceof CannotRun ? error.exitCode : 2)
	}
}
