/** Photos and documents a listing shows. */

/** Most photos a listing shows. */
export const mostPhotos = 12
/** Most documents a listing shows. */
export const mostDocuments = 8
/** Largest photo that is taken in, in bytes. */
export const photoBytes = 15 * 1024 * 1024
/** Most photos one form may bring. */
export const photosAtOnce = 6

/** A photo as it is shown: the large picture, a small one of 4 : 3, both by their file's uuid; sizes are the large one's, in pixels. */
export type ListingPhoto = {
	file: string
	small: string
	width: number
	height: number
	/** what can be seen, for who cannot see it; '' when nobody said */
	alt: string
	altEn: string
}

/** Size of the small picture, in pixels. */
export const smallPhoto = { width: 480, height: 360 } as const

/** What a document of a listing is: a report as customers get it, the instrument's data sheet, prices, anything else. */
export const documentKinds = ['sample_report', 'data_sheet', 'price_list', 'other'] as const
export type ListingDocument = {
	file: string
	kind: (typeof documentKinds)[number]
	title: string
	titleEn: string
	sizeBytes: number
}
