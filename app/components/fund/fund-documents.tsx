import { Field, RadioField } from '#app/components/field.tsx'
import { Form, Submit } from '#app/components/form.tsx'
import { useT } from '#app/components/texts.tsx'
import { Figure } from '#app/components/ui/amount.tsx'
import { DateText } from '#app/components/ui/date-text.tsx'
import { Confirm } from '#app/components/ui/disclosure.tsx'
import { Status } from '#app/components/ui/status.tsx'
import { Table } from '#app/components/ui/table.tsx'
import type { FundDocument, FundReceipt, FundSetup } from '#app/domain/programmes/funds.server.ts'
import { formatYuan } from '#app/lib/money.ts'

type Props = { fund: FundSetup }

export const useSourceName = ({ sources }: FundSetup) => {
	const { locale } = useT()
	return (sourceNo: number) => {
		const source = sources.find((each) => each.sourceNo === sourceNo)
		return (locale === 'en' ? source?.nameEn : null) ?? source?.name ?? String(sourceNo)
	}
}

/** The documents behind every fen that was promised, and the step each open one waits for. */
export function FundDocuments({ fund }: Props) {
	const { t } = useT()
	const sourceName = useSourceName(fund)
	return (
		<Table
			caption={t('fundSetup.documents')}
			rows={fund.documents}
			rowKey={(row) => String(row.id)}
			columns={[
				{
					head: t('fundSetup.document_no'),
					isName: true,
					cell: (row) => (
						<span lang="zh">
							{row.kind === 'carried_in' ? `${t('fundSetup.carried_in')} ` : ''}
							{row.documentNo}
						</span>
					),
				},
				{ head: t('fundSetup.source'), cell: (row) => sourceName(row.sourceNo) },
				{
					head: t('fundSetup.signed_amount'),
					num: true,
					cell: (row) => <Figure fen={row.amountFen} signed={row.amountFen < 0n} />,
				},
				{ head: t('fundSetup.state'), nowrap: true, cell: (row) => <Status of={`appropriation.${row.state}`} /> },
				{ head: t('fundSetup.proposed_by'), cell: (row) => row.createdBy },
				{ head: t('fundSetup.decided_by'), cell: (row) => row.approvedBy ?? '—' },
				{
					head: t('fundSetup.decide'),
					quietHead: true,
					cell: (row) => <Decide row={row} isOpen={fund.state === 'approved'} />,
				},
			]}
		/>
	)
}

function Decide({ row, isOpen }: { row: FundDocument; isOpen: boolean }) {
	const { t } = useT()
	if (row.state !== 'draft' || !isOpen) return null
	if (!row.mayDecide) return <span className="tiny dim">{t('fundSetup.other_person')}</span>
	return (
		<Confirm label={t('fundSetup.decide')} question={`${row.documentNo} ¥${formatYuan(row.amountFen)}`}>
			<div className="row">
				<Form intent="refuse_document" id={`refuse-${row.id}`} className="row">
					<input type="hidden" name="appropriation" value={String(row.id)} />
					<Submit small variant="quiet">
						{t('fundSetup.refuse_document')}
					</Submit>
				</Form>
				<Form intent="approve_document" id={`approve-${row.id}`} className="row">
					<input type="hidden" name="appropriation" value={String(row.id)} />
					<Submit small>{t('fundSetup.approve_document')}</Submit>
				</Form>
			</div>
		</Confirm>
	)
}

const sourceOptions = (fund: FundSetup, name: (no: number) => string) =>
	fund.sources.map((source) => ({ value: String(source.sourceNo), label: name(source.sourceNo) }))

/** Proposes an increase or a cut of one source by its document. */
export function ProposeForm({ fund }: Props) {
	const { t } = useT()
	const sourceName = useSourceName(fund)
	return (
		<Form intent="propose" className="form cols">
			<RadioField
				name="kind"
				label={t('fundSetup.kind')}
				options={[
					{ value: 'increase', label: t('fundSetup.increase') },
					{ value: 'cut', label: t('fundSetup.cut') },
				]}
				defaultValue="increase"
			/>
			<Field name="source" label={t('fundSetup.source')} kind="select" options={sourceOptions(fund, sourceName)} />
			<Field name="documentNo" label={t('fundSetup.document_no')} />
			<Field name="amount" label={t('fundSetup.change_amount')} kind="money" />
			<Submit>{t('fundSetup.propose_submit')}</Submit>
		</Form>
	)
}

/** What a receipt of an advance is: money of one level goes to another, or comes back. */
const moved = ({ advance, amountFen }: FundReceipt) =>
	advance?.isPayer === amountFen < 0n
		? advance.isPayer
			? 'advance_out'
			: 'advance_in'
		: advance?.isPayer
			? 'repayment_in'
			: 'repayment_out'

/** What has reached the payers, and the form for more. */
export function Receipts({ fund }: Props) {
	const { t } = useT()
	const sourceName = useSourceName(fund)
	return (
		<>
			{fund.receipts.length === 0 ? (
				<p className="dim">{t('fundSetup.no_receipts')}</p>
			) : (
				<Table
					caption={t('fundSetup.receipts')}
					rows={fund.receipts}
					rowKey={(row) => `${row.documentNo}-${row.sourceNo}-${row.receivedOn}-${row.amountFen}`}
					columns={[
						{
							head: t('fundSetup.receipt_document'),
							isName: true,
							cell: (row) => (
								<>
									{row.documentNo}
									{row.advance ? (
										<div className="tiny faint">{t(`fundSetup.${moved(row)}`, { number: row.advance.number })}</div>
									) : null}
								</>
							),
						},
						{ head: t('fundSetup.source'), cell: (row) => sourceName(row.sourceNo) },
						{ head: t('fundSetup.received_on'), nowrap: true, cell: (row) => <DateText day={row.receivedOn} /> },
						{ head: t('fundSetup.received'), num: true, cell: (row) => <Figure fen={row.amountFen} /> },
					]}
				/>
			)}
			{fund.may.receive ? (
				<Form intent="receive" className="form cols mt-6">
					<Field name="source" label={t('fundSetup.source')} kind="select" options={sourceOptions(fund, sourceName)} />
					<Field name="documentNo" label={t('fundSetup.receipt_document')} />
					<Field name="amount" label={t('fundSetup.receipt_amount')} kind="money" />
					<Field name="receivedOn" label={t('fundSetup.received_on')} kind="date" />
					<Submit>{t('fundSetup.record_receipt')}</Submit>
				</Form>
			) : null}
		</>
	)
}
