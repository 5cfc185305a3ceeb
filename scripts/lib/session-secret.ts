import { randomBytes } from 'node:crypto'
import fs from 'node:fs'
import path from 'node:path'
import { writePrivate } from './processes.ts'

/** The secret of a data folder, made on first use and readable by its owner only. */
export function sessionSecret(dataDir: string): string {
	const file = path.join(dataDir, 'session-secret')
	if (!fs.existsSync(file)) writePrivate(file, randomBytes(32).toString('base64url'))
	return fs.readFileSync(file, 'utf8').trim()
}
