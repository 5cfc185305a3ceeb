/** An uploaded file whose content was kept on disk as it came in: only its beginning is here. */
export class KeptFile extends File {
	readonly sha256: string
	readonly sizeBytes: number
	readonly start: Uint8Array
	constructor(name: string, type: string, content: { sha256: string; sizeBytes: number; start: Uint8Array }) {
		super([], name, { type })
		this.sha256 = content.sha256
		this.sizeBytes = content.sizeBytes
		this.start = content.start
	}
}
