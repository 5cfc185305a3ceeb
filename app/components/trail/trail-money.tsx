import { Link } from '@remix-run/react'
import { Amount } from '#app/components/ui/amount.tsx'
import { DateRange, DateText } from '#app/components/ui/date-text.tsx'
import { Status } from '#app/components/ui/status.tsx'
import type { FoundTrail } from '#app/domain/reporting/trail.server.ts'
import type { BankLink } from '#app/domain/reporting/trail.ts'
import { formatDecimal } from '#app/lib/decimal.ts'
import { paths } from '#app/web/paths.ts'
import { TrailItem } from './trail-item.tsx'
import { deedsOf, gapsAt, useFacts } from './trail-papers.tsx'

type Props = { trail: FoundTrail }

export function NoticeItems({ trail }: Props) {
	const { t, text, list } = useFacts()
	const missing = trail.links.claims.filter((claim) => gapsAt(trail, 'notice', claim.number).length > 0)
	return (
		<>
			{trail.links.notices.map((notice) => (
				<TrailItem
					key={notice.number}
					number={notice.number}
					to={paths.notice(notice.number)}
					title={notice.title}
					status={<Status of={`notice.${notice.state}`} />}
					facts={[
						{ label: t('trail.days'), value: <DateRange from={notice.opensOn} until={notice.closesOn} /> },
						text('claims', list(notice.claims)),
						{ label: t('trail.snapshot'), value: <code className="code hash tiny">{notice.snapshotHash}</code> },
						...notice.objections.map((objection) => ({
							label: objection.number,
							value: (
								<>
									<Status of={`objection.${objection.state}`} /> {objection.ruledBy}
								</>
							),
						})),
					]}
					deeds={deedsOf(trail, notice.number)}
					gaps={[]}
				/>
			))}
			{missing.map((claim) => (
				<TrailItem key={claim.number} number={claim.number} facts={[]} gaps={gapsAt(trail, 'notice', claim.number)} />
			))}
		</>
	)
}

export function BatchItems({ trail }: Props) {
	const { t, text, locale } = useFacts()
	return trail.links.batches.map((batch) => {
		const budget = trail.links.budgets.find((one) => one.fund === batch.fund && one.sourceNo === batch.sourceNo)
		return (
			<TrailItem
				key={batch.number}
				number={batch.number}
				to={paths.deskBatch(batch.number)}
				title={(locale === 'en' && budget?.sourceEn) || budget?.source}
				status={<Status of={`batch.${batch.state}`} viewer="authority" />}
				amountFen={batch.totalFen}
				facts={[
					text('approval_document', batch.approvalDocumentNo),
					text('message', batch.messageId),
					batch.contentHash
						? { label: t('trail.content'), value: <code className="code hash tiny">{batch.contentHash}</code> }
						: null,
				]}
				deeds={deedsOf(trail, batch.number)}
				gaps={gapsAt(trail, 'batch', batch.number)}
			/>
		)
	})
}

export function PaymentItems({ trail }: Props) {
	const { t, text, amount, list } = useFacts()
	return trail.links.payments.map((payment) => (
		<TrailItem
			key={payment.number}
			number={payment.number}
			to={paths.deskBatch(payment.batch)}
			title={payment.payee}
			status={<Status of={`payment.${payment.state}`} />}
			amountFen={payment.amountFen}
			facts={[
				text('claims', list(payment.claims)),
				payment.ofClaimsFen === payment.amountFen ? null : amount('of_claims', payment.ofClaimsFen),
				text('code', payment.code),
				{ label: t('trail.end_to_end'), value: <span className="code">{payment.endToEndId}</span> },
				text('return_reason', payment.returnReason),
			]}
			deeds={deedsOf(trail, payment.number)}
			gaps={[...gapsAt(trail, 'payment', payment.number), ...gapsAt(trail, 'bank', payment.number)]}
		/>
	))
}

const numberOf = (line: BankLink) => `${line.statement}/${line.lineNo}`

export function BankItems({ trail }: Props) {
	const { t, text } = useFacts()
	return trail.links.bankLines.map((line) => (
		<TrailItem
			key={numberOf(line)}
			number={numberOf(line)}
			to={paths.deskStatementLine(line.statement, line.lineNo, line.state)}
			title={line.counterparty}
			status={<Status of={`line.${line.state}`} />}
			amountFen={line.amountFen}
			facts={[
				line.amountFen === null ? text('amount', `${line.currency} ${formatDecimal(line.amount)}`) : null,
				{ label: t('trail.booked_on'), value: <DateText day={line.bookedOn} /> },
				{ label: t('trail.account'), value: <span className="code">{line.accountNo}</span> },
				{ label: t('trail.reference'), value: <span className="code">{line.reference}</span> },
				...line.payments.map((match, index) => ({
					label: `${t(`trail.match_${match.kind}`)}${line.payments.length > 1 ? ` ${index + 1}` : ''}`,
					value: (
						<>
							<Link className="code" to={paths.deskTrailOf(match.number)}>
								{match.number}
							</Link>{' '}
							<Amount fen={match.amountFen} /> {t(`trail.rule_${match.byRule}`)}
						</>
					),
				})),
				{
					label: t('trail.statement_file'),
					value: (
						<>
							{line.fileName} <code className="code hash tiny dim">{line.fileSha256}</code>
						</>
					),
				},
			]}
			deeds={deedsOf(trail, line.statement)}
			gaps={gapsAt(trail, 'bank', numberOf(line))}
		/>
	))
}
