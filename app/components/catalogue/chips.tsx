import { Link } from '@remix-run/react'
import { Icon } from '#app/components/ui/icon.tsx'
import { filterCount, type ServiceFilters, servicesPath, withoutFilters, yuanText } from '#app/web/service-filters.ts'
import type { ShownServices } from './shown-hit.ts'
import { printedCode, useCatalogueWords } from './words.ts'

/** The filters in use, each with its way out. */
export function Chips({ filters, found }: { filters: ServiceFilters; found: ShownServices }) {
	const { t, nameOf, nameIn, providerKindOf } = useCatalogueWords()
	const less = (list: readonly string[], value: string) => list.filter((other) => other !== value)
	const chosen = found.path.at(-1)
	const chips: { label: string; change: Partial<ServiceFilters> }[] = [
		...(chosen ? [{ label: nameOf(chosen), change: { category: undefined } }] : []),
		...filters.kinds.map((kind) => ({
			label: t(`catalogue.kind_${kind}`),
			change: { kinds: less(filters.kinds, kind) },
		})),
		...filters.divisions.map((code) => ({
			label: nameIn(found.divisions, code),
			change: { divisions: less(filters.divisions, code) },
		})),
		...filters.marks.map((mark) => ({
			label: t('catalogue.mark_valid', { mark: t(`catalogue.mark_${mark}`) }),
			change: { marks: less(filters.marks, mark) },
		})),
		...(filters.isCovered
			? [
					{
						label: t(found.subsidy.isIndicative ? 'catalogue.covered_indicative' : 'catalogue.covered'),
						change: { isCovered: false },
					},
				]
			: []),
		...filters.standards.map((code) => ({
			label: printedCode(code),
			change: { standards: less(filters.standards, code) },
		})),
		...filters.classes.map((code) => ({
			label: nameIn(found.instrumentClasses, code),
			change: { classes: less(filters.classes, code) },
		})),
		...filters.models.map((model) => ({ label: model, change: { models: less(filters.models, model) } })),
		...filters.providerKinds.map((kind) => ({
			label: providerKindOf(kind),
			change: { providerKinds: less(filters.providerKinds, kind) },
		})),
		...(filters.days ? [{ label: t('catalogue.within_days', { n: filters.days }), change: { days: undefined } }] : []),
		...(filters.priceFrom === undefined
			? []
			: [
					{
						label: t('catalogue.chip_price_from', { amount: yuanText(filters.priceFrom) }),
						change: { priceFrom: undefined },
					},
				]),
		...(filters.priceTo === undefined
			? []
			: [
					{
						label: t('catalogue.chip_price_to', { amount: yuanText(filters.priceTo) }),
						change: { priceTo: undefined },
					},
				]),
	]
	if (filterCount(filters) === 0) return null
	return (
		<>
			{chips.map(({ label, change }) => (
				<Link
					className="chip on"
					key={label}
					to={servicesPath(filters, change)}
					aria-label={t('catalogue.remove', { what: label })}
				>
					{label} <Icon name="close" size={12} />
				</Link>
			))}
			<Link className="small phone-hide" to={servicesPath(filters, withoutFilters)}>
				{t('catalogue.clear')}
			</Link>
		</>
	)
}
