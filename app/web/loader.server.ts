import { data, type LoaderFunctionArgs, redirect } from '@remix-run/node'
import type { Context } from '#app/domain/context.server.ts'
import { DomainError } from '#app/lib/errors.ts'
import type { Locale, PackedTexts } from '#app/lib/i18n.ts'
import { signInPath } from './paths.ts'
import { refusalSentence } from './refusals.server.ts'
import { domainContext } from './request-context.server.ts'
import { type Namespace, pickTexts } from './texts.server.ts'

/**
 * A page's loader: runs `read` with the request's context and adds the texts of the page's namespaces (one language)
 * and a fresh idempotency key for its forms (none where the page is kept for other visitors). A refusal becomes a response with its status; a bug stays a bug.
 */
export function pageLoader<T extends object>(
	namespaces: readonly Namespace[],
	read: (ctx: Context, args: LoaderFunctionArgs) => Promise<T> | T,
) {
	return async (args: LoaderFunctionArgs): Promise<T & { texts: PackedTexts; formKey: string }> => {
		const ctx = await domainContext(args.request, args.context)
		try {
			const page = await read(ctx, args)
			const formKey = args.context.isShared ? '' : crypto.randomUUID()
			return { ...page, texts: pickTexts(args.context.locale, namespaces), formKey }
		} catch (error) {
			throw refusalResponse(error, args.request, args.context.locale)
		}
	}
}

/** What the error boundary shows for a refusal. */
export type RefusalPage = { code: string; sentence: string }

/** A refusal as Remix throws it: to the sign-in page when nobody is signed in, else its status, code and sentence. */
export function refusalResponse(error: unknown, request: Request, locale: Locale): unknown {
	if (!(error instanceof DomainError)) return error
	if (error.code === 'access.sign_in') {
		const url = new URL(request.url)
		return redirect(signInPath(url.pathname.replace(/\.data$/, '') + url.search))
	}
	return data<RefusalPage>({ code: error.code, sentence: refusalSentence(locale, error) }, { status: error.status })
}
