import { execFileSync } from 'node:child_process'
import fs from 'node:fs'
import path from 'node:path'

/** A process named so that a later one with the same number is not taken for it. */
export type ProcessMark = { pid: number; started: string }

/** The fields of Linux's record of a process, from its state on; null when there is none. */
function statFields(pid: number): string[] | null {
	try {
		const stat = fs.readFileSync(`/proc/${pid}/stat`, 'utf8')
		return stat.slice(stat.lastIndexOf(')') + 2).split(' ')
	} catch {
		return null
	}
}

/** When a live process started, in the system's own words; null when it is gone (or a zombie nobody has collected). */
function startedAt(pid: number): string | null {
	if (process.platform === 'linux') {
		const fields = statFields(pid)
		return !fields || fields[0] === 'Z' || fields[0] === 'X' ? null : (fields[19] ?? '')
	}
	try {
		return execFileSync('ps', ['-o', 'lstart=', '-p', String(pid)], { encoding: 'utf8', stdio: 'pipe' }).trim() || null
	} catch {
		return null
	}
}

/** The process that started a process, where the system tells cheaply (Linux); else 0. */
export const parentOf = (pid: number) => Number(statFields(pid)?.[1] ?? 0)

export const markOf = (pid: number): ProcessMark => ({ pid, started: startedAt(pid) ?? '' })
export const isAlive = (pid: number) => startedAt(pid) !== null
export const isSame = (mark: ProcessMark) => startedAt(mark.pid) === mark.started

/** Waits until `done` says so; false when it did not within the time (milliseconds). */
export async function waitUntil(done: () => boolean | Promise<boolean>, limit: number, step = 30): Promise<boolean> {
	const end = Date.now() + limit
	while (!(await done())) {
		if (Date.now() > end) return false
		await new Promise((resolve) => setTimeout(resolve, step))
	}
	return true
}

/** Reads a small JSON file of ours; null when it is missing or was cut off. */
export function readJson<T>(file: string): T | null {
	try {
		return JSON.parse(fs.readFileSync(file, 'utf8')) as T
	} catch {
		return null
	}
}

/** Writes a small file that only its owner may read; readers see the old or the new content, never half. */
export function writePrivate(file: string, content: string): void {
	const draft = `${file}.${process.pid}`
	fs.writeFileSync(draft, content, { mode: 0o600 })
	fs.renameSync(draft, file)
}

/** Runs `work` while no other process of ours holds the lock. A lock left by a dead process is taken over. */
export async function withLock<T>(file: string, limit: number, work: () => Promise<T>): Promise<T> {
	fs.mkdirSync(path.dirname(file), { recursive: true })
	const take = () => {
		try {
			const holder = readJson<ProcessMark>(file)
			const isLeft = holder ? !isSame(holder) : Date.now() - fs.statSync(file).mtimeMs > 10_000
			if (isLeft) fs.rmSync(file, { force: true })
		} catch {
			// no lock there
		}
		try {
			fs.writeFileSync(file, JSON.stringify(markOf(process.pid)), { flag: 'wx', mode: 0o600 })
			return true
		} catch {
			return false
		}
	}
	if (!(await waitUntil(take, limit, 50))) throw new Error(`another process holds ${file}`)
	try {
		return await work()
	} finally {
		fs.rmSync(file, { force: true })
	}
}
