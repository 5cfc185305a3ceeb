import type { LoaderFunctionArgs } from '@remix-run/node'
import { inlineMimes } from '#app/domain/files/file.ts'
import { fileForReading } from '#app/domain/files/files.server.ts'
import { refusalResponse } from '#app/web/loader.server.ts'
import { domainContext } from '#app/web/request-context.server.ts'
import { filePolicy } from '#app/web/security-headers.server.ts'

/** A stored file: shown in a window of its own when a browser can do so safely, else downloaded. */
export async function loader({ request, params, context }: LoaderFunctionArgs) {
	const ctx = await domainContext(request, context)
	try {
		const { name, mime, sizeBytes, sha256, content } = await fileForReading(ctx, params.uuid ?? '')
		const disposition = inlineMimes.has(mime) ? 'inline' : 'attachment'
		return new Response(content, {
			headers: {
				'Content-Type': mime,
				'Content-Length': String(sizeBytes),
				'Content-Disposition': `${disposition}; filename*=UTF-8''${encodeURIComponent(name)}`,
				'Content-Security-Policy': filePolicy(mime),
				'Cache-Control': 'private, no-store',
				ETag: `"${sha256}"`,
			},
		})
	} catch (error) {
		throw refusalResponse(error, request, context.locale)
	}
}
