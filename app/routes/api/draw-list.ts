import type { LoaderFunctionArgs } from '@remix-run/node'
import { drawListText } from '#app/domain/draws/draws.server.ts'
import { refusalResponse } from '#app/web/loader.server.ts'
import { domainContext } from '#app/web/request-context.server.ts'

/** The closed list of a draw, byte for byte as it was hashed. */
export async function loader({ params, request, context }: LoaderFunctionArgs): Promise<Response> {
	const { number = '' } = params
	try {
		const text = await drawListText(await domainContext(request, context), number)
		return new Response(text, {
			headers: {
				'Content-Type': 'text/plain; charset=utf-8',
				'Content-Disposition': 'attachment; filename="list.txt"',
			},
		})
	} catch (error) {
		throw refusalResponse(error, request, context.locale)
	}
}
