import { MaxFileSizeExceededError, parseFormData } from '@remix-run/form-data-parser'
import { DomainError } from '#app/lib/errors.ts'

/** Largest file a form may carry, in bytes. */
export const maxFileBytes = 20 * 1024 * 1024

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
		return await parseFormData(request, { maxFileSize: maxFileBytes, maxFiles: 8 }, async (upload) => {
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
