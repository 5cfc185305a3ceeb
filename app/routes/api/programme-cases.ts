import type { LoaderFunctionArgs } from '@remix-run/node'
import { findDraft } from '#app/domain/programmes/draft-row.server.ts'
import { refusalResponse } from '#app/web/loader.server.ts'
import { domainContext } from '#app/web/request-context.server.ts'

/** The worked examples of a draft as a file, in the form the command line reads. */
export async function loader({ request, context, params }: LoaderFunctionArgs) {
	const ctx = await domainContext(request, context)
	try {
		const { cases, programme } = await findDraft(ctx, params.number!)
		return new Response(JSON.stringify(cases, null, '\t'), {
			headers: {
				'Content-Type': 'application/json; charset=utf-8',
				'Content-Disposition': `attachment; filename="${programme.number}-cases.json"`,
				'Cache-Control': 'no-store',
			},
		})
	} catch (error) {
		throw refusalResponse(error, request, context.locale)
	}
}
