import { type ChildProcess, spawn } from 'node:child_process'
import readline from 'node:readline'
import { setTimeout as pause } from 'node:timers/promises'
import { root } from './root.ts'

export type Child = {
	process: ChildProcess
	/** what the child said when its work had begun; rejects when it ended before */
	ready: Promise<Record<string, unknown>>
	/** its exit code, once it has ended */
	ended: Promise<number>
	/** tells it to stop and waits until it has */
	stop: () => Promise<void>
}

/**
 * Room for what a request leaves behind, in megabytes: under load more of it is gone before anybody looks. Node's own 16 hold
 * the rubbish of a few dozen requests.
 */
const memory = ['--max-semi-space-size=64']

/** Starts one of our long processes; each line of its log goes to `log`. It ends by itself when this process is gone. */
export function startChild(script: string, env: Record<string, string>, log: (line: string) => void): Child {
	const child = spawn(process.execPath, [...memory, '--import', 'tsx', script], {
		cwd: root,
		env: { ...process.env, ...env },
		stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
		// Its own group: Ctrl-C reaches only the parent, who stops the children in order.
		detached: process.platform !== 'win32',
	})
	for (const stream of [child.stdout, child.stderr]) readline.createInterface({ input: stream! }).on('line', log)
	const ended = new Promise<number>((resolve) => child.once('exit', (code) => resolve(code ?? 1)))
	const ready = new Promise<Record<string, unknown>>((resolve, reject) => {
		child.once('message', (message) => resolve((message as { ready: Record<string, unknown> }).ready))
		void ended.then((code) => reject(new Error(`${script} ended with exit code ${code}`)))
	})
	ready.catch(() => {})
	const stop = async () => {
		if (child.exitCode === null && child.signalCode === null) child.kill('SIGTERM')
		const isSlow = await Promise.race([ended.then(() => false), pause(30_000, true, { ref: false })])
		if (isSlow) child.kill('SIGKILL')
		await ended
	}
	return { process: child, ready, ended, stop }
}
