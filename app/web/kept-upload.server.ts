import { unstable_parseMultipartFormData as parseMultipart } from '@remix-run/node'
import { KeptFile } from '#app/domain/files/kept-file.ts'
import { DomainError } from '#app/lib/errors.ts'
import { ContentTooLarge, keepPieces } from '#app/platform/storage.server.ts'

const textBytesMax = 1 << 16

/**
 * The form of a request whose files may be larger than memory: each is kept on disk as it comes in (KeptFile). Throws
 * file.too_large, or input.invalid for a body that is no form.
 */
export const readKeepingForm = (bytesMax: number) => async (request: Request) => {
	try {
		if (!(request.headers.get('content-type') ?? '').startsWith('multipart/form-data')) return await request.formData()
		return await parseMultipart(request, async ({ filename, contentType, data }) => {
			if (filename === undefined) return textOf(data)
			return new KeptFile(filename, contentType, await keepPieces(data, bytesMax))
		})
	} catch (error) {
		if (error instanceof ContentTooLarge) throw new DomainError('file.too_large', { megabytes: bytesMax / 1024 / 1024 })
		throw new DomainError('input.invalid', { cause: String(error) })
	}
}

async function textOf(data: AsyncIterable<Uint8Array>): Promise<string> {
	const parts: Uint8Array[] = []
	let length = 0
	for await (const part of data) {
		length += part.byteLength
		if (length > textBytesMax) throw new DomainError('input.invalid')
		parts.push(part)
	}
	return Buffer.concat(parts).toString('utf8')
}
