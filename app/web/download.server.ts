import type { LoaderFunctionArgs } from '@remix-run/node'
import type { Context } from '#app/domain/context.server.ts'
import { refusalResponse } from './loader.server.ts'
import { domainContext } from './request-context.server.ts'

const types = {
	pdf: 'application/pdf',
	xlsx: 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet',
	csv: 'text/csv; charset=utf-8',
	json: 'application/json; charset=utf-8',
} as const

export type Download = {
	name: string
	content: Uint8Array<ArrayBuffer> | string | ReadableStream<Uint8Array>
	isPublic?: boolean
}

/** A loader that answers with a file; a refusal becomes a response with its status. */
export function fileLoader(make: (ctx: Context, args: LoaderFunctionArgs) => Promise<Download>) {
	return async (args: LoaderFunctionArgs): Promise<Response> => {
		const ctx = await domainContext(args.request, args.context)
		try {
			const { name, content, isPublic } = await make(ctx, args)
			const type = types[name.split('.').at(-1) as keyof typeof types]
			return new Response(content, {
				headers: {
					'Content-Type': type,
					'Content-Disposition': `attachment; filename*=UTF-8''${encodeURIComponent(name)}`,
					'Cache-Control': isPublic ? 'public, max-age=300' : 'private, no-store',
				},
			})
		} catch (error) {
			throw refusalResponse(error, args.request, args.context.locale)
		}
	}
}

/** Text that is made as it is sent. Its first part is made before the answer begins, so that a refusal is still one. */
export async function streamText(parts: AsyncGenerator<string>): Promise<ReadableStream<Uint8Array>> {
	const encoder = new TextEncoder()
	const first = await parts.next()
	let waiting: string | null = first.done ? null : first.value
	return new ReadableStream({
		async pull(controller) {
			if (waiting !== null) {
				controller.enqueue(encoder.encode(waiting))
				waiting = null
				return
			}
			const next = await parts.next()
			if (next.done) controller.close()
			else controller.enqueue(encoder.encode(next.value))
		},
		async cancel() {
			await parts.return(undefined)
		},
	})
}
