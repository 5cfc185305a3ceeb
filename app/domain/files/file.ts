/** What a stored file is evidence of. */
export const filePurposes = [
	'contract',
	'report',
	'fapiao',
	'transfer-slip',
	'payee-proof',
	'commitment',
	'statement',
	'payment-file',
	'listing-photo',
	'listing-document',
	'other',
] as const
export type FilePurpose = (typeof filePurposes)[number]

/** Kinds of file the platform takes, by what their first bytes say. `text` covers xml, csv and txt. */
export const acceptedExtensions = [
	'pdf',
	'png',
	'jpg',
	'jpeg',
	'webp',
	'ofd',
	'zip',
	'xlsx',
	'xml',
	'csv',
	'txt',
] as const
type Extension = (typeof acceptedExtensions)[number]

/** The `accept` attribute of a file field. */
export const acceptAttribute = acceptedExtensions.map((extension) => `.${extension}`).join(',')

type Content = 'pdf' | 'png' | 'jpeg' | 'webp' | 'zip' | 'text'

/** The content an extension must have, and the type it is served as. */
const kinds: Record<Extension, { content: Content; mime: string }> = {
	pdf: { content: 'pdf', mime: 'application/pdf' },
	png: { content: 'png', mime: 'image/png' },
	jpg: { content: 'jpeg', mime: 'image/jpeg' },
	jpeg: { content: 'jpeg', mime: 'image/jpeg' },
	webp: { content: 'webp', mime: 'image/webp' },
	ofd: { content: 'zip', mime: 'application/ofd' },
	zip: { content: 'zip', mime: 'application/zip' },
	xlsx: { content: 'zip', mime: 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet' },
	xml: { content: 'text', mime: 'application/xml' },
	csv: { content: 'text', mime: 'text/csv' },
	txt: { content: 'text', mime: 'text/plain' },
}

/** Types a browser may show in the page's own window; all others are downloads. */
export const inlineMimes: ReadonlySet<string> = new Set(['application/pdf', 'image/png', 'image/jpeg', 'image/webp'])

const startsWith = (bytes: Uint8Array, ...signature: number[]) => signature.every((byte, i) => bytes[i] === byte)

/** What the bytes are, whatever the name says; null when they are none of ours. */
function contentOf(bytes: Uint8Array): Content | null {
	if (startsWith(bytes, 0x25, 0x50, 0x44, 0x46, 0x2d)) return 'pdf'
	if (startsWith(bytes, 0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a)) return 'png'
	if (startsWith(bytes, 0xff, 0xd8, 0xff)) return 'jpeg'
	if (startsWith(bytes, 0x52, 0x49, 0x46, 0x46) && startsWith(bytes.subarray(8), 0x57, 0x45, 0x42, 0x50)) return 'webp'
	if (startsWith(bytes, 0x50, 0x4b, 0x03, 0x04)) return 'zip'
	const head = bytes.subarray(0, 4096)
	return head.some((byte) => byte === 0 || (byte < 0x20 && ![0x09, 0x0a, 0x0d, 0x0c].includes(byte))) ? null : 'text'
}

/** The type a file is stored and served as: its extension must be one of ours and its bytes must agree. Null: refused. */
export function mimeOf(name: string, bytes: Uint8Array): string | null {
	const extension = /\.([a-z]+)$/i.exec(name)?.[1]?.toLowerCase()
	const kind = extension && Object.hasOwn(kinds, extension) ? kinds[extension as Extension] : undefined
	if (!kind || contentOf(bytes) !== kind.content) return null
	// A text that opens like a web page is one, whatever it is called.
	if (
		kind.content === 'text' &&
		/^\s*<(!doctype\s+html|html|script|svg)/i.test(new TextDecoder().decode(bytes.subarray(0, 512)))
	)
		return null
	return kind.mime
}

/** Whether the bytes are a picture of the kinds cameras and scanners make, whatever the name says. */
export const isPicture = (bytes: Uint8Array): boolean => ['jpeg', 'png', 'webp'].includes(contentOf(bytes) ?? '')

/** The name a file is kept under for people: last part of any path, no control or direction characters, at most 120 characters. */
export function plainName(name: string): string {
	const last = name.normalize('NFC').split(/[\\/]/).at(-1) ?? ''
	const clean = last.replace(/[\p{Cc}\p{Cf}"]/gu, '').trim()
	return clean.length <= 120 ? clean : clean.slice(0, 100) + clean.slice(-20)
}
