import { greatestOf, type Report, type ReportCell, type ReportColumn } from '#app/domain/reporting/report.ts'
import type { Locale } from '#app/lib/i18n.ts'
import { formatYuan } from '#app/lib/money.ts'
import { formatInstant } from '#app/lib/time.ts'
import { type PdfBlock, writePdf } from '#app/platform/pdf.server.ts'
import { type SheetCell, writeSheet } from '#app/platform/spreadsheet.server.ts'
import { hasText, textOf } from './texts.server.ts'

export const reportFileKinds = ['xlsx', 'pdf'] as const
export type ReportFileKind = (typeof reportFileKinds)[number]

export type ReportPaper = { report: Report; title: string; note: string; isDemo: boolean; now: Date; locale: Locale }

/** A name the reader reads: a state of ours (`stage_paid`, `move_paid`) in words, a name of both languages in theirs. */
export function wordsOf(cell: ReportCell, locale: Locale): string {
	if (cell === null) return '—'
	if (typeof cell === 'string') return cell
	if (typeof cell === 'number') return cell.toLocaleString('en')
	if (typeof cell === 'bigint') return formatYuan(cell)
	const name = cell[locale]
	for (const key of [`fund.${name}`, `report.${name}`])
		if (/^(stage|move)_/.test(name) && hasText(locale, key)) return textOf(locale, key)
	return name
}

const headOf = (column: ReportColumn, locale: Locale) => textOf(locale, `report.col_${column.key}`)

/** A report as a spreadsheet or a PDF, in the reader's language. */
export function reportFile(paper: ReportPaper, kind: ReportFileKind): Promise<Uint8Array<ArrayBuffer>> {
	return kind === 'xlsx' ? sheetOf(paper) : pdfOf(paper)
}

function sheetOf({ report, title, note, now, locale }: ReportPaper): Promise<Uint8Array<ArrayBuffer>> {
	const cells = (row: readonly ReportCell[]): SheetCell[] =>
		row.map((cell) =>
			typeof cell === 'bigint' || typeof cell === 'number' ? cell : cell === null ? '' : wordsOf(cell, locale),
		)
	return writeSheet({
		name: title.slice(0, 31).replace(/[\\/?*[\]:]/g, ' '),
		title: [title, note, textOf(locale, 'report.made_at', { at: formatInstant(now, locale) })],
		columns: report.columns.map((column) => ({
			head: headOf(column, locale),
			width: column.kind === 'text' ? 28 : 18,
			kind: column.kind === 'amount' ? 'amount' : column.kind === 'count' ? 'number' : 'text',
		})),
		rows: report.rows.map(cells),
		...(report.foot ? { foot: [textOf(locale, 'report.total'), ...cells(report.foot.slice(1))] } : {}),
	})
}

async function pdfOf({ report, title, note, isDemo, now, locale }: ReportPaper): Promise<Uint8Array<ArrayBuffer>> {
	const words = (row: readonly ReportCell[]) => row.map((cell) => wordsOf(cell, locale))
	const blocks: PdfBlock[] = [
		{
			kind: 'title',
			text: title,
			note: `${note}　${textOf(locale, 'report.made_at', { at: formatInstant(now, locale) })}`,
		},
		{
			kind: 'facts',
			facts: report.facts.map(
				([key, value]) =>
					[
						textOf(locale, `report.fact_${key}`),
						typeof value === 'bigint' ? `¥${formatYuan(value)}` : wordsOf(value, locale),
					] as const,
			),
		},
	]
	if (report.chart) {
		blocks.push({ kind: 'heading', text: textOf(locale, 'report.chart'), note: textOf(locale, 'report.chart_note') })
		blocks.push({ kind: 'bars', bars: barsOf(report, locale) })
	}
	blocks.push({
		kind: 'table',
		columns: report.columns.map((column) => ({
			head: headOf(column, locale),
			width: column.kind === 'text' ? 3 : 2.4,
			num: column.kind !== 'text',
		})),
		rows: report.rows.map(words),
		...(report.foot ? { foot: [textOf(locale, 'report.total'), ...words(report.foot.slice(1))] } : {}),
	})
	const { content } = await writePdf({
		title,
		locale,
		landscape: report.columns.length > 6,
		...(isDemo ? { watermark: textOf(locale, 'report.watermark') } : {}),
		footer: (page, pages) => textOf(locale, 'report.page_of', { page, pages }),
		blocks,
	})
	return content
}

/** Bars of a report's chart: each as long as its part of the longest. */
export function barsOf({ rows, chart }: Report, locale: Locale): { label: string; text: string; part: number }[] {
	if (!chart) return []
	const values = rows.map((row) => (typeof row[chart.value] === 'bigint' ? (row[chart.value] as bigint) : 0n))
	const longest = greatestOf(values)
	return rows.map((row, n) => ({
		label: row[chart.label] === null ? textOf(locale, 'report.unnamed') : wordsOf(row[chart.label]!, locale),
		text: formatYuan(values[n]!),
		part: values[n]! <= 0n ? 0 : Number((values[n]! * 10_000n) / longest) / 10_000,
	}))
}
