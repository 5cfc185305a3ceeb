import type { AppLoadContext, EntryContext } from '@remix-run/node'
import { isRouteErrorResponse, RemixServer } from '@remix-run/react'
import { renderToString } from 'react-dom/server'
import { NonceContext } from '#app/components/nonce.ts'
import { logger } from '#app/platform/logger.server.ts'
import { warmStart } from '#search/warm-start.server.ts'
import { handedOver } from './web/handed-over.server.ts'

/** How long the data of a page may wait for a promise in them, in milliseconds: loaders hand over none. */
export const streamTimeout = 2_000

void warmStart()

/**
 * Renders a document, whole: loaders have read everything before, so nothing on a page waits for anything, and a page made
 * in one piece costs half of one that is made to be sent in parts.
 */
export default async function handleRequest(
	request: Request,
	status: number,
	headers: Headers,
	{ serverHandoffStream, ...context }: EntryContext,
	{ cspNonce }: AppLoadContext,
): Promise<Response> {
	const page = renderToString(
		<NonceContext.Provider value={cspNonce}>
			<RemixServer context={context} url={request.url} nonce={cspNonce} />
		</NonceContext.Provider>,
	)
	const data = context.renderMeta?.didRenderScripts ? await handedOver(serverHandoffStream, cspNonce) : ''
	headers.set('Content-Type', 'text/html; charset=utf-8')
	return new Response(Buffer.from(`<!DOCTYPE html>${page}${data}`), { headers, status })
}

/** Logs what a loader or action did not expect. Refusals and aborted requests are no news. */
export function handleError(error: unknown, { request, context }: { request: Request; context: AppLoadContext }): void {
	if (request.signal.aborted || isRouteErrorResponse(error)) return
	logger.error({ err: error, request: context.requestId, path: new URL(request.url).pathname }, 'request failed')
}
