import { createHash, randomUUID } from 'node:crypto'
import { createReadStream } from 'node:fs'
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

/** What was kept of a content that came in pieces. */
type KeptContent = { sha256: string; sizeBytes: number; start: Uint8Array }
/** A content in pieces is larger than may be kept. Nothing of it remains. */
export class ContentTooLarge extends Error {}

const startBytes = 4096

/** Keeps a content of any size as its pieces come in, as `keepContent` does. Throws ContentTooLarge above `most` bytes. */
export async function keepPieces(pieces: AsyncIterable<Uint8Array>, most: number): Promise<KeptContent> {
	const folder = path.join(env.DATA_DIR, 'files')
	await fs.mkdir(folder, { recursive: true, mode: 0o700 })
	const draft = path.join(folder, `incoming.${randomUUID()}`)
	const hash = createHash('sha256')
	const start: Uint8Array[] = []
	let sizeBytes = 0
	try {
		const handle = await fs.open(draft, 'wx', 0o600)
		try {
			for await (const piece of pieces) {
				if (sizeBytes < startBytes) start.push(piece.slice(0, startBytes))
				sizeBytes += piece.byteLength
				if (sizeBytes > most) throw new ContentTooLarge()
				hash.update(piece)
				await handle.writeFile(piece)
			}
			await handle.sync()
		} finally {
			await handle.close()
		}
		const sha256 = hash.digest('hex')
		const target = fileOf(sha256)
		await fs.mkdir(path.dirname(target), { recursive: true, mode: 0o700 })
		await fs.rename(draft, target)
		return { sha256, sizeBytes, start: Buffer.concat(start).subarray(0, startBytes) }
	} catch (error) {
		await fs.rm(draft, { force: true })
		throw error
	}
}

/** The content kept under a hash, in pieces. Throws at its end when it no longer has that hash. */
export async function* contentPieces(sha256: string): AsyncGenerator<Uint8Array<ArrayBuffer>> {
	const hash = createHash('sha256')
	for await (const piece of createReadStream(fileOf(sha256), { highWaterMark: 1 << 18 })) {
		hash.update(piece)
		yield piece
	}
	if (hash.digest('hex') !== sha256) throw new Error(`stored file ${sha256} has changed on disk`)
}
