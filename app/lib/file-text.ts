/** Text of a file that says or hides its encoding: a byte order mark, an XML declaration, else UTF-8, else GB 18030. */
export function fileText(bytes: Uint8Array): { text: string; encoding: string } | null {
	const [a, b, c] = bytes
	const marked =
		a === 0xef && b === 0xbb && c === 0xbf
			? 'utf-8'
			: a === 0xff && b === 0xfe
				? 'utf-16le'
				: a === 0xfe && b === 0xff
					? 'utf-16be'
					: null
	const declared = /^\s*<\?xml[^>]*encoding\s*=\s*["']([\w.:-]{1,40})["']/.exec(ascii(bytes.subarray(0, 200)))?.[1]
	for (const encoding of marked ? [marked] : declared ? [declared.toLowerCase()] : ['utf-8', 'gb18030']) {
		try {
			return { text: new TextDecoder(encoding, { fatal: true }).decode(bytes), encoding }
		} catch {
			// why: the next encoding is tried; a file none of them reads is refused by the caller
		}
	}
	return null
}

const ascii = (bytes: Uint8Array) => String.fromCharCode(...bytes)
