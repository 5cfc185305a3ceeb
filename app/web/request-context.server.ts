import type { AppLoadContext } from '@remix-run/node'
import type { Context } from '#app/domain/context.server.ts'
import type { Locale } from '#app/lib/i18n.ts'
import { contextFor } from './session.server.ts'

/** What the server hands to every loader and action of one request (see scripts/server). */
export type RequestContext = {
	cspNonce: string
	requestId: string
	/** Address the request came from, behind a proxy the one it names: counted in sign-in limits. */
	clientAddress: string
	locale: Locale
	/** the answer may be shown to other visitors as well: nothing in it may be this one's */
	isShared: boolean
	/** Filled by the first loader of the request, shared by the others. */
	ready?: Promise<Context>
}

declare module '@remix-run/server-runtime' {
	interface AppLoadContext extends RequestContext {}
	interface Future {
		v3_singleFetch: true
	}
}

/** The domain context of a request: one look-up of session and clock, however many loaders ask. */
export function domainContext(request: Request, context: AppLoadContext): Promise<Context> {
	context.ready ??= contextFor(request)
	return context.ready
}
