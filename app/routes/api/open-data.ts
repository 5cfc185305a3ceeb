import { openData } from '#app/domain/reporting/open-data.server.ts'
import { csvField } from '#app/lib/csv-line.ts'
import { plainYuan } from '#app/lib/money.ts'
import { fileLoader } from '#app/web/download.server.ts'
import { textOf } from '#app/web/texts.server.ts'

/** What was paid, for everyone: small cells put together. */
export const loader = fileLoader(async (ctx, { context: { locale } }) => {
	const rows = await openData(ctx)
	const text = (key: string) => textOf(locale, `report.data_${key}`)
	const lines = rows.map((row) =>
		[
			row.authority,
			String(row.year),
			row.programme,
			row.isMerged ? text('merged') : row.category,
			row.isMerged ? text('merged') : row.district,
			String(row.enterprises),
			String(row.payments),
			plainYuan(row.paidFen),
			text(row.isMerged ? 'yes' : 'no'),
		]
			.map(csvField)
			.join(','),
	)
	return { name: 'paid.csv', content: `\uFEFF${[text('head'), ...lines].join('\r\n')}\r\n`, isPublic: true }
})
