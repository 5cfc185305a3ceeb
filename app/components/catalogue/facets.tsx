import { Form, Link, useSubmit } from '@remix-run/react'
import { useT } from '#app/components/texts.tsx'
import { Button } from '#app/components/ui/button.tsx'
import { plainYuan } from '#app/lib/money.ts'
import { paths } from '#app/web/paths.ts'
import { type ServiceFilters, servicesPath, withoutFilters } from '#app/web/service-filters.ts'
import type { ShownServices } from './shown-hit.ts'
import { printedCode, useCatalogueWords } from './words.ts'

type FacetsProps = { filters: ServiceFilters; found: ShownServices }

/** Filters beside the hits; on the phone a sheet that a link opens. Sends by itself where there is script. */
export function Facets({ filters, found }: FacetsProps) {
	const { t, nameIn, providerKindOf } = useCatalogueWords()
	const submit = useSubmit()
	const count = found.totalIsExact ? found.total : `≈ ${found.total}`
	return (
		<Form
			className="facets"
			id="filters"
			action={paths.services}
			aria-label={t('catalogue.filters')}
			key={servicesPath(filters)}
			onChange={(event) => {
				// in the sheet one chooses several things before looking
				const isTyping = event.target instanceof HTMLInputElement && event.target.type === 'text'
				if (window.location.hash !== '#filters' && !isTyping) submit(event.currentTarget, { preventScrollReset: true })
			}}
		>
			<div className="sheet-head">
				<b>{t('catalogue.filters')}</b>
				<a className="btn quiet sm push" href="#hits">
					{t('catalogue.close')}
				</a>
			</div>
			<Kept filters={filters} />
			<Covered filters={filters} found={found} />
			<Categories filters={filters} found={found} />
			<Boxes
				name="kind"
				title={t('catalogue.facet_kind')}
				chosen={filters.kinds}
				counts={found.kinds}
				label={(value) => t(`catalogue.kind_${value}`)}
			/>
			<Boxes
				name="division"
				title={t('catalogue.facet_division')}
				chosen={filters.divisions}
				counts={found.divisions}
				label={(code) => nameIn(found.divisions, code)}
			/>
			<Boxes
				name="mark"
				title={t('catalogue.facet_mark')}
				chosen={filters.marks}
				counts={found.marks}
				label={(value) => t('catalogue.mark_valid', { mark: t(`catalogue.mark_${value}`) })}
			/>
			<Boxes
				name="standard"
				title={t('catalogue.facet_standard')}
				chosen={filters.standards}
				counts={found.standards}
				label={printedCode}
				few={shownOfMany}
			/>
			<Boxes
				name="model"
				title={t('catalogue.facet_model')}
				chosen={filters.models}
				counts={found.instrumentModels}
				label={(model) => model}
				few={shownOfMany}
			/>
			<Boxes
				name="class"
				title={t('catalogue.facet_class')}
				chosen={filters.classes}
				counts={found.instrumentClasses}
				label={(code) => nameIn(found.instrumentClasses, code)}
				few={shownOfMany}
			/>
			<Turnaround filters={filters} found={found} />
			<Boxes
				name="provider"
				title={t('catalogue.facet_provider_kind')}
				chosen={filters.providerKinds}
				counts={found.providerKinds}
				label={providerKindOf}
			/>
			<Price filters={filters} />
			<div className="phone-hide">
				<Button type="submit" small>
					{t('catalogue.apply')}
				</Button>
			</div>
			<div className="sheet-foot">
				<Link className="btn" to={servicesPath(filters, withoutFilters)}>
					{t('catalogue.clear')}
				</Link>
				<Button type="submit" variant="primary">
					{t('catalogue.show_n', { n: count })}
				</Button>
			</div>
		</Form>
	)
}

/** What stays as it is when filters are sent. */
function Kept({ filters }: { filters: ServiceFilters }) {
	const { q, category, sort, isExact } = filters
	return (
		<>
			{q ? <input type="hidden" name="q" value={q} /> : null}
			{category ? <input type="hidden" name="category" value={category} /> : null}
			{sort === 'relevance' ? null : <input type="hidden" name="sort" value={sort} />}
			{isExact ? <input type="hidden" name="exact" value="1" /> : null}
		</>
	)
}

function Categories({ filters, found }: FacetsProps) {
	const { t, nameOf } = useCatalogueWords()
	return (
		<nav className="facet" aria-label={t('catalogue.facet_category')}>
			<p className="legend" aria-hidden="true">
				{t('catalogue.facet_category')}
			</p>
			<ul className="facet-list">
				{found.path.length > 0 ? (
					<li>
						<Link to={servicesPath(filters, { category: undefined })}>{t('catalogue.all_categories')}</Link>
					</li>
				) : null}
				{found.path.map((category, depth) => (
					<li key={category.id}>
						{depth === found.path.length - 1 ? (
							<b aria-current="true">{nameOf(category)}</b>
						) : (
							<Link to={servicesPath(filters, { category: category.id })}>{nameOf(category)}</Link>
						)}
					</li>
				))}
				{found.below.map((category) => (
					<li key={category.value} className="row between">
						<Link to={servicesPath(filters, { category: category.value })}>{nameOf(category)}</Link>
						<span className="faint">{category.count}</span>
					</li>
				))}
			</ul>
		</nav>
	)
}

type BoxesProps = {
	name: string
	title: string
	chosen: readonly string[]
	counts: readonly { value: string; count: number }[]
	label: (value: string) => string
	/** so many of a long list stand open; the rest can be opened */
	few?: number
}

const shownOfMany = 6

function Boxes({ name, title, chosen, counts, label, few }: BoxesProps) {
	const { t } = useT()
	const values = [
		...counts,
		...chosen.filter((value) => !counts.some((c) => c.value === value)).map((value) => ({ value, count: 0 })),
	]
	if (values.length === 0) return null
	// what is chosen stands first, so that it is never among the closed ones
	const isChosen = ({ value }: { value: string }) => (few !== undefined && chosen.includes(value) ? 0 : 1)
	const sorted = [...values].sort((a, b) => isChosen(a) - isChosen(b))
	const boxes = sorted.map(({ value, count }) => (
		<label className="check" key={value}>
			<input type="checkbox" name={name} value={value} defaultChecked={chosen.includes(value)} />
			{label(value)}
			<span className="push faint">{count}</span>
		</label>
	))
	const rest = boxes.slice(few ?? boxes.length)
	return (
		<fieldset className="facet">
			<legend className="legend">{title}</legend>
			{boxes.slice(0, few ?? boxes.length)}
			{rest.length > 0 ? (
				<details>
					<summary className="small">{t('catalogue.facet_more', { n: rest.length })}</summary>
					{rest}
				</details>
			) : null}
		</fieldset>
	)
}

/** Whether a voucher pays a part. */
function Covered({ filters, found: { subsidy } }: FacetsProps) {
	const { t } = useT()
	if (subsidy.covered === null && !filters.isCovered) return null
	return (
		<fieldset className="facet">
			<legend className="legend">{t('catalogue.facet_covered')}</legend>
			<label className="check">
				<input type="checkbox" name="covered" value="1" defaultChecked={filters.isCovered} />
				{t(subsidy.isIndicative ? 'catalogue.covered_indicative' : 'catalogue.covered')}
				<span className="push faint">{subsidy.covered ?? 0}</span>
			</label>
		</fieldset>
	)
}

function Turnaround({ filters, found }: FacetsProps) {
	const { t } = useT()
	const bands = found.turnaround.map(({ value, count }) => ({ days: Number(value), count }))
	if (bands.length === 0) return null
	return (
		<fieldset className="facet">
			<legend className="legend">{t('catalogue.facet_turnaround')}</legend>
			<label className="check">
				<input type="radio" name="days" value="" defaultChecked={filters.days === undefined} />
				{t('catalogue.no_limit')}
			</label>
			{bands.map(({ days, count }) => (
				<label className="check" key={days}>
					<input type="radio" name="days" value={days} defaultChecked={filters.days === days} />
					{days === 1 ? t('catalogue.within_one') : t('catalogue.within_days', { n: days })}
					<span className="push faint">{count}</span>
				</label>
			))}
		</fieldset>
	)
}

function Price({ filters: { priceFrom, priceTo } }: { filters: ServiceFilters }) {
	const { t } = useT()
	return (
		<fieldset className="facet">
			<legend className="legend">{t('catalogue.facet_price')}</legend>
			<div className="row tight one">
				<input
					className="input sm money"
					name="from"
					inputMode="decimal"
					aria-label={t('catalogue.price_from')}
					placeholder="0"
					defaultValue={priceFrom === undefined ? '' : plainYuan(priceFrom)}
				/>
				<span className="faint">–</span>
				<input
					className="input sm money"
					name="to"
					inputMode="decimal"
					aria-label={t('catalogue.price_to')}
					placeholder={t('catalogue.no_limit')}
					defaultValue={priceTo === undefined ? '' : plainYuan(priceTo)}
				/>
			</div>
		</fieldset>
	)
}
