import { CheckField, Field } from '#app/components/field.tsx'
import { Tag } from '#app/components/ui/tag.tsx'
import type { ListingPhoto } from '#app/domain/catalogue/listing-media.ts'
import { SmallPhoto } from './media.tsx'
import { useCatalogueWords } from './words.ts'

/** One photo in the form that arranges them: where it stands, what can be seen on it, whether it goes. */
export function PhotoRow({ photo, at, of }: { photo: ListingPhoto; at: number; of: number }) {
	const { t } = useCatalogueWords()
	const name = (field: string) => `photos[${at}].${field}`
	const places = Array.from({ length: of }, (_, i) => ({ value: String(i + 1), label: String(i + 1) }))
	return (
		<fieldset className="photo-row">
			<legend className="legend mb-2">
				{t('mediaEdit.photo_n', { n: at + 1 })} {at === 0 ? <Tag>{t('mediaEdit.photo_cover')}</Tag> : null}
			</legend>
			<SmallPhoto file={photo.small} alt={photo.alt} isFirst={at < 2} />
			<div className="form tight">
				<input type="hidden" name={name('file')} value={photo.file} />
				<div className="photo-words">
					<Field
						name={name('alt')}
						optional
						label={t('mediaEdit.photo_alt')}
						hint={at === 0 ? t('mediaEdit.photo_alt_hint') : undefined}
						defaultValue={photo.alt}
					/>
					<Field name={name('altEn')} optional label={t('mediaEdit.photo_alt_en')} defaultValue={photo.altEn} />
				</div>
				<div className="row ends">
					<Field
						name={name('place')}
						kind="select"
						label={t('mediaEdit.photo_place')}
						options={places}
						defaultValue={String(at + 1)}
					/>
					<CheckField name={name('remove')} label={t('mediaEdit.photo_remove')} />
				</div>
			</div>
		</fieldset>
	)
}
