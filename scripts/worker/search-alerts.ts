import type { Context } from '#app/domain/context.server.ts'
import { tellNewListings } from '#app/domain/searches/tell-new-listings.server.ts'
import { questionOf } from '#app/web/saved-query.ts'
import { matchesAmong } from '#search/matches-among.server.ts'

/** Mails what saved searches with this kind of alert have found since they were last looked through. */
export const alertOf = (alert: 'at_once' | 'daily') => (ctx: Context) =>
	tellNewListings(ctx, alert, ({ query }, among) => matchesAmong(questionOf(query), among))
