import type { LoaderFunctionArgs } from '@remix-run/node'
import { getDocumentJson } from '#app/domain/programmes/programme-desk.server.ts'
import { refusalResponse } from '#app/web/loader.server.ts'
import { domainContext } from '#app/web/request-context.server.ts'

/** A programme version's document as a JSON file. */
export async function loader({ params, request, context }: LoaderFunctionArgs): Promise<Response> {
	const { number = '', version = '' } = params
	try {
		const text = await getDocumentJson(await domainContext(request, context), number, Number(version) || 0)
		return new Response(text, {
			headers: {
				'Content-Type': 'application/json; charset=utf-8',
				'Content-Disposition': `attachment; filename="${number}-v${Number(version)}.json"`,
			},
		})
	} catch (error) {
		throw refusalResponse(error, request, context.locale)
	}
}
