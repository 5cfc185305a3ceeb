import { Form, Submit } from '#app/components/form.tsx'
import { useT } from '#app/components/texts.tsx'
import { LinkButton } from '#app/components/ui/button.tsx'
import { DateText } from '#app/components/ui/date-text.tsx'
import { Next } from '#app/components/ui/next.tsx'
import { Section } from '#app/components/ui/section.tsx'
import { Verdict } from '#app/components/ui/status.tsx'
import { Table } from '#app/components/ui/table.tsx'
import { formatDecimal } from '#app/lib/decimal.ts'
import { dayOf } from '#app/lib/time.ts'
import { paths } from '#app/web/paths.ts'
import { LeftOutList } from './left-out-list.tsx'
import { LineAmount } from './line-amount.tsx'

type Head = {
	shownAccount: string
	currency: string
	opening: string
	closing: string
	openingOn: string
	closingOn: string
	entries: number
	credit: string
	debit: string
	isOurs: boolean
	known: number
	lastNumber: string | null
	lastClosing: string | null
	follows: boolean
}
type Line = {
	statementNo: number
	n: number
	fileLine: number
	bookedOn: Date
	amount: string
	amountFen: bigint | null
	currency: string
	counterpartyName: string | null
	counterpartyAccount: string | null
	remittance: string
	baseReference: string
}
type FilePreviewProps = {
	file: { number: string; lines: number; isReceipts: boolean; mayImport: boolean; mayMap: boolean }
	heads: readonly Head[]
	lines: readonly Line[]
	leftOut: readonly { line: number; path: string; reason: string }[]
}

/** What was read of a bank's table, checked against what is there, before anything is taken. */
export function FilePreview({ file, heads, lines, leftOut }: FilePreviewProps) {
	const { t } = useT()
	return (
		<>
			<Next
				title={t('statementFile.preview_next')}
				actions={
					file.mayImport ? (
						<>
							<Form intent="drop" className="row">
								<input type="hidden" name="file" value={file.number} />
								<Submit variant="quiet">{t('statementFile.drop')}</Submit>
							</Form>
							{file.mayMap ? (
								<LinkButton to={paths.deskStatementFileColumns(file.number)}>{t('statementFile.map_again')}</LinkButton>
							) : null}
							<Form intent="accept" className="row">
								<input type="hidden" name="file" value={file.number} />
								<Submit>{t('statementFile.accept', { lines: file.lines })}</Submit>
							</Form>
						</>
					) : null
				}
			>
				{t('statementFile.preview_text')}
			</Next>
			<Section title={t('statementFile.preview_title')}>
				<Table
					caption={t('statementFile.preview_title')}
					rows={heads.map((head, i) => ({ ...head, i }))}
					rowKey={(row) => String(row.i)}
					columns={[
						{
							head: t('statementFile.account_head'),
							isName: true,
							cell: (row) => <span className="code">{row.shownAccount}</span>,
						},
						{ head: t('statementFile.entries'), num: true, cell: (row) => row.entries },
						{ head: t('statementFile.opening_yuan'), num: true, cell: (row) => formatDecimal(row.opening) },
						{ head: t('statementFile.credit_yuan'), num: true, cell: (row) => formatDecimal(row.credit) },
						{ head: t('statementFile.debit_yuan'), num: true, cell: (row) => formatDecimal(row.debit) },
						{ head: t('statementFile.closing_yuan'), num: true, cell: (row) => formatDecimal(row.closing) },
						{
							head: t('statementFile.checks'),
							full: true,
							cell: (row) => <Checks head={row} isReceipts={file.isReceipts} />,
						},
					]}
				/>
			</Section>
			<Section title={t('statementFile.lines_title', { n: lines.length })}>
				<Table
					caption={t('statementFile.lines_title', { n: lines.length })}
					rows={lines}
					rowKey={(row) => `${row.statementNo} ${row.n}`}
					dense
					columns={[
						{ head: t('statementFile.line'), num: true, phoneHide: true, cell: (row) => row.fileLine },
						{ head: t('statementFile.date'), nowrap: true, cell: (row) => <DateText day={dayOf(row.bookedOn)} /> },
						{
							head: t('statementFile.counterparty'),
							isName: true,
							cell: (row) => (
								<>
									{row.counterpartyName ?? '—'}
									{row.counterpartyAccount ? <div className="tiny faint code">{row.counterpartyAccount}</div> : null}
								</>
							),
						},
						{ head: t('statementFile.amount_yuan'), num: true, cell: (row) => <LineAmount line={row} /> },
						{ head: t('statementFile.remittance'), cell: (row) => row.remittance || '—' },
						{
							head: t('statementFile.reference'),
							phoneHide: true,
							cell: (row) => (
								<span className="code">{row.baseReference.startsWith('~') ? '—' : row.baseReference}</span>
							),
						},
					]}
				/>
			</Section>
			<LeftOutList leftOut={leftOut} />
		</>
	)
}

function Checks({ head, isReceipts }: { head: Head; isReceipts: boolean }) {
	const { t } = useT()
	return (
		<span className="row">
			{isReceipts ? (
				<Verdict shape="ring" hue="idle" wrap>
					{t('statementFile.check_receipts')}
				</Verdict>
			) : (
				<Verdict shape="disc" hue="ok" wrap>
					{t('statementFile.check_sum')}
				</Verdict>
			)}
			{head.lastNumber === null ? (
				<Verdict shape="ring" hue="idle" wrap>
					{t('statementFile.check_first')}
				</Verdict>
			) : head.follows ? (
				<Verdict shape="disc" hue="ok" wrap>
					{t('statementFile.check_follows', { number: head.lastNumber })}
				</Verdict>
			) : (
				<Verdict shape="square" hue="stop" wrap>
					{t('statementFile.check_gap', { number: head.lastNumber, closing: formatDecimal(head.lastClosing ?? '0') })}
				</Verdict>
			)}
			{head.isOurs ? null : (
				<Verdict shape="square" hue="stop" wrap>
					{t('statementFile.check_account')}
				</Verdict>
			)}
			{head.known > 0 ? (
				<Verdict shape="ring" hue="idle" wrap>
					{t('statementFile.check_known', { n: head.known })}
				</Verdict>
			) : null}
			{head.currency === 'CNY' ? null : (
				<Verdict shape="triangle" hue="warn" wrap>
					{t('statementFile.check_currency', { currency: head.currency })}
				</Verdict>
			)}
		</span>
	)
}
