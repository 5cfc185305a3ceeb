/** A file from its beginning, in pieces. */
export type Chunks = AsyncIterable<Uint8Array>

/** A byte that the encoding of a text does not have. */
export class TextFault extends Error {}

/** Enough of a file's beginning to tell its format and encoding. */
export async function startOf(chunks: Chunks): Promise<Uint8Array> {
	const parts: Uint8Array[] = []
	for await (const chunk of chunks) {
		parts.push(chunk)
		if (parts.reduce((sum, part) => sum + part.length, 0) >= 200) break
	}
	return Buffer.concat(parts)
}

/** Which of the encodings a file may be in reads it to its end; null: none. A single one is tried while it is read. */
export async function encodingIn(open: () => Chunks, encodings: readonly string[]): Promise<string | null> {
	for (const encoding of encodings) if (await readsAs(open, encoding, encodings.length > 1)) return encoding
	return null
}

/** Whether an encoding reads a file to its end, or, when not `toItsEnd`, whether there is such an encoding. */
export async function readsAs(open: () => Chunks, encoding: string, toItsEnd = true): Promise<boolean> {
	try {
		const decode = decoderOf(encoding)
		if (!toItsEnd) return true
		for await (const chunk of open()) decode(chunk)
		decode()
		return true
	} catch (error) {
		if (error instanceof RangeError || error instanceof TypeError) return false
		throw error
	}
}

/** The text of a file piece by piece. Throws TextFault. */
export async function* textOf(chunks: Chunks, encoding: string, isLenient = false): AsyncGenerator<string> {
	const decode = decoderOf(encoding, isLenient)
	try {
		for await (const chunk of chunks) yield decode(chunk)
		yield decode()
	} catch (error) {
		// why: what a TextDecoder throws for a byte the encoding does not have; faults of the reader never come this way
		if (error instanceof TypeError) throw new TextFault()
		throw error
	}
}

/** Throws RangeError for an encoding nobody knows, TypeError (later) for a byte it does not have unless lenient. */
function decoderOf(encoding: string, isLenient = false): (chunk?: Uint8Array) => string {
	const decoder = new TextDecoder(encoding, { fatal: !isLenient })
	return (chunk) => decoder.decode(chunk, { stream: chunk !== undefined })
}
