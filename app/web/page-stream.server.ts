import { Transform, type TransformCallback } from 'node:stream'

/**
 * Where a rendered page goes through on its way out. React hands it over in pieces of 2 kB, each of which would travel
 * through five streams and a socket write of its own: what comes in one turn of the event loop leaves as one piece, and
 * still at once. React 18 also leaves zero bytes where a character of several bytes did not fit at the end of a piece;
 * browsers show them as broken characters in attributes. They are taken out.
 */
class PageStream extends Transform {
	#waiting: Buffer[] = []
	#turn: NodeJS.Immediate | undefined

	override _transform(chunk: Buffer, _encoding: BufferEncoding, done: TransformCallback): void {
		this.#waiting.push(chunk.includes(0) ? Buffer.from(chunk.filter((byte) => byte !== 0)) : chunk)
		this.#turn ??= setImmediate(() => this.#send())
		done()
	}

	override _flush(done: TransformCallback): void {
		this.#send()
		done()
	}

	override _destroy(error: Error | null, done: (error?: Error | null) => void): void {
		if (this.#turn) clearImmediate(this.#turn)
		super._destroy(error, done)
	}

	#send(): void {
		if (this.#turn) clearImmediate(this.#turn)
		this.#turn = undefined
		if (this.#waiting.length === 0) return
		const pieces = this.#waiting
		this.#waiting = []
		this.push(pieces.length === 1 ? pieces[0] : Buffer.concat(pieces))
	}
}

export const pageStream = () => new PageStream()
