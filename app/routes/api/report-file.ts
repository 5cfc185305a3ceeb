import { isDemo } from '#app/domain/reporting/demo.server.ts'
import { fiscalJournal } from '#app/domain/reporting/fiscal-journal.server.ts'
import { readReport, reportAsked } from '#app/domain/reporting/reports.server.ts'
import { DomainError } from '#app/lib/errors.ts'
import { fileLoader, streamText } from '#app/web/download.server.ts'
import { reportFile, reportFileKinds } from '#app/web/report-files.server.ts'
import { textOf } from '#app/web/texts.server.ts'

/** A report as a spreadsheet or a PDF; the fiscal journal also with every entry as CSV. */
export const loader = fileLoader(async (ctx, { request, params, context }) => {
	const [name = '', kind = ''] = (params.file ?? '').split('.')
	const asked = reportAsked(name, new URL(request.url).searchParams, ctx.now)
	if (name === 'journal' && kind === 'csv')
		return { name: `journal-${asked.month}.csv`, content: await streamText(fiscalJournal(ctx, asked.month)) }
	const wanted = reportFileKinds.find((one) => one === kind)
	if (!wanted) throw new DomainError('not_found')
	const { locale } = context
	const { report, about } = await readReport(ctx, asked)
	const by = name === 'execution' ? ` ${textOf(locale, `report.by_${asked.by}`)}` : ''
	const title = `${textOf(locale, `report.name_${name}`)}${by} · ${about}`
	const note = textOf(locale, `report.note_${name}`)
	const paper = { report, title, note, isDemo: await isDemo(ctx), now: ctx.now, locale }
	return { name: `${title.replace(/[\s·/\\]+/g, '-')}.${wanted}`, content: await reportFile(paper, wanted) }
})
