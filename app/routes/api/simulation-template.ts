import type { LoaderFunctionArgs } from '@remix-run/node'
import { getTemplate } from '#app/domain/simulation/simulations.server.ts'
import { refusalResponse } from '#app/web/loader.server.ts'
import { domainContext } from '#app/web/request-context.server.ts'

/** A file to fill in with orders for a simulation of one version. */
export async function loader({ request, context, params }: LoaderFunctionArgs) {
	const ctx = await domainContext(request, context)
	const { number = '', version, year } = params
	try {
		const text = await getTemplate(ctx, number, Number(version) || 0, Number(year) || 0, context.locale)
		return new Response(text, {
			headers: {
				'Content-Type': 'text/csv; charset=utf-8',
				'Content-Disposition': `attachment; filename="${number}-orders.csv"`,
				'Cache-Control': 'no-store',
			},
		})
	} catch (error) {
		throw refusalResponse(error, request, context.locale)
	}
}
