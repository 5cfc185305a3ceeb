import type { PeriodSummary, Signature } from '#app/domain/ledger/period-summary.server.ts'
import { fundStages } from '#app/domain/reporting/fund.ts'
import type { Locale } from '#app/lib/i18n.ts'
import { formatYuan } from '#app/lib/money.ts'
import { formatInstant, formatMonth } from '#app/lib/time.ts'
import { writePdf } from '#app/platform/pdf.server.ts'
import { textOf } from './texts.server.ts'

/** A period as one reads it: 2026年3月, 2026 年. */
export const periodName = (period: string, locale: Locale) =>
	period.length === 4 ? textOf(locale, 'report.summary_year', { year: period }) : formatMonth(period, locale)

/** The signed summary of a closed period as a PDF: who closed it, its totals, its fingerprints and its scars. */
export async function periodPaper(
	summary: PeriodSummary,
	{ locale, isDemo }: { locale: Locale; isDemo: boolean },
): Promise<Uint8Array<ArrayBuffer>> {
	const t = (key: string, values?: Record<string, string | number>) => textOf(locale, `report.${key}`, values)
	const at = (iso: string) => formatInstant(new Date(iso), locale)
	const signed = (label: string, signature: Signature) =>
		[
			[label, `${signature.name}　${at(signature.at)}`],
			[t('summary_entry'), signature.digest],
		] as const
	const title = t('summary_title', { period: periodName(summary.period, locale) })
	const keys = [...new Set(summary.totals.map((total) => `${total.fund}\n${total.sourceNo}`))]
	const amountOf = (key: string, stage: string) =>
		BigInt(
			summary.totals.find((total) => `${total.fund}\n${total.sourceNo}` === key && total.stage === stage)?.amountFen ??
				'0',
		)
	const receivedOf = (key: string) =>
		BigInt(summary.received.find((one) => `${one.fund}\n${one.sourceNo}` === key)?.receivedFen ?? '0')
	const cells = (key: string) => [
		-amountOf(key, 'treasury'),
		receivedOf(key),
		...fundStages.map((stage) => amountOf(key, stage)),
	]
	const total = keys.map(cells).reduce(
		(sums, row) => sums.map((sum, n) => sum + row[n]!),
		cells('').map(() => 0n),
	)
	const { content } = await writePdf({
		title: `${title} · ${summary.authority}`,
		locale,
		landscape: true,
		...(isDemo ? { watermark: t('watermark') } : {}),
		footer: (page, pages) => t('page_of', { page, pages }),
		blocks: [
			{ kind: 'title', text: title, note: `${summary.authority}　${summary.creditCode}` },
			{ kind: 'heading', text: t('summary_heading_people') },
			{
				kind: 'facts',
				facts: [...signed(t('summary_proposed'), summary.proposed), ...signed(t('summary_approved'), summary.approved)],
			},
			{ kind: 'heading', text: t('summary_totals'), note: t('chart_note') },
			{
				kind: 'table',
				columns: [
					{ head: t('col_fund'), width: 2.6 },
					{ head: t('col_source'), width: 0.9 },
					{ head: t('fact_appropriated'), width: 2, num: true },
					{ head: t('summary_received'), width: 2, num: true },
					...fundStages.map((stage) => ({ head: textOf(locale, `fund.stage_${stage}`), width: 1.9, num: true })),
				],
				rows: keys.map((key) => [...key.split('\n'), ...cells(key).map(formatYuan)]),
				foot: [t('total'), '', ...total.map(formatYuan)],
			},
			{ kind: 'heading', text: t('summary_roots') },
			{
				kind: 'facts',
				facts: [
					...(summary.previousRoot ? [[t('summary_previous'), summary.previousRoot] as const] : []),
					...summary.months.map(({ month, root }) => [formatMonth(month, locale), root] as const),
					[t('summary_seal'), summary.seal ? `${summary.seal.no}　${summary.seal.root}` : t('summary_no_seal')],
					[t('summary_hash'), summary.contentHash],
				],
			},
			{ kind: 'heading', text: t('summary_scars') },
			...(summary.reopenings.length === 0
				? [{ kind: 'text' as const, text: t('summary_no_scars') }]
				: summary.reopenings.map((scar) => ({
						kind: 'text' as const,
						text: t('summary_scar', {
							month: formatMonth(scar.month, locale),
							at: at(scar.at),
							first: scar.proposedBy,
							second: scar.approvedBy,
							reason: scar.reason,
						}),
					}))),
			{ kind: 'text', text: t('summary_verify'), small: true },
		],
	})
	return content
}
