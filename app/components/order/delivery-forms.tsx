import { Field } from '#app/components/field.tsx'
import { Form, Submit } from '#app/components/form.tsx'
import { useT } from '#app/components/texts.tsx'
import { NoteBox } from '#app/components/ui/note-box.tsx'
import { Receipt } from '#app/components/ui/receipt.tsx'
import { acceptAttribute } from '#app/domain/files/file.ts'
import type { OrderPage } from '#app/domain/orders/order-page.server.ts'
import { formatYuan } from '#app/lib/money.ts'
import { paths } from '#app/web/paths.ts'
import { FormConfirm } from './form-disclosure.tsx'

/** The provider has the samples, or says that none are needed. */
export function ReceiveSample({ order }: { order: OrderPage }) {
	const { t } = useT()
	return (
		<Form intent="receive_sample">
			{order.listing.sampleRequirement ? (
				<p className="small dim wide">{t('order.sample_required', { text: order.listing.sampleRequirement })}</p>
			) : null}
			<Field name="note" label={t('order.sample_note')} kind="textarea" rows={2} hint={t('order.sample_note_hint')} />
			<Submit>{t('order.do_receive_sample')}</Submit>
		</Form>
	)
}

/** The report: number, date and file; what the enterprise asked to change stands above. */
export function DeliverReport({ order }: { order: OrderPage }) {
	const { t } = useT()
	return (
		<Form intent="deliver" files>
			{order.state === 'in_revision' ? (
				<NoteBox tone="warn" title={t('order.changes_asked')}>
					{order.revisionNote}
				</NoteBox>
			) : null}
			<Field name="reportNo" label={t('order.report_no')} kind="code" defaultValue={order.reportNo ?? ''} />
			<Field name="reportOn" label={t('order.report_on')} kind="date" hint={t('order.report_on_hint')} />
			<Field
				name="file"
				label={t('order.report_file')}
				kind="file"
				accept={acceptAttribute}
				hint={t('order.file_hint')}
			/>
			<Submit icon="upload">{t('order.do_deliver')}</Submit>
		</Form>
	)
}

/** The enterprise reads the report and accepts that very file: money moves, so it looks twice. */
export function AcceptDelivery({ order, seen }: { order: OrderPage; seen: string }) {
	const { t } = useT()
	const hasVoucher = order.voucherFen > 0n
	return (
		<>
			<p className="small wide">
				{order.reportFile ? (
					<a href={paths.file(order.reportFile.uuid)} target="_blank" rel="noopener">
						{t('order.read_report', { no: order.reportNo ?? '' })}
					</a>
				) : null}
			</p>
			<div className="mt-4">
				<FormConfirm
					intent="accept"
					label={t('order.do_accept')}
					question={t(hasVoucher ? 'order.accept_question' : 'order.accept_question_own', {
						amount: formatYuan(order.voucherFen),
					})}
				>
					{hasVoucher ? (
						<Receipt
							lines={[
								{ label: t('order.final_price'), fen: order.price },
								...order.sources.map((source) => ({
									kind: 'public' as const,
									label: source.name,
									fen: source.amountFen,
								})),
								{ kind: 'total', label: t('order.own_part'), fen: order.price - order.voucherFen },
							]}
						/>
					) : null}
					<p className="small dim mt-4">{t(`order.accept_effect_${order.mode ?? 'own'}`)}</p>
					<Form intent="accept" className="form mt-4">
						<input type="hidden" name="seen" value={seen} />
						<Submit icon="check">
							{hasVoucher
								? t('order.do_accept_redeem', { amount: formatYuan(order.voucherFen) })
								: t('order.do_accept')}
						</Submit>
					</Form>
				</FormConfirm>
			</div>
		</>
	)
}

export function RequestChanges() {
	const { t } = useT()
	return (
		<Form intent="request_changes">
			<Field name="note" label={t('order.changes')} kind="textarea" rows={3} hint={t('order.changes_hint')} />
			<Submit variant="plain">{t('order.do_request_changes')}</Submit>
		</Form>
	)
}
