import type { LoaderFunctionArgs } from '@remix-run/node'
import { templateHead } from '#app/domain/imports/import-mapping.ts'
import { csvLine } from '#app/lib/csv-line.ts'
import { writeSheet } from '#app/platform/spreadsheet.server.ts'

const sheetType = 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet'

/** An empty table to fill in with listings: listings-zh.xlsx, listings-en.csv … The header alone, so that no example is ever imported. */
export async function loader({ params }: LoaderFunctionArgs) {
	const asked = /^listings-(zh|en)\.(xlsx|csv)$/.exec(params.file ?? '')
	if (!asked) throw new Response(null, { status: 404 })
	const head = templateHead(asked[1] as 'zh' | 'en')
	const isSheet = asked[2] === 'xlsx'
	const content = isSheet
		? await writeSheet({
				name: asked[1] === 'zh' ? '服务' : 'Listings',
				title: [],
				columns: head.map((name) => ({ head: name, width: 18, kind: 'text' })),
				rows: [],
			})
		: `\uFEFF${csvLine(head)}`
	return new Response(content, {
		headers: {
			'Content-Type': isSheet ? sheetType : 'text/csv; charset=utf-8',
			'Content-Disposition': `attachment; filename="${asked[0]}"`,
			'Cache-Control': 'public, max-age=3600',
		},
	})
}
