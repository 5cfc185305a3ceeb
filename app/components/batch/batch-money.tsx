import { useT } from '#app/components/texts.tsx'
import { LinkButton } from '#app/components/ui/button.tsx'
import { Facts } from '#app/components/ui/facts.tsx'
import { NoteBox } from '#app/components/ui/note-box.tsx'
import { Receipt } from '#app/components/ui/receipt.tsx'
import { Panel } from '#app/components/ui/section.tsx'
import { paths } from '#app/web/paths.ts'

type MoneyProps = {
	number: string
	totalFen: bigint
	freeFen: bigint
	state: string
	contentHash: string | null
	approvalDocumentNo: string | null
	messageId: string | null
	isTest: boolean
	source: {
		name: string
		nameEn: string | null
		profile: string
		accountName: string
		accountNo: string
		bankName: string
	}
	files: readonly string[]
}

/** The money column of a batch: what it takes of the received money, who pays, its fingerprint and its files. */
export function BatchMoney({ batch }: { batch: MoneyProps }) {
	const { t } = useT()
	const isUnreleased = batch.state === 'open' || batch.state === 'locked'
	const after = batch.freeFen - batch.totalFen
	return (
		<Panel title={t('settlement.money')} sticky>
			<Receipt
				lines={[
					...(isUnreleased ? [{ label: t('settlement.free_now'), fen: batch.freeFen }] : []),
					{
						kind: isUnreleased ? 'line' : 'total',
						label: t('settlement.batch_total'),
						fen: isUnreleased ? -batch.totalFen : batch.totalFen,
					},
					...(isUnreleased
						? [
								{
									kind: 'total' as const,
									label: t(after < 0n ? 'settlement.short' : 'settlement.after'),
									fen: after < 0n ? -after : after,
								},
							]
						: []),
				]}
			/>
			<div className="mt-4">
				<Facts
					tight
					facts={[
						{ label: t('settlement.profile'), value: t(`settlement.profile_${batch.source.profile}`) },
						{
							label: t('settlement.payer'),
							value: (
								<>
									{batch.source.accountName}
									<div className="code">{batch.source.accountNo}</div>
									<div className="tiny faint">{batch.source.bankName}</div>
								</>
							),
						},
						...(batch.approvalDocumentNo
							? [{ label: t('settlement.document_no'), value: batch.approvalDocumentNo }]
							: []),
						...(batch.messageId
							? [{ label: t('settlement.message_id'), value: <span className="code">{batch.messageId}</span> }]
							: []),
						...(batch.contentHash
							? [
									{
										label: t('settlement.hash'),
										value: <HashText hash={batch.contentHash} note={t('settlement.hash_note')} />,
									},
								]
							: []),
					]}
				/>
			</div>
			{batch.files.length > 0 ? (
				<div className="stack mt-4">
					{batch.files.map((kind, i) => (
						<LinkButton
							key={kind}
							block
							reloadDocument
							icon="download"
							variant={i === 0 && batch.state === 'sent' ? 'primary' : 'plain'}
							to={paths.deskBatchFile(batch.number, kind)}
						>
							{t(`settlement.file_${kind}`)}
						</LinkButton>
					))}
					<p className="tiny faint">{t('settlement.files_note')}</p>
					{batch.isTest ? <NoteBox tone="warn" title={t('settlement.test_mark')} /> : null}
				</div>
			) : null}
		</Panel>
	)
}

function HashText({ hash, note }: { hash: string; note: string }) {
	return (
		<>
			<span className="code">{`${hash.slice(0, 8)}…${hash.slice(-8)}`}</span>
			<div className="tiny faint">{note}</div>
		</>
	)
}
