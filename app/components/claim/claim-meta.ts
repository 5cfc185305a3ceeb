import { pageMeta } from '#app/components/meta.ts'

/** The title of a claim's page, the same for claimant and reviewer. */
export const claimMeta = (args: { matches: readonly unknown[]; params: { number?: string } }) =>
	pageMeta(args, 'claim.page_title', { number: args.params.number ?? '' })
