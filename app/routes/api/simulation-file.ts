import type { LoaderFunctionArgs } from '@remix-run/node'
import { getEnterpriseSheet, getLines } from '#app/domain/simulation/simulations.server.ts'
import { DomainError } from '#app/lib/errors.ts'
import { refusalResponse } from '#app/web/loader.server.ts'
import { domainContext } from '#app/web/request-context.server.ts'

const types: Record<string, string> = {
	'orders.csv': 'text/csv; charset=utf-8',
	'enterprises.xlsx': 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet',
}

/** What a simulation came to, as a file: every order, or every enterprise. */
export async function loader({ request, context, params }: LoaderFunctionArgs) {
	const ctx = await domainContext(request, context)
	const { number = '', file = '' } = params
	try {
		const type = Object.hasOwn(types, file) ? types[file] : undefined
		if (!type) throw new DomainError('not_found')
		const content =
			file === 'orders.csv' ? await getLines(ctx, number) : await getEnterpriseSheet(ctx, number, context.locale)
		return new Response(content, {
			headers: {
				'Content-Type': type,
				'Content-Disposition': `attachment; filename="${number}-${file}"`,
				'Cache-Control': 'private, no-store',
			},
		})
	} catch (error) {
		throw refusalResponse(error, request, context.locale)
	}
}
