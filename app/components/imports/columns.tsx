import { useCatalogueWords } from '#app/components/catalogue/words.ts'
import { ColumnTable, HeadChoice } from '#app/components/column-choice.tsx'
import { Field } from '#app/components/field.tsx'
import { Form, Submit } from '#app/components/form.tsx'
import { Section } from '#app/components/ui/section.tsx'
import type { Category } from '#app/domain/catalogue/categories.server.ts'
import { priceUnits } from '#app/domain/catalogue/listing.ts'
import { importFields } from '#app/domain/imports/import-columns.ts'
import type { ImportPage } from '#app/domain/imports/imports.server.ts'

type ColumnsProps = {
	choice: NonNullable<ImportPage['columns']>
	defaults: ImportPage['defaults']
	/** leaves of the category tree with those above them */
	leaves: readonly { id: string; path: readonly Category[] }[]
}

/** What each column of a provider's table holds, and what all its rows have in common. */
export function ImportColumns({ choice, defaults, leaves }: ColumnsProps) {
	const { t, nameOf } = useCatalogueWords()
	return (
		<Section title={t('imports.map_title')} note={t('imports.map_note')}>
			<HeadChoice choice={choice} />
			<Form intent="map" label={t('imports.map_title')}>
				<input type="hidden" name="head" value={choice.head} />
				<ColumnTable
					choice={choice}
					caption={t('imports.map_title')}
					options={importFields.map((field) => ({ value: field, label: t(`imports.field_${field}`) }))}
				/>
				<h3 className="mt-4">{t('imports.map_defaults')}</h3>
				<p className="small dim">{t('imports.map_defaults_note')}</p>
				<div className="form cols">
					<Field
						name="kind"
						kind="select"
						label={t('imports.field_kind')}
						empty={t('imports.map_default_none')}
						options={(['instrument', 'service'] as const).map((value) => ({
							value,
							label: t(`catalogue.kind_${value}`),
						}))}
						defaultValue={defaults.kind}
					/>
					<Field
						name="categoryId"
						kind="select"
						label={t('imports.field_category')}
						empty={t('imports.map_default_none')}
						options={leaves.map(({ id, path }) => ({ value: id, label: path.map(nameOf).join(' / ') }))}
						defaultValue={defaults.categoryId}
					/>
					<Field
						name="priceUnit"
						kind="select"
						label={t('imports.field_priceUnit')}
						empty={t('imports.map_default_none')}
						options={priceUnits.map((value) => ({ value, label: t(`catalogue.unit_${value}`) }))}
						defaultValue={defaults.priceUnit}
					/>
				</div>
				<Submit>{t('imports.map_submit')}</Submit>
			</Form>
		</Section>
	)
}
