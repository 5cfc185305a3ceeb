import type { LoaderFunctionArgs } from '@remix-run/node'
import { listingFile } from '#app/domain/catalogue/listing-files.server.ts'
import { refusalResponse } from '#app/web/loader.server.ts'
import { domainContext } from '#app/web/request-context.server.ts'
import { filePolicy } from '#app/web/security-headers.server.ts'

/** A photo or document of a listing. What is under an address never changes: anybody may keep a public one for a year. */
export async function loader({ request, params, context }: LoaderFunctionArgs) {
	const ctx = await domainContext(request, context)
	try {
		const { name, mime, sha256, content, isPublic } = await listingFile(ctx, params.uuid ?? '')
		return new Response(content, {
			headers: {
				'Content-Type': mime,
				'Content-Length': String(content.byteLength),
				'Content-Disposition': `inline; filename*=UTF-8''${encodeURIComponent(name)}`,
				'Content-Security-Policy': filePolicy(mime),
				'Cache-Control': isPublic ? 'public, max-age=31536000, immutable' : 'private, no-store',
				ETag: `"${sha256}"`,
			},
		})
	} catch (error) {
		throw refusalResponse(error, request, context.locale)
	}
}
