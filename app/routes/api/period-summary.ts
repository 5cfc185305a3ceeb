import { periodSummary } from '#app/domain/ledger/period-summary.server.ts'
import { isDemo } from '#app/domain/reporting/demo.server.ts'
import { DomainError } from '#app/lib/errors.ts'
import { fileLoader } from '#app/web/download.server.ts'
import { periodPaper } from '#app/web/period-paper.server.ts'

/** The signed summary of a closed month or year: JSON to verify, PDF to file. */
export const loader = fileLoader(async (ctx, { params, context: { locale } }) => {
	const { period = '', file } = params
	if (file !== 'summary.json' && file !== 'summary.pdf') throw new DomainError('not_found')
	const summary = await periodSummary(ctx, period)
	if (file === 'summary.json') return { name: `${period}.json`, content: `${JSON.stringify(summary, null, '\t')}\n` }
	return { name: `${period}.pdf`, content: await periodPaper(summary, { locale, isDemo: await isDemo(ctx) }) }
})
