import { MaxFileSizeExceededError, parseFormData } from '@remix-run/form-data-parser'
import { DomainError } from '#app/lib/errors.ts'

/** Largest file a form may carry, in bytes. */
export const maxFileBytes = 20 * 1024 * 1024

/** A body up to this many bytes is taken into memory whole before it is looked at. */
const smallBodyBytes = 256 * 1024

/** What a file field brings that was left empty. */
const noFile = new File([], '')

/**
 * The form of a request, fields and files. Files are kept in memory up to `maxFileBytes` each.
 * Throws file.too_large, or input.invalid for a body that is no form.
 */
export async function readForm(request: Request): Promise<FormData> {
	try {
		const type = request.headers.get('content-type') ?? ''
		if (!type.startsWith('multipart/form-data')) return await request.formData()
		return await parseFormData(await takenIn(request), { maxFileSize: maxFileBytes, maxFiles: 8 }, async (upload) => {
			return upload.size === 0 && !upload.name
				? noFile
				: new File([await upload.arrayBuffer()], upload.name ?? '', { type: upload.type })
		})
	} catch (error) {
		if (error instanceof MaxFileSizeExceededError)
			throw new DomainError('file.too_large', { megabytes: maxFileBytes / 1024 / 1024 })
		throw new DomainError('input.invalid', { cause: String(error) })
	}
}

/**
 * A request whose body, when it is a form without large files, has been read at one go. Reading one in parts ends in
 * `releaseLock`, which writes the stack of an error nobody sees: with source maps that reads the maps of the whole server.
 */
async function takenIn(request: Request): Promise<Request> {
	const length = Number(request.headers.get('content-length') ?? Number.NaN)
	if (!(length <= smallBodyBytes)) return request
	const parts = [new Uint8Array(await request.arrayBuffer())]
	const reader = {
		read: async () => ({ done: parts.length === 0, value: parts.shift() }),
		releaseLock: () => {},
	}
	return { headers: request.headers, body: { getReader: () => reader } } as unknown as Request
}

/** `readForm` for a page with one file field: a file that is too large is said at it. */
export const readFormAt = (field: string) => async (request: Request) => {
	try {
		return await readForm(request)
	} catch (error) {
		if (error instanceof DomainError && error.code === 'file.too_large')
			throw new DomainError(error.code, { ...error.details, field })
		throw error
	}
}
