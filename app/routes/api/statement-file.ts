import { Readable } from 'node:stream'
import type { LoaderFunctionArgs } from '@remix-run/node'
import { createReadableStreamFromReadable } from '@remix-run/node'
import { statementFileContent } from '#app/domain/reconciliation/statement-files.server.ts'
import { refusalResponse } from '#app/web/loader.server.ts'
import { domainContext } from '#app/web/request-context.server.ts'

/** A bank's file as it came, of any size. */
export async function loader({ request, params, context }: LoaderFunctionArgs) {
	const ctx = await domainContext(request, context)
	try {
		const { name, sizeBytes, pieces } = await statementFileContent(ctx, params.number ?? '')
		return new Response(createReadableStreamFromReadable(Readable.from(pieces)), {
			headers: {
				'Content-Type': 'application/octet-stream',
				'Content-Length': String(sizeBytes),
				'Content-Disposition': `attachment; filename*=UTF-8''${encodeURIComponent(name)}`,
				'Cache-Control': 'private, no-store',
			},
		})
	} catch (error) {
		throw refusalResponse(error, request, context.locale)
	}
}
