import type { LoaderFunctionArgs } from '@remix-run/node'
import { keepLocale } from '#app/domain/identity/keep-locale.server.ts'
import { locales } from '#app/lib/i18n.ts'
import { chooseLocale } from '#app/web/preferences.server.ts'
import { domainContext } from '#app/web/request-context.server.ts'

export async function loader(args: LoaderFunctionArgs) {
	const { actor, ...ctx } = await domainContext(args.request, args.context)
	const chosen = locales.find((locale) => locale === new URL(args.request.url).searchParams.get('to'))
	if (chosen && actor.type === 'member') await keepLocale({ actor, ...ctx }, actor.accountId, chosen)
	return chooseLocale(args)
}
