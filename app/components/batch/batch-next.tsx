import { Field } from '#app/components/field.tsx'
import { Form, Submit, useFormResult } from '#app/components/form.tsx'
import { useT } from '#app/components/texts.tsx'
import { BlockedButton, LinkButton } from '#app/components/ui/button.tsx'
import { Confirm } from '#app/components/ui/disclosure.tsx'
import { Next } from '#app/components/ui/next.tsx'
import { NoteBox } from '#app/components/ui/note-box.tsx'
import { Receipt } from '#app/components/ui/receipt.tsx'
import { formatYuan } from '#app/lib/money.ts'
import { paths } from '#app/web/paths.ts'

export type BatchShown = {
	state: string
	contentHash: string | null
	lineCount: number
	totalFen: bigint
	freeFen: bigint
	paymentCount: number
	waitingCount: number
	may: readonly string[]
}

/** What happens to the batch next: who acts, what follows, and the button, with a second look before money moves. */
export function BatchNext({ batch }: { batch: BatchShown }) {
	const { t } = useT()
	switch (batch.state) {
		case 'open':
			return (
				<Next title={t('settlement.next_open')} actions={<Lock batch={batch} />}>
					{t('settlement.next_open_note')}
				</Next>
			)
		case 'locked':
			return (
				<Next
					title={t(batch.may.includes('approve') ? 'settlement.next_locked' : 'settlement.next_locked_other')}
					actions={<Approve batch={batch} />}
				>
					{t('settlement.next_locked_note')}
				</Next>
			)
		case 'approved':
			return (
				<Next
					title={t(batch.may.includes('send') ? 'settlement.next_approved' : 'settlement.next_approved_other')}
					actions={<Send batch={batch} />}
				>
					{t('settlement.next_approved_note', { amount: formatYuan(batch.totalFen) })}
				</Next>
			)
		case 'sent':
			return (
				<Next title={t('settlement.next_sent')} actions={<ToStatements />}>
					{t('settlement.next_sent_note')}
				</Next>
			)
		case 'partly_paid':
			return (
				<Next title={t('settlement.next_partly', { n: batch.waitingCount })} actions={<ToStatements />}>
					{t('settlement.next_sent_note')}
				</Next>
			)
		case 'closed':
			return <NoteBox tone="ok" title={t('settlement.next_closed', { n: batch.paymentCount })} />
		default:
			return <NoteBox title={t('settlement.next_voided')} />
	}
}

function ToStatements() {
	const { t } = useT()
	return <LinkButton to={paths.deskStatements}>{t('settlement.to_statements')}</LinkButton>
}

function Figures({ batch }: { batch: BatchShown }) {
	const { t } = useT()
	return (
		<>
			<Receipt lines={[{ kind: 'total', label: t('settlement.batch_total'), fen: batch.totalFen }]} />
			{batch.contentHash ? (
				<p className="tiny dim">
					{t('settlement.hash')} <span className="code">{batch.contentHash.slice(0, 16)}…</span>
				</p>
			) : null}
		</>
	)
}

function Lock({ batch }: { batch: BatchShown }) {
	const { t } = useT()
	const answer = useFormResult('lock')
	const label = t('settlement.lock', { n: batch.lineCount })
	if (!batch.may.includes('lock') || batch.lineCount === 0)
		return <BlockedButton reason={t('settlement.lock_blocked')}>{label}</BlockedButton>
	return (
		<Confirm
			open={answer !== undefined}
			label={label}
			variant="primary"
			question={t('settlement.lock_question', { n: batch.lineCount, amount: formatYuan(batch.totalFen) })}
		>
			<Figures batch={batch} />
			<Form intent="lock">
				<Submit>{label}</Submit>
			</Form>
		</Confirm>
	)
}

function Approve({ batch }: { batch: BatchShown }) {
	const { t } = useT()
	const answer = useFormResult('approve')
	const label = t('settlement.approve', { amount: formatYuan(batch.totalFen) })
	if (!batch.may.includes('approve'))
		return <BlockedButton reason={t('settlement.approve_blocked')}>{label}</BlockedButton>
	return (
		<Confirm
			open={answer !== undefined}
			label={label}
			variant="primary"
			question={t('settlement.approve_question', { n: batch.paymentCount, amount: formatYuan(batch.totalFen) })}
		>
			<Figures batch={batch} />
			<Form intent="approve">
				<Field name="approvalDocumentNo" label={t('settlement.document_no')} hint={t('settlement.document_hint')} />
				<input type="hidden" name="contentHash" value={batch.contentHash ?? ''} />
				<Submit>{label}</Submit>
			</Form>
		</Confirm>
	)
}

function Send({ batch }: { batch: BatchShown }) {
	const { t } = useT()
	const answer = useFormResult('send')
	const label = t('settlement.send', { n: batch.paymentCount })
	if (!batch.may.includes('send')) return <BlockedButton reason={t('settlement.send_blocked')}>{label}</BlockedButton>
	return (
		<Confirm
			open={answer !== undefined}
			label={label}
			variant="primary"
			question={t('settlement.send_question', { n: batch.paymentCount, amount: formatYuan(batch.totalFen) })}
		>
			<Figures batch={batch} />
			<Form intent="send">
				<Submit>{label}</Submit>
			</Form>
		</Confirm>
	)
}

/** Voids a batch that was not sent; stands apart from the next step. */
export function VoidBatch({ batch }: { batch: BatchShown }) {
	const { t } = useT()
	const answer = useFormResult('void')
	if (!batch.may.includes('void')) return null
	return (
		<Confirm
			open={answer !== undefined}
			label={t('settlement.void')}
			variant="danger"
			small
			question={t('settlement.void_question')}
		>
			<p className="small">{t('settlement.void_note', { n: batch.lineCount })}</p>
			<Form intent="void">
				<Field name="reason" kind="textarea" rows={2} label={t('settlement.void_reason')} />
				<Submit variant="danger">{t('settlement.void')}</Submit>
			</Form>
		</Confirm>
	)
}
