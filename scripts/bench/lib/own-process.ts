import { spawn } from 'node:child_process'
import { CannotRun } from '#scripts/lib/command-line.ts'
import { root } from '#scripts/lib/root.ts'

/**
 * Runs a bench in a process of its own and answers what it printed: its memory and its database are its own. Throws
 * CannotRun with `sentence` when it ends badly; what it had to say was said already.
 */
export function benchInOwnProcess<Answer>(words: readonly string[], sentence: string): Promise<Answer> {
	const child = spawn(process.execPath, ['--import', 'tsx', 'scripts/bench.ts', ...words], {
		cwd: root,
		stdio: ['ignore', 'pipe', 'inherit'],
	})
	let printed = ''
	child.stdout.on('data', (part) => {
		printed += part
	})
	return new Promise((resolve, reject) => {
		// not at its exit: what it printed last may still be on its way then
		child.once('close', (code) => {
			if (code !== 0) return reject(new CannotRun(sentence))
			resolve(JSON.parse(printed) as Answer)
		})
	})
}
