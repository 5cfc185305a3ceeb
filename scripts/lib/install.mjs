// Plain Node, no packages: this runs before anything is installed.
import { spawnSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import fs from 'node:fs'
import path from 'node:path'
import { fileURLToPath } from 'node:url'

const root = fileURLToPath(new URL('../../', import.meta.url))
const stampFile = path.join(root, 'node_modules', '.package-stamp')
const lockFile = path.join(root, 'package-lock.json')

/** Ends with one sentence when this Node is too old for the product. */
export function checkNode() {
	const [major = 0, minor = 0] = process.versions.node.split('.').map(Number)
	if (major > 20 || (major === 20 && minor >= 19)) return
	console.error(
		`This needs Node 20.19 or newer; here is ${process.versions.node}. Install a newer one from nodejs.org.`,
	)
	process.exit(2)
}

const lockHash = () =>
	fs.existsSync(lockFile) ? createHash('sha256').update(fs.readFileSync(lockFile)).digest('hex') : ''

/** Whether somebody ran `npm install` by hand after the lock file was last written. */
function installedByHand() {
	const hidden = path.join(root, 'node_modules', '.package-lock.json')
	return (
		!fs.existsSync(stampFile) && fs.existsSync(hidden) && fs.statSync(hidden).mtimeMs >= fs.statSync(lockFile).mtimeMs
	)
}

/** Installs the packages of the lock file; does nothing while the lock file is the one installed last. */
export function ensureInstalled() {
	const stamp = fs.existsSync(stampFile) ? fs.readFileSync(stampFile, 'utf8') : ''
	if (stamp && stamp === lockHash()) return
	if (!installedByHand()) {
		console.error('Installing packages (the first time takes a minute or two) …')
		const npm = process.env.npm_execpath?.endsWith('.js') ? [process.execPath, process.env.npm_execpath] : ['npm']
		const result = spawnSync(
			npm[0],
			[...npm.slice(1), 'install', '--include=dev', '--no-audit', '--no-fund', '--loglevel=error'],
			{
				cwd: root,
				stdio: ['ignore', 2, 2],
				shell: process.platform === 'win32',
			},
		)
		if (result.status !== 0) {
			console.error('npm install did not succeed; its message is above. Nothing else was done.')
			process.exit(2)
		}
	}
	fs.writeFileSync(stampFile, lockHash())
}
