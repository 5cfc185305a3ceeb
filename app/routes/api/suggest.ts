import type { LoaderFunctionArgs } from '@remix-run/node'
import type { Context } from '#app/domain/context.server.ts'
import { recentSearches } from '#app/domain/searches/recent-searches.server.ts'
import { paths } from '#app/web/paths.ts'
import { domainContext } from '#app/web/request-context.server.ts'
import type { SuggestAnswer, SuggestedItem } from '#app/web/suggest-answer.ts'
import { type Suggestion, suggest } from '#search/suggest.server.ts'

/** What the search box offers for `q`; for nothing typed, what the signed-in person looked for lately (null: nobody is signed in). */
export async function loader({ request, context }: LoaderFunctionArgs) {
	const q = new URL(request.url).searchParams.get('q') ?? ''
	const isEmpty = q.trim() === ''
	const answer: SuggestAnswer = isEmpty
		? { items: [], recent: await recent(await domainContext(request, context)) }
		: { items: (await suggest(q)).map((one) => itemOf(one, context.locale)), recent: null }
	return Response.json(answer, { headers: { 'Cache-Control': isEmpty ? 'no-store' : 'private, max-age=60' } })
}

const recent = async (ctx: Context) => (ctx.actor.type === 'member' ? recentSearches(ctx) : null)

const looksFor = (q: string) => `${paths.services}?${new URLSearchParams({ q })}`

function itemOf({ kind, target, label, labelEn }: Suggestion, locale: 'zh' | 'en'): SuggestedItem {
	const text = (locale === 'en' && labelEn) || label
	if (kind === 'provider') return { kind, text, to: paths.provider(target) }
	if (kind === 'category') return { kind, text, to: `${paths.services}?${new URLSearchParams({ category: target })}` }
	return { kind, text, to: looksFor(target) }
}
