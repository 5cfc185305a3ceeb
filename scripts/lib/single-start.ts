import fs from 'node:fs'
import path from 'node:path'
import { CannotRun, say } from './command-line.ts'
import { isSame, markOf, type ProcessMark, parentOf, readJson, waitUntil, writePrivate } from './processes.ts'

/**
 * Takes the data folder for this start. Another start that works there is refused, one that is just ending is waited
 * for, and what a killed one left is cleared away, which is said. Returns the function that gives the folder back.
 */
export async function takeDataFolder(dataDir: string): Promise<() => void> {
	const file = path.join(dataDir, 'start.json')
	const isFree = () => {
		const other = readJson<ProcessMark>(file)
		return !other || !isSame(other)
	}
	if (!(await waitUntil(isFree, 5_000, 100))) {
		const { pid } = readJson<ProcessMark>(file) ?? { pid: 0 }
		throw new CannotRun(
			`The product already runs on ${dataDir} (process ${pid}): stop it, or choose another folder with DATA_DIR.`,
		)
	}
	if (fs.existsSync(file)) say('Recovered: the last start did not end in order.')
	fs.mkdirSync(dataDir, { recursive: true, mode: 0o711 })
	writePrivate(file, JSON.stringify(markOf(process.pid)))
	return () => fs.rmSync(file, { force: true })
}

/**
 * Calls `gone` when whoever started us is no more: what was killed must not live on unseen in its children. Between npm
 * and us may stand a shell, which outlives npm; so the shell's parent is watched too.
 */
export function watchParent(gone: () => void): void {
	const line = () => `${process.ppid} ${parentOf(process.ppid)}`
	const began = line()
	const timer = setInterval(() => {
		if (line() === began) return
		clearInterval(timer)
		gone()
	}, 500)
	timer.unref()
}
