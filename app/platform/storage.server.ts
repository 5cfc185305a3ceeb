import { createHash, randomUUID } from 'node:crypto'
import fs from 'node:fs/promises'
import path from 'node:path'
import { env } from './env.server.ts'

/** Where a content lies: two levels of folders by its hash, so that no folder grows large. */
const fileOf = (sha256: string) => path.join(env.DATA_DIR, 'files', sha256.slice(0, 2), sha256.slice(2, 4), sha256)

/** Keeps a content under its SHA-256 and returns the hash (hex). The same content twice is one file; a crash leaves none half written. */
export async function keepContent(content: Uint8Array): Promise<string> {
	const sha256 = createHash('sha256').update(content).digest('hex')
	const target = fileOf(sha256)
	if (
		await fs.stat(target).then(
			(found) => found.size === content.byteLength,
			() => false,
		)
	)
		return sha256
	await fs.mkdir(path.dirname(target), { recursive: true, mode: 0o700 })
	const draft = `${target}.${randomUUID()}`
	const handle = await fs.open(draft, 'wx', 0o600)
	try {
		await handle.writeFile(content)
		await handle.sync()
	} finally {
		await handle.close()
	}
	await fs.rename(draft, target)
	return sha256
}

/** The content kept under a hash. Throws when it is gone or no longer has that hash: evidence is never served altered. */
export async function readContent(sha256: string): Promise<Uint8Array<ArrayBuffer>> {
	const content = new Uint8Array(await fs.readFile(fileOf(sha256)))
	const found = createHash('sha256').update(content).digest('hex')
	if (found !== sha256) throw new Error(`stored file ${sha256} has changed on disk`)
	return content
}
