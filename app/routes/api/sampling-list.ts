import type { LoaderFunctionArgs } from '@remix-run/node'
import { samplingList } from '#app/domain/sampling/samplings.server.ts'
import { refusalResponse } from '#app/web/loader.server.ts'
import { domainContext } from '#app/web/request-context.server.ts'

/** The closed list of a sampling, byte for byte as it was hashed. */
export async function loader({ params, request, context }: LoaderFunctionArgs): Promise<Response> {
	try {
		const text = await samplingList(await domainContext(request, context), params.number ?? '')
		const headers = {
			'Content-Type': 'text/plain; charset=utf-8',
			'Content-Disposition': 'attachment; filename="list.txt"',
		}
		return new Response(text, { headers })
	} catch (error) {
		throw refusalResponse(error, request, context.locale)
	}
}
