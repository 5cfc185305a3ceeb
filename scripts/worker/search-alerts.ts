import type { Context } from '#app/domain/context.server.ts'
import { coveredPrices } from '#app/domain/programmes/covered-prices.server.ts'
import { tellNewListings } from '#app/domain/searches/tell-new-listings.server.ts'
import { questionOf } from '#app/web/saved-query.ts'
import { matchesAmong } from '#search/matches-among.server.ts'

/** Mails what saved searches with this kind of alert have found since they were last looked through. */
export const alertOf = (alert: 'at_once' | 'daily') => (ctx: Context) =>
	tellNewListings(ctx, alert, async ({ query, organisationId }, among) => {
		const question = questionOf(query)
		if (!question.filters?.isCovered) return matchesAmong(question, among)
		const covered = await coveredPrices(ctx, organisationId)
		return matchesAmong({ ...question, subsidy: { covered, pay: [] } }, among)
	})
