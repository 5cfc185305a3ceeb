import type { MetaFunction } from '@remix-run/node'
import { useLoaderData } from '@remix-run/react'
import { AddCompared } from '#app/components/catalogue/add-compared.tsx'
import { CompareTable } from '#app/components/catalogue/compare-table.tsx'
import { useCatalogueWords } from '#app/components/catalogue/words.ts'
import { pageMeta } from '#app/components/meta.ts'
import { LinkButton } from '#app/components/ui/button.tsx'
import { Empty, NoteBox } from '#app/components/ui/note-box.tsx'
import { Crumb, Page, PageHead } from '#app/components/ui/page-head.tsx'
import { Panel } from '#app/components/ui/section.tsx'
import { getListing, type ListingView, listingCards } from '#app/domain/catalogue/listings.server.ts'
import { similarListings } from '#app/domain/catalogue/similar-listings.server.ts'
import type { Context } from '#app/domain/context.server.ts'
import { listDivisions } from '#app/domain/divisions/divisions.server.ts'
import { bestOffer } from '#app/domain/programmes/best-offer.ts'
import { priceBoxes } from '#app/domain/programmes/price-box.server.ts'
import { DomainError } from '#app/lib/errors.ts'
import { comparedNumbers, mostCompared } from '#app/web/compared.ts'
import { pageLoader } from '#app/web/loader.server.ts'
import { paths } from '#app/web/paths.ts'
import { searchEngine } from '#search/engine.server.ts'

const mostOffered = 6

export const loader = pageLoader(['catalogue', 'compare'], async (ctx, { request }) => {
	const asked = new URL(request.url).searchParams
	const numbers = comparedNumbers(asked)
	const q = (asked.get('q') ?? '').trim().slice(0, 100)
	const found = await Promise.all(numbers.map((number) => publicOrNull(ctx, number)))
	const listings = found.filter((listing) => listing !== null)
	const first = listings[0]
	const isEnterprise = ctx.actor.type === 'member' && ctx.actor.organisationKind === 'enterprise'
	const [boxes, divisions, candidates] = await Promise.all([
		first
			? priceBoxes(ctx, {
					listings,
					quantity: 1,
					enterpriseId: isEnterprise && ctx.actor.type === 'member' ? ctx.actor.organisationId : null,
					division: first.divisionCode,
				})
			: [],
		listDivisions(ctx),
		listings.length < mostCompared ? candidatesFor(ctx, q, first) : [],
	])
	const places = new Map(divisions.map((division) => [division.code, division]))
	return {
		q,
		isOnlyDifferent: asked.get('only') === 'different',
		missing: numbers.length - listings.length,
		isEstimate: !isEnterprise,
		compared: listings.map((listing, at) => {
			const offer = bestOffer(boxes[at]?.offers ?? [])
			return {
				...listing,
				place: places.get(listing.divisionCode) ?? null,
				pays: offer && {
					mode: offer.mode,
					isCovered: offer.evaluation.decision === 'eligible',
					programme: offer.programmeName,
					payNowFen: offer.payNowFen,
					publicFen: offer.evaluation.amountFen,
					ownFen: offer.evaluation.enterprisePaysFen,
				},
			}
		}),
		candidates: candidates.filter(({ number }) => !numbers.includes(number)).slice(0, mostOffered),
	}
})

/** A listing as anyone may read it; null when it is not or no longer public. */
async function publicOrNull(ctx: Context, number: string): Promise<ListingView | null> {
	try {
		return await getListing(ctx, number)
	} catch (error) {
		if (error instanceof DomainError) return null
		throw error
	}
}

/** What could stand beside: what the words find, or what is like the first. */
async function candidatesFor(ctx: Context, q: string, first: ListingView | undefined) {
	if (q === '') return first ? similarListings(ctx, first, mostOffered + mostCompared) : []
	const { hits } = await searchEngine.search({ text: q, limit: mostOffered + mostCompared, withFacets: false })
	return listingCards(
		ctx,
		hits.map((hit) => hit.id),
	)
}

export const meta: MetaFunction<typeof loader> = (args) => pageMeta(args, 'compare.title')

export default function Compare() {
	const { compared, candidates, missing, isOnlyDifferent, isEstimate, q } = useLoaderData<typeof loader>()
	const { t } = useCatalogueWords()
	return (
		<Page>
			<Crumb steps={[{ label: t('catalogue.home'), to: paths.services }, { label: t('compare.title') }]} />
			<PageHead title={t('compare.title')} facts={t('compare.lead', { n: mostCompared })} />
			<div className="stack-lg">
				{missing > 0 ? <NoteBox tone="warn" title={t('compare.missing', { n: missing })} /> : null}
				{compared.length === 0 ? (
					<Panel>
						<Empty
							icon="search"
							title={t('compare.none')}
							action={<LinkButton to={paths.services}>{t('compare.find')}</LinkButton>}
						>
							{t('compare.none_note')}
						</Empty>
					</Panel>
				) : (
					<CompareTable compared={compared} isOnlyDifferent={isOnlyDifferent} isEstimate={isEstimate} />
				)}
				{compared.length < mostCompared ? (
					<AddCompared numbers={compared.map(({ number }) => number)} candidates={candidates} q={q} />
				) : null}
			</div>
		</Page>
	)
}
