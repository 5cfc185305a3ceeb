import type { LoaderFunctionArgs } from '@remix-run/node'
import { paymentFileKinds } from '#app/domain/settlement/batch.ts'
import { paymentFile } from '#app/domain/settlement/payment-file.server.ts'
import { DomainError } from '#app/lib/errors.ts'
import { refusalResponse } from '#app/web/loader.server.ts'
import { domainContext } from '#app/web/request-context.server.ts'

/** The payer's file of a sent batch, for the bank or the finance bureau. Every fetch is recorded. */
export async function loader({ request, params, context }: LoaderFunctionArgs) {
	const ctx = await domainContext(request, context)
	try {
		const kind = paymentFileKinds.find((one) => one === params.kind)
		if (!kind) throw new DomainError('not_found')
		const file = await paymentFile(ctx, { number: params.number ?? '', kind })
		return new Response(file.content, {
			headers: {
				'Content-Type': file.mime,
				'Content-Length': String(file.content.byteLength),
				'Content-Disposition': `attachment; filename="${file.name}"`,
				'Cache-Control': 'private, no-store',
			},
		})
	} catch (error) {
		throw refusalResponse(error, request, context.locale)
	}
}
