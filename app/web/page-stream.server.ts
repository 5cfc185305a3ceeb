import { Transform } from 'node:stream'

/**
 * Where a rendered page goes through on its way out. React 18 leaves zero bytes where a character of several bytes did
 * not fit at the end of its 2 kB buffer; browsers show them as broken characters in attributes. They are taken out.
 */
export const pageStream = () =>
	new Transform({
		transform(chunk: Buffer, _encoding, done) {
			done(null, chunk.includes(0) ? chunk.filter((byte) => byte !== 0) : chunk)
		},
	})
