import { Link } from '@remix-run/react'
import { paths } from '#app/web/paths.ts'
import { type ServiceFilters, servicesPath } from '#app/web/service-filters.ts'
import type { Help, LeavingName } from '#search/when-nothing.server.ts'
import { useCatalogueWords } from './words.ts'

/** The address with one filter left out. */
const left: Record<LeavingName, Partial<ServiceFilters>> = {
	kinds: { kinds: [] },
	divisions: { divisions: [] },
	providerKinds: { providerKinds: [] },
	price: { priceFrom: undefined, priceTo: undefined },
	turnaroundDays: { days: undefined },
	marks: { marks: [] },
	standards: { standards: [] },
	instrumentModels: { models: [] },
	instrumentClasses: { classes: [] },
	isCovered: { isCovered: false },
	category: { category: undefined },
}

/** Ways on from nothing: one filter less with how many there are then, and what is called alike. */
export function NoHitsHelp({ filters, help }: { filters: ServiceFilters; help: Help }) {
	const { t, locale } = useCatalogueWords()
	if (help.leaving.length === 0 && help.near.length === 0) return null
	return (
		<div className="panel-pad stack">
			{help.leaving.length > 0 ? (
				<nav aria-label={t('compare.leaving')}>
					<p className="small strong mb-2">{t('compare.leaving')}</p>
					<ul className="row tight">
						{help.leaving.map(({ filter, count, isExact }) => (
							<li key={filter}>
								<Link className="chip" to={servicesPath(filters, left[filter])}>
									{t(`compare.leaving_${filter}`)} <span className="count">{isExact ? count : `≈ ${count}`}</span>
								</Link>
							</li>
						))}
					</ul>
				</nav>
			) : null}
			{help.near.length > 0 ? (
				<nav aria-label={t('compare.near')}>
					<p className="small strong mb-2">{t('compare.near')}</p>
					<ul className="row tight">
						{help.near.map(({ kind, target, label, labelEn }) => (
							<li key={`${kind} ${target}`}>
								<Link
									className="chip"
									to={`${paths.services}?${new URLSearchParams(kind === 'category' ? { category: target } : { q: target })}`}
								>
									{(locale === 'en' && labelEn) || label}
								</Link>
							</li>
						))}
					</ul>
				</nav>
			) : null}
		</div>
	)
}
