import { Field } from '#app/components/field.tsx'
import { useT } from '#app/components/texts.tsx'
import type { Category, CategoryNode } from '#app/domain/catalogue/categories.server.ts'
import { instrumentGroups } from '#app/domain/catalogue/instrument-class.ts'
import { kinds, markKinds, priceUnits, taxRates } from '#app/domain/catalogue/listing.ts'
import { handOvers, maturities, partLines } from '#app/domain/catalogue/listing-details.ts'
import type { ListingView } from '#app/domain/catalogue/listings.server.ts'
import { customerClasses } from '#app/domain/catalogue/price.ts'
import { plainYuan } from '#app/lib/money.ts'
import { useCatalogueWords } from './words.ts'

/** Rows for qualification marks the form offers; blank ones are ignored. */
const markRows = 4
/** Rows for price tiers the form offers. */
const tierRows = 3

type FieldsProps = { listing: ListingView | null; categories: readonly CategoryNode[] }

/** What it is. */
export function WhatFields({ listing, categories }: FieldsProps) {
	const { t, nameOf } = useCatalogueWords()
	const leaves = leavesOf(categories).map(({ path, id }) => ({ value: id, label: path.map(nameOf).join(' / ') }))
	return (
		<>
			<Field
				name="kind"
				kind="select"
				label={t('listings.kind')}
				options={kinds.map((kind) => ({ value: kind, label: t(`catalogue.kind_${kind}`) }))}
				defaultValue={listing?.kind ?? 'service'}
			/>
			<Field
				name="categoryId"
				kind="select"
				label={t('listings.category')}
				empty={t('listings.category_choose')}
				options={leaves}
				defaultValue={listing?.categoryId}
			/>
			<Field name="name" label={t('listings.name')} hint={t('listings.name_hint')} defaultValue={listing?.name} />
			<Field name="nameEn" label={t('listings.name_en')} optional defaultValue={listing?.nameEn ?? ''} />
			<Field
				name="description"
				kind="textarea"
				label={t('listings.description')}
				hint={t('listings.description_hint')}
				defaultValue={listing?.description}
			/>
			<Field
				name="aliases"
				kind="textarea"
				rows={2}
				optional
				label={t('listings.aliases')}
				hint={t('listings.aliases_hint')}
				defaultValue={listing?.aliases.join('、')}
			/>
			<Field
				name="instrumentModel"
				label={t('listings.model')}
				hint={t('listings.model_hint')}
				optional
				defaultValue={listing?.instrumentModel ?? ''}
			/>
			<Field
				name="instrumentClass"
				kind="select"
				optional
				label={t('listings.instrument_class')}
				hint={t('listings.instrument_class_hint')}
				empty={t('listings.instrument_class_none')}
				options={instrumentGroups.flatMap((group) =>
					group.classes.map(([code, name, nameEn]) => ({
						value: code,
						label: `${code} ${nameOf(group)} / ${nameOf({ name, nameEn })}`,
					})),
				)}
				defaultValue={listing?.instrumentClass?.code ?? ''}
			/>
		</>
	)
}

/** What a bundle, a result or an expert says besides; a kind ignores what belongs to others. */
export function KindFields({ listing }: { listing: ListingView | null }) {
	const { t } = useT()
	const { result, expert, parts } = listing?.details ?? {}
	return (
		<>
			<Field
				name="parts"
				kind="textarea"
				rows={3}
				optional
				label={t('listings.parts')}
				hint={t('listings.parts_hint')}
				defaultValue={partLines(parts ?? [])}
			/>
			<Field
				name="maturity"
				kind="select"
				label={t('listings.maturity')}
				empty={t('listings.only_result')}
				options={maturities.map((value) => ({ value, label: t(`listings.maturity_${value}`) }))}
				defaultValue={result?.maturity}
			/>
			<Field
				name="handOver"
				kind="select"
				label={t('listings.hand_over')}
				empty={t('listings.only_result')}
				options={handOvers.map((value) => ({ value, label: t(`listings.hand_over_${value}`) }))}
				defaultValue={result?.handOver}
			/>
			<Field
				name="rights"
				optional
				label={t('listings.rights')}
				hint={t('listings.rights_hint')}
				defaultValue={result?.rights}
			/>
			<Field
				name="expertField"
				optional
				label={t('listings.expert_field')}
				hint={t('listings.expert_hint')}
				defaultValue={expert?.field}
			/>
			<Field name="expertTitle" optional label={t('listings.expert_title')} defaultValue={expert?.title} />
			<Field
				name="expertAffiliation"
				optional
				label={t('listings.expert_affiliation')}
				defaultValue={expert?.affiliation}
			/>
		</>
	)
}

/** Lower prices, one row each; blank rows are ignored. */
export function TierFields({ listing }: { listing: ListingView | null }) {
	const { t } = useT()
	const rows = Math.max(tierRows, (listing?.priceTiers.length ?? 0) + 1)
	return [...Array(rows).keys()].map((row) => {
		const tier = listing?.priceTiers[row]
		const name = (field: string) => `tiers[${row}].${field}`
		return (
			<fieldset key={row}>
				<legend className="legend mb-2">{t('listings.tier_row', { n: row + 1 })}</legend>
				<div className="form cols">
					<Field
						name={name('customerClass')}
						kind="select"
						label={t('catalogue.tier_who')}
						empty={t('catalogue.customer_any')}
						options={customerClasses.map((value) => ({ value, label: t(`catalogue.customer_${value}`) }))}
						defaultValue={tier?.customerClass ?? undefined}
					/>
					<Field
						name={name('fromQuantity')}
						kind="number"
						label={t('catalogue.tier_from')}
						defaultValue={tier?.fromQuantity.toString()}
					/>
					<Field
						name={name('price')}
						kind="money"
						label={t('listings.price')}
						defaultValue={tier ? plainYuan(tier.priceFen) : ''}
					/>
				</div>
			</fieldset>
		)
	})
}

/** What it costs and how long it takes. */
export function MoneyFields({ listing }: { listing: ListingView | null }) {
	const { t } = useT()
	const price = listing?.priceFen
	return (
		<>
			<Field
				name="price"
				kind="money"
				label={t('listings.price')}
				hint={t('listings.price_hint')}
				defaultValue={price === null || price === undefined ? '' : plainYuan(price)}
			/>
			<Field
				name="priceUnit"
				kind="select"
				label={t('listings.unit')}
				options={priceUnits.map((unit) => ({ value: unit, label: t(`catalogue.unit_${unit}`) }))}
				defaultValue={listing?.priceUnit ?? 'sample'}
			/>
			<Field
				name="taxRateBp"
				kind="select"
				label={t('listings.tax')}
				options={taxRates.map((rate) => ({ value: String(rate), label: t('listings.tax_rate', { rate: rate / 100 }) }))}
				defaultValue={String(listing?.taxRateBp ?? 600)}
			/>
			<Field
				name="turnaroundDaysMin"
				kind="number"
				label={t('listings.days_min')}
				defaultValue={listing?.turnaroundDaysMin?.toString()}
			/>
			<Field
				name="turnaroundDaysMax"
				kind="number"
				label={t('listings.days_max')}
				defaultValue={listing?.turnaroundDaysMax?.toString()}
			/>
		</>
	)
}

/** What it wants, what it gives, and the standards it works to. */
export function WorkFields({ listing }: { listing: ListingView | null }) {
	const { t } = useT()
	return (
		<>
			<Field
				name="sampleRequirement"
				kind="textarea"
				rows={3}
				optional
				label={t('listings.sample')}
				defaultValue={listing?.sampleRequirement}
			/>
			<Field
				name="deliverable"
				kind="textarea"
				rows={2}
				label={t('listings.deliverable')}
				defaultValue={listing?.deliverable}
			/>
			<Field
				name="standards"
				kind="textarea"
				optional
				label={t('listings.standards')}
				hint={t('listings.standards_hint')}
				defaultValue={listing?.standards.map(({ code, title }) => `${code} ${title}`.trim()).join('\n')}
			/>
		</>
	)
}

/** Qualification marks, one row each; blank rows are ignored, so it needs no script. */
export function MarkFields({ listing }: { listing: ListingView | null }) {
	const { t } = useT()
	const rows = Math.max(markRows, (listing?.marks.length ?? 0) + 1)
	return [...Array(rows).keys()].map((row) => {
		const mark = listing?.marks[row]
		const name = (field: string) => `marks[${row}].${field}`
		return (
			<fieldset key={row}>
				<legend className="legend mb-2">{t('listings.mark_row', { n: row + 1 })}</legend>
				<div className="form cols">
					<Field
						name={name('kind')}
						kind="select"
						label={t('listings.mark_kind')}
						empty={t('listings.mark_none')}
						options={markKinds.map((kind) => ({ value: kind, label: t(`catalogue.mark_${kind}_name`) }))}
						defaultValue={mark?.kind}
					/>
					<Field name={name('number')} kind="code" label={t('listings.mark_number')} defaultValue={mark?.number} />
					<Field name={name('scope')} label={t('listings.mark_scope')} defaultValue={mark?.scope} />
					<Field
						name={name('expiresOn')}
						kind="date"
						label={t('listings.mark_expires')}
						defaultValue={mark?.expiresOn}
					/>
				</div>
			</fieldset>
		)
	})
}

type Leaf = { id: string; path: Category[] }

function leavesOf(nodes: readonly CategoryNode[], above: Category[] = []): Leaf[] {
	return nodes.flatMap((node) => {
		const path = [...above, node]
		return node.children.length > 0 ? leavesOf(node.children, path) : [{ id: node.id, path }]
	})
}
