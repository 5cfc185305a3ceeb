/** The encodings a file may be in, by its first bytes: a byte order mark, an XML declaration, else UTF-8, else GB 18030. */
export function encodingsOf(start: Uint8Array): string[] {
	const [a, b, c] = start
	if (a === 0xef && b === 0xbb && c === 0xbf) return ['utf-8']
	if (a === 0xff && b === 0xfe) return ['utf-16le']
	if (a === 0xfe && b === 0xff) return ['utf-16be']
	// why: without a mark, "<" of an XML file shows how wide its characters are
	if (a === 0x3c && b === 0) return ['utf-16le']
	if (a === 0 && b === 0x3c) return ['utf-16be']
	const declared = /^\s*<\?xml[^>]*encoding\s*=\s*["']([\w.:-]{1,40})["']/.exec(ascii(start.subarray(0, 200)))?.[1]
	// why: a declaration that can be read byte by byte is not UTF-16, whatever it says
	if (declared && /^utf-16/i.test(declared)) return ['utf-8']
	return declared ? [declared.toLowerCase()] : ['utf-8', 'gb18030']
}

/** Text of a file that says or hides its encoding, or null when none of `encodingsOf` reads it. */
export function fileText(bytes: Uint8Array): { text: string; encoding: string } | null {
	for (const encoding of encodingsOf(bytes)) {
		try {
			return { text: new TextDecoder(encoding, { fatal: true }).decode(bytes), encoding }
		} catch {
			// why: the next encoding is tried; a file none of them reads is refused by the caller
		}
	}
	return null
}

const ascii = (bytes: Uint8Array) => String.fromCharCode(...bytes)
