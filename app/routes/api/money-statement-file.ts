import { moneyStatement } from '#app/domain/reporting/money-statement.server.ts'
import { DomainError } from '#app/lib/errors.ts'
import { fileLoader } from '#app/web/download.server.ts'
import { reportFile, reportFileKinds } from '#app/web/report-files.server.ts'
import { textOf } from '#app/web/texts.server.ts'

/** An organisation's own statement of public payments as a spreadsheet or a PDF. */
export const loader = fileLoader(async (ctx, { params, context: { locale } }) => {
	const kind = reportFileKinds.find((one) => `file.${one}` === params.file)
	if (!kind) throw new DomainError('not_found')
	const { party, report } = await moneyStatement(ctx, null)
	const title = `${textOf(locale, 'report.own_title')} · ${party.name}`
	const note = textOf(locale, 'report.note_statement')
	const content = await reportFile({ report, title, note, isDemo: party.isDemo, now: ctx.now, locale }, kind)
	return { name: `${title.replace(/[\s·]+/g, '-')}.${kind}`, content }
})
