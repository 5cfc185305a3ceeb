import { type AppLoadContext, createReadableStreamFromReadable, type EntryContext } from '@remix-run/node'
import { isRouteErrorResponse, RemixServer } from '@remix-run/react'
import { isbot } from 'isbot'
import { renderToPipeableStream } from 'react-dom/server'
import { NonceContext } from '#app/components/nonce.ts'
import { logger } from '#app/platform/logger.server.ts'
import { warmStart } from '#search/warm-start.server.ts'
import { pageStream } from './web/page-stream.server.ts'

/** A page that has not been rendered by then is given up, in milliseconds. */
export const streamTimeout = 10_000

void warmStart()

/** Renders a document: people get it as it is made, machines that read it (and printers of it) when it is whole. */
export default function handleRequest(
	request: Request,
	status: number,
	headers: Headers,
	remixContext: EntryContext,
	{ cspNonce, requestId }: AppLoadContext,
): Promise<Response> {
	const waits = isbot(request.headers.get('user-agent')) || remixContext.isSpaMode
	return new Promise((resolve, reject) => {
		let isSent = false
		let answer = status
		const send = () => {
			isSent = true
			const body = pageStream()
			headers.set('Content-Type', 'text/html; charset=utf-8')
			resolve(new Response(createReadableStreamFromReadable(body), { headers, status: answer }))
			pipe(body)
		}
		const { pipe, abort } = renderToPipeableStream(
			<NonceContext.Provider value={cspNonce}>
				<RemixServer context={remixContext} url={request.url} nonce={cspNonce} abortDelay={streamTimeout} />
			</NonceContext.Provider>,
			{
				nonce: cspNonce,
				[waits ? 'onAllReady' : 'onShellReady']: send,
				onShellError: reject,
				onError(error) {
					answer = 500
					if (isSent) logger.error({ err: error, request: requestId }, 'rendering failed')
				},
			},
		)
		setTimeout(abort, streamTimeout + 1000).unref()
	})
}

/** Logs what a loader or action did not expect. Refusals and aborted requests are no news. */
export function handleError(error: unknown, { request, context }: { request: Request; context: AppLoadContext }): void {
	if (request.signal.aborted || isRouteErrorResponse(error)) return
	logger.error({ err: error, request: context.requestId, path: new URL(request.url).pathname }, 'request failed')
}
