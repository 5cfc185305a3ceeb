import { Link } from '@remix-run/react'
import { useT } from '#app/components/texts.tsx'
import { LinkButton } from '#app/components/ui/button.tsx'
import { Empty } from '#app/components/ui/note-box.tsx'
import { paths } from '#app/web/paths.ts'
import { filterCount, type ServiceFilters, servicesPath, withoutFilters } from '#app/web/service-filters.ts'
import type { Help } from '#search/when-nothing.server.ts'
import { NoHitsHelp } from './no-hits-help.tsx'
import type { ShownServices } from './shown-hit.ts'
import { useCatalogueWords } from './words.ts'

const mostTerms = 5

/** How the question was understood: synonyms added, spelling put right, or taken less strictly. */
export function Understood({ filters, found }: { filters: ServiceFilters; found: ShownServices }) {
	const { t } = useT()
	const { q, isExact } = filters
	if (!q) return null
	const { match, correctedTo, expandedTerms } = found
	const other = correctedTo ? (
		<Link to={servicesPath(filters, { q: correctedTo })}>{t('catalogue.did_you_mean', { to: correctedTo })}</Link>
	) : null
	return (
		<div className="small faint mb-4">
			{match === 'corrected' && correctedTo ? <p>{t('catalogue.corrected', { q, to: correctedTo })}</p> : null}
			{match === 'some' ? <p>{t('catalogue.some')}</p> : null}
			{match === 'similar' && found.total > 0 ? <p>{t('catalogue.similar', { q })}</p> : null}
			{match === 'all' && other ? <p>{other}</p> : null}
			{isExact ? (
				<p>
					{t('catalogue.typed_only', { q })}{' '}
					<Link to={servicesPath(filters, { isExact: false })}>{t('catalogue.expand_again')}</Link>
				</p>
			) : null}
			{!isExact && expandedTerms.length > 0 ? (
				<p className="wide">
					{t('catalogue.also_searched', { terms: expandedTerms.slice(0, mostTerms).join(t('common.list_join')) })}{' '}
					<Link to={servicesPath(filters, { isExact: true })}>{t('catalogue.only_typed', { q })}</Link>
				</p>
			) : null}
		</div>
	)
}

/** Nothing found: why that may be, and two ways on. */
export function NoHits({ filters, found, help }: { filters: ServiceFilters; found: ShownServices; help: Help | null }) {
	const { t, nameOf } = useCatalogueWords()
	const hasFilters = filterCount(filters) > 0
	return (
		<div className="panel">
			<Empty
				icon="search"
				title={hasFilters ? t('catalogue.none_title_filters') : t('catalogue.none_title', { q: filters.q })}
				action={
					<div className="row">
						{hasFilters ? (
							<LinkButton variant="primary" to={servicesPath(filters, withoutFilters)}>
								{t('catalogue.none_clear')}
							</LinkButton>
						) : null}
						<LinkButton to={paths.services}>{t('catalogue.none_browse')}</LinkButton>
					</div>
				}
			>
				{t('catalogue.none_help')}
			</Empty>
			{help ? <NoHitsHelp filters={filters} help={help} /> : null}
			<nav className="row tight panel-pad" aria-label={t('catalogue.facet_category')}>
				{found.browse.map((category) => (
					<Link className="chip" key={category.id} to={`${paths.services}?category=${category.id}`}>
						{nameOf(category)}
					</Link>
				))}
			</nav>
		</div>
	)
}
