import { createInflateRaw, inflateRawSync } from 'node:zlib'

/** Why an archive was not opened. */
export class ZipFault extends Error {
	readonly code: 'broken' | 'encrypted' | 'too_large'
	constructor(code: 'broken' | 'encrypted' | 'too_large') {
		super(`zip: ${code}`)
		this.name = 'ZipFault'
		this.code = code
	}
}

type Limits = {
	/** most entries an archive may have */
	entries: number
	/** most bytes one wanted entry may unpack to, and all together */
	entryBytes: number
	totalBytes: number
}

const pieceBytes = 1 << 16
const endSignature = 0x06054b50
const entrySignature = 0x02014b50
const localSignature = 0x04034b50
const encryptedFlag = 0x0001

/**
 * The entries of a ZIP archive that `wanted` names, unpacked in memory. Nothing is trusted: sizes are those the inflater
 * really gives, bounded while it works; entries nobody wants are not unpacked; names are keys, never paths. Throws ZipFault.
 */
export function readZip(bytes: Uint8Array, wanted: (name: string) => boolean, limits: Limits): Map<string, Uint8Array> {
	const file = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength)
	const found = new Map<string, Uint8Array>()
	let left = limits.totalBytes
	for (const { name, at } of entriesOf(file, limits.entries)) {
		if (!wanted(name) || found.has(name)) continue
		const content = unpack(file, at, Math.min(limits.entryBytes, left))
		left -= content.byteLength
		found.set(name, content)
	}
	return found
}

/** An entry of an archive that is held packed; it can be unpacked any number of times. */
export type ZipEntry = {
	name: string
	/** What it unpacks to, piece by piece. Throws ZipFault, also one piece above `most` bytes. */
	pieces(most: number): AsyncGenerator<Uint8Array>
}

/** All entries of an archive, in its own order; nothing is unpacked yet. Throws ZipFault. */
export function zipEntries(bytes: Uint8Array, most: number): ZipEntry[] {
	const file = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength)
	return entriesOf(file, most).map(({ name, at }) => ({ name, pieces: (bound) => piecesOf(file, at, bound) }))
}

/** How much entries unpack to together, keeping nothing of it. Throws ZipFault when it is more than `most`. */
export async function unpackedBytes(entries: readonly ZipEntry[], most: number): Promise<number> {
	let size = 0
	for (const entry of entries) for await (const piece of entry.pieces(most - size)) size += piece.byteLength
	return size
}

async function* piecesOf(file: Buffer, at: number, most: number): AsyncGenerator<Uint8Array> {
	const { method, content } = packedIn(file, at)
	if (method === 0) {
		if (content.byteLength > most) throw new ZipFault('too_large')
		yield content
		return
	}
	const inflate = createInflateRaw({ chunkSize: pieceBytes })
	inflate.end(content)
	let size = 0
	try {
		for await (const piece of inflate as AsyncIterable<Uint8Array>) {
			size += piece.byteLength
			if (size > most) throw new ZipFault('too_large')
			yield piece
		}
	} catch (error) {
		// why: zlib's errors carry a code of its own; what whoever reads the pieces throws never comes this way
		throw error instanceof ZipFault ? error : new ZipFault('broken')
	}
}

/** The directory of an archive: each entry's name and where it is described. */
function entriesOf(file: Buffer, most: number): { name: string; at: number }[] {
	const end = endOfDirectory(file)
	const count = file.readUInt16LE(end + 10)
	if (count > most) throw new ZipFault('too_large')
	const entries: { name: string; at: number }[] = []
	let at = file.readUInt32LE(end + 16)
	for (let i = 0; i < count; i++) {
		if (at + 46 > file.length || file.readUInt32LE(at) !== entrySignature) throw new ZipFault('broken')
		const nameLength = file.readUInt16LE(at + 28)
		entries.push({ name: file.toString('utf8', at + 46, at + 46 + nameLength), at })
		at += 46 + nameLength + file.readUInt16LE(at + 30) + file.readUInt16LE(at + 32)
	}
	return entries
}

/** Where the end-of-directory record stands: it may be followed by a comment of at most 64 KB. */
function endOfDirectory(file: Buffer): number {
	for (let at = file.length - 22; at >= Math.max(0, file.length - 22 - 65_535); at--)
		if (file.readUInt32LE(at) === endSignature) return at
	throw new ZipFault('broken')
}

/** An entry as it is packed. Throws ZipFault. */
function packedIn(file: Buffer, at: number): { method: number; content: Buffer } {
	if (file.readUInt16LE(at + 8) & encryptedFlag) throw new ZipFault('encrypted')
	const method = file.readUInt16LE(at + 10)
	const packed = file.readUInt32LE(at + 20)
	const local = file.readUInt32LE(at + 42)
	if (local + 30 > file.length || file.readUInt32LE(local) !== localSignature) throw new ZipFault('broken')
	const start = local + 30 + file.readUInt16LE(local + 26) + file.readUInt16LE(local + 28)
	if (start + packed > file.length) throw new ZipFault('broken')
	if (method !== 0 && method !== 8) throw new ZipFault('broken')
	return { method, content: file.subarray(start, start + packed) }
}

function unpack(file: Buffer, at: number, most: number): Uint8Array {
	const { method, content } = packedIn(file, at)
	if (method === 0) {
		if (content.byteLength > most) throw new ZipFault('too_large')
		return content
	}
	if (most === 0) throw new ZipFault('too_large')
	try {
		return inflateRawSync(content, { maxOutputLength: most })
	} catch (error) {
		throw new ZipFault((error as { code?: string }).code === 'ERR_BUFFER_TOO_LARGE' ? 'too_large' : 'broken')
	}
}
