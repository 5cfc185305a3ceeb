import type { LoaderFunctionArgs, MetaFunction } from '@remix-run/node'
import { Link, useLoaderData } from '@remix-run/react'
import { Chips } from '#app/components/catalogue/chips.tsx'
import { ComparePicked } from '#app/components/catalogue/compare-picked.tsx'
import { Facets } from '#app/components/catalogue/facets.tsx'
import { Hit } from '#app/components/catalogue/hit.tsx'
import { SearchBox, SortBox } from '#app/components/catalogue/search-box.tsx'
import { shownServices } from '#app/components/catalogue/shown-hit.ts'
import { NoHits, Understood } from '#app/components/catalogue/understood.tsx'
import { useCatalogueWords } from '#app/components/catalogue/words.ts'
import { pageMeta } from '#app/components/meta.ts'
import { useT } from '#app/components/texts.tsx'
import { LinkButton } from '#app/components/ui/button.tsx'
import { Icon } from '#app/components/ui/icon.tsx'
import { NoteBox } from '#app/components/ui/note-box.tsx'
import { Page } from '#app/components/ui/page-head.tsx'
import { noteSearch } from '#app/domain/searches/recent-searches.server.ts'
import { pageLoader } from '#app/web/loader.server.ts'
import { paths, signInPath } from '#app/web/paths.ts'
import { savedQuery } from '#app/web/saved-query.ts'
import { filterCount, readFilters, searchOf, servicesPath } from '#app/web/service-filters.ts'
import { beginFinding, findServices } from '#search/find-services.server.ts'
import { whenNothing } from '#search/when-nothing.server.ts'

export const handle = { frame: { hasFind: true } }

const pageSize = 20

export const loader = (args: LoaderFunctionArgs) => {
	const filters = readFilters(new URL(args.request.url).searchParams)
	const { q, sort, cursor } = filters
	const asked = { ...searchOf(filters), sort, cursor, limit: pageSize }
	// while the session is looked up
	const begun = beginFinding(asked)
	return pageLoader(['catalogue', 'compare', 'searches'], async (ctx, { context }) => {
		const found = await findServices(ctx, asked, begun)
		const help = found.hits.length === 0 ? await whenNothing(asked, found) : null
		if (!cursor) noteSearch(ctx, q)
		return { filters, found: shownServices(found, context.locale), help, isVisitor: ctx.actor.type === 'visitor' }
	})(args)
}

export const meta: MetaFunction<typeof loader> = (args) => {
	const q = args.data?.filters.q
	if (q) return pageMeta(args, 'catalogue.title_for', { q })
	return pageMeta(args, 'catalogue.title', undefined, { path: paths.services })
}

export default function Services() {
	const { filters, found, help, isVisitor } = useLoaderData<typeof loader>()
	const { t, locale } = useCatalogueWords()
	const places = new Map(found.divisions.map((place) => [place.value, locale === 'en' ? place.nameEn : place.name]))
	const inUse = filterCount(filters)
	return (
		<Page>
			<h1 className="sr">{t('catalogue.title')}</h1>
			<SearchBox filters={filters} />
			{found.isReserve ? (
				<p className="small dim mb-4" role="status">
					{t('catalogue.reserve')}
				</p>
			) : null}
			<Understood filters={filters} found={found} />
			<div className="search-grid">
				<Facets filters={filters} found={found} />
				<div id="hits">
					<div className="row mb-4">
						<span className="strong" role="status">
							{t(found.totalIsExact ? 'catalogue.count' : 'catalogue.count_about', { n: found.total })}
						</span>
						<Chips filters={filters} found={found} />
						<Link className="small" to={paths.saveSearch(savedQuery(filters))} rel="nofollow">
							{t('searches.save_link')}
						</Link>
						<span className="push row one">
							<a className="btn sm sheet-open" href="#filters">
								<Icon name="filter" />
								{inUse > 0 ? t('catalogue.filters_n', { n: inUse }) : t('catalogue.filters_open')}
							</a>
							<SortBox filters={filters} />
						</span>
					</div>
					<OrderNotes />
					{found.hits.length === 0 ? <NoHits filters={filters} found={found} help={help} /> : null}
					{found.hits.length > 0 ? (
						<div className="panel">
							{found.hits.map((hit, i) => (
								<Hit
									key={hit.number}
									hit={hit}
									place={places.get(hit.divisionCode) ?? hit.divisionCode}
									isFirst={i < 4}
								/>
							))}
						</div>
					) : null}
					{found.hits.length > 1 ? <ComparePicked /> : null}
					<Turn />
					<div className="stack mt-4">
						{isVisitor ? (
							<NoteBox
								inline
								title={t('catalogue.sign_in_hint')}
								actions={
									<LinkButton small to={signInPath(servicesPath(filters))}>
										{t('catalogue.sign_in')}
									</LinkButton>
								}
							/>
						) : null}
						<NoteBox inline title={t('catalogue.missing_title')}>
							{t('catalogue.missing')}
						</NoteBox>
					</div>
				</div>
			</div>
		</Page>
	)
}

/** What one has to know of the order and of what a voucher covers: never more than is told here. */
function OrderNotes() {
	const { filters, found } = useLoaderData<typeof loader>()
	const { t } = useT()
	const asksSubsidy = filters.sort === 'pay' || filters.isCovered
	const notes = [
		...(found.hits.length > 0 && (found.rankIsCapped || found.payIsCapped) ? ['catalogue.order_capped'] : []),
		...(asksSubsidy && found.subsidy.isIndicative ? ['catalogue.subsidy_indicative'] : []),
		...(asksSubsidy && found.subsidy.hasOpen ? ['catalogue.subsidy_open'] : []),
	] as const
	return notes.map((note) => (
		<p key={note} className="small faint mb-4">
			{t(note)}
		</p>
	))
}

/** The next page by its cursor, and the way back to the first. */
function Turn() {
	const { filters, found } = useLoaderData<typeof loader>()
	const { t } = useCatalogueWords()
	const until = filters.before + found.hits.length
	if (found.hits.length === 0) return null
	return (
		<nav className="row mt-4 mb-4" aria-label={t('common.pager')}>
			<span className="small faint">
				{t('catalogue.range', {
					from: filters.before + 1,
					until,
					total: found.totalIsExact ? found.total : `≈ ${found.total}`,
				})}
			</span>
			<span className="push row">
				{filters.cursor ? (
					<Link className="btn sm" to={servicesPath(filters)}>
						{t('catalogue.first_page')}
					</Link>
				) : null}
				{found.nextCursor ? (
					<Link className="btn sm" rel="next" to={servicesPath(filters, { cursor: found.nextCursor, before: until })}>
						{t('catalogue.next_page')}
					</Link>
				) : null}
			</span>
		</nav>
	)
}
