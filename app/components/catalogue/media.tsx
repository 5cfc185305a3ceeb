import { Icon } from '#app/components/ui/icon.tsx'
import { Section } from '#app/components/ui/section.tsx'
import { type ListingDocument, type ListingPhoto, smallPhoto } from '#app/domain/catalogue/listing-media.ts'
import { paths } from '#app/web/paths.ts'
import { useCatalogueWords } from './words.ts'

type Named = { name: string; nameEn: string | null; photos: readonly ListingPhoto[] }

/** What can be seen on a photo, in the reader's language; else which photo of what it is. */
function useAlt() {
	const { t, locale, nameOf } = useCatalogueWords()
	return (listing: Named, at: number) => {
		const { alt, altEn } = listing.photos[at]!
		return (locale === 'en' && altEn) || alt || altEn || t('media.photo_of', { name: nameOf(listing), n: at + 1 })
	}
}

type SmallProps = { file: string; alt: string; isFirst?: boolean }

/** The small picture of a photo by its file; what stands first on a page is loaded at once. */
export function SmallPhoto({ file, alt, isFirst = false }: SmallProps) {
	return (
		<img
			className="photo"
			src={paths.listingFile(file)}
			width={smallPhoto.width}
			height={smallPhoto.height}
			alt={alt}
			loading={isFirst ? undefined : 'lazy'}
			decoding="async"
		/>
	)
}

/** The cover of a listing, which opens large. */
export function Cover({ listing }: { listing: Named }) {
	const { t } = useCatalogueWords()
	const altOf = useAlt()
	const [photo] = listing.photos
	if (!photo) return null
	const alt = altOf(listing, 0)
	return (
		<a href={paths.listingFile(photo.file)} target="_blank" rel="noopener" aria-label={t('media.photo_open', { alt })}>
			<SmallPhoto file={photo.small} alt="" isFirst />
		</a>
	)
}

/** Photos side by side, each opens large; `from` leaves out those shown before. */
export function Photos({ listing, from = 0 }: { listing: Named; from?: number }) {
	const { t } = useCatalogueWords()
	const altOf = useAlt()
	const shown = listing.photos.slice(from)
	if (shown.length === 0) return null
	return (
		<ul className="photos">
			{shown.map((photo, i) => {
				const alt = altOf(listing, from + i)
				return (
					<li key={photo.file}>
						<a
							href={paths.listingFile(photo.file)}
							target="_blank"
							rel="noopener"
							aria-label={t('media.photo_open', { alt })}
						>
							<SmallPhoto file={photo.small} alt="" />
						</a>
						{photo.alt || photo.altEn ? <span className="tiny dim">{alt}</span> : null}
					</li>
				)
			})}
		</ul>
	)
}

const megabyte = 1024 * 1024

/** `1.4 MB`, `320 KB`. */
export const sizeText = (bytes: number) =>
	bytes >= megabyte ? `${(bytes / megabyte).toFixed(1)} MB` : `${Math.max(1, Math.round(bytes / 1024))} KB`

/** A document by its title, in the reader's language; opens beside the page. */
export function DocumentLink({ document: { file, title, titleEn } }: { document: ListingDocument }) {
	const { locale } = useCatalogueWords()
	return (
		<a href={paths.listingFile(file)} target="_blank" rel="noopener">
			{(locale === 'en' && titleEn) || title}
		</a>
	)
}

/** Documents of a listing: what each is, its kind and size. */
export function Documents({ documents }: { documents: readonly ListingDocument[] }) {
	const { t } = useCatalogueWords()
	if (documents.length === 0) return null
	return (
		<ul className="files">
			{documents.map((document) => (
				<li key={document.file}>
					<Icon name="document" size={18} />
					<DocumentLink document={document} />
					<span className="nowrap faint">{t('media.document_size', { size: sizeText(document.sizeBytes) })}</span>
					<span className="sub-l">{t(`media.document_${document.kind}`)}</span>
				</li>
			))}
		</ul>
	)
}

/** The documents of a listing's public page. */
export function DocumentSection({ documents }: { documents: readonly ListingDocument[] }) {
	const { t } = useCatalogueWords()
	if (documents.length === 0) return null
	return (
		<Section title={t('media.documents')} note={t('media.documents_note')}>
			<Documents documents={documents} />
		</Section>
	)
}
