/** Photos and documents of a listing as everybody reads them. */
export const media = {
	photos: 'Photos',
	photo_open: 'Open large: {alt}',
	photo_of: '{name}, photo {n}',
	documents: 'Documents',
	documents_note: 'PDF, opens in a new window',
	document_sample_report: 'Sample report',
	document_data_sheet: 'Instrument data sheet',
	document_price_list: 'Price list',
	document_other: 'Other document',
	document_size: 'PDF, {size}',
} as const
