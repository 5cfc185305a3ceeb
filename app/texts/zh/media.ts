/** Photos and documents of a listing as everybody reads them. */
export const media = {
	photos: '照片',
	photo_open: '打开大图：{alt}',
	photo_of: '{name}，第 {n} 张照片',
	documents: '资料',
	documents_note: 'PDF，点开即看',
	document_sample_report: '报告样例',
	document_data_sheet: '仪器参数表',
	document_price_list: '价目表',
	document_other: '其他资料',
	document_size: 'PDF，{size}',
} as const
