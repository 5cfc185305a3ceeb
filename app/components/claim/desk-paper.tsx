import { Link } from '@remix-run/react'
import { useT } from '#app/components/texts.tsx'
import { Amount } from '#app/components/ui/amount.tsx'
import { DateText, InstantText } from '#app/components/ui/date-text.tsx'
import { Facts } from '#app/components/ui/facts.tsx'
import { Verdict } from '#app/components/ui/status.tsx'
import { OrganisationName } from '#app/components/ui/tag.tsx'
import type { Check } from '#app/domain/claims/check-claim.ts'
import type { ClaimView } from '#app/domain/claims/claim-details.server.ts'
import type { ClaimLineView } from '#app/domain/claims/claim-lines.server.ts'
import type { LineFile } from '#app/domain/claims/claim-papers.server.ts'
import { paths } from '#app/web/paths.ts'
import { InvoicePaper } from './invoice-paper.tsx'
import { InvoiceRecord } from './invoice-record.tsx'
import { RewardBasisFacts } from './reward.tsx'

const papers = ['contract', 'fapiao', 'transfer-slip', 'report'] as const
type Paper = (typeof papers)[number]

/** Which checks a paper answers for: its tab carries their mark. */
const checksOf: Record<Paper, readonly string[]> = {
	contract: ['contract', 'contract_file', 'accepted'],
	fapiao: [
		'invoice',
		'invoice_parties',
		'invoice_amount',
		'invoice_used',
		'invoice_red',
		'invoice_file',
		'invoice_genuine',
		'invoice_date',
	],
	'transfer-slip': ['payment', 'payment_proof', 'payment_date'],
	report: ['report', 'report_file', 'report_date', 'service_window'],
}

type DeskPaperProps = {
	claim: ClaimView
	lines: readonly ClaimLineView[]
	checks: readonly Check[]
	line: string | null
	paper: string | null
	/** this person may look fapiao up and enter red-letter ones */
	mayVerify: boolean
}

/** The paper on the desk: tabs of one line's papers, and the chosen one with what it says. */
export function DeskPaper({ claim, lines, checks, line: askedLine, paper: askedPaper, mayVerify }: DeskPaperProps) {
	const { t } = useT()
	const line = lines.find((candidate) => String(candidate.lineNo) === askedLine) ?? lines[0]
	if (!line) return <div className="doc-col" />
	const paper: Paper = papers.find((name) => name === askedPaper) ?? 'fapiao'
	const to = (lineNo: number, name: Paper) => `?line=${lineNo}&paper=${name}`
	return (
		<div className="doc-col">
			<div className="panel-head">
				<div>
					<h2>{line.title}</h2>
					<p className="tiny faint">
						{t('claimDesk.bought_from')} <OrganisationName name={line.provider.name} isDemo={line.provider.isDemo} />{' '}
						{line.order ? <span className="code">{line.order.number}</span> : t('claimDesk.off_platform')}
					</p>
				</div>
				{lines.length > 1 ? (
					<nav className="push row tight" aria-label={t('claim.lines')}>
						{lines.map((candidate) => (
							<Link
								key={candidate.lineNo}
								to={to(candidate.lineNo, paper)}
								preventScrollReset
								className={candidate.lineNo === line.lineNo ? 'chip on' : 'chip'}
								aria-current={candidate.lineNo === line.lineNo ? 'true' : undefined}
							>
								{t('claim.line_no', { no: candidate.lineNo })}
							</Link>
						))}
					</nav>
				) : null}
			</div>
			{line.kind === 'reward' ? (
				<div className="doc-view stack">
					<div className="panel panel-pad">
						<RewardBasisFacts line={line} isDesk />
						<p className="small dim mt-4">{t('claim.reward_papers')}</p>
					</div>
				</div>
			) : (
				<>
					<nav className="doc-tabs" aria-label={t('claimDesk.papers')}>
						{papers.map((name) => {
							const worst = worstOf(
								checks.filter((check) => check.lineNo === line.lineNo && checksOf[name].includes(check.code)),
							)
							return (
								<Link
									key={name}
									to={to(line.lineNo, name)}
									preventScrollReset
									aria-current={name === paper ? 'true' : undefined}
								>
									{t(`claimDesk.tab_${name.replace('-', '_')}`)}
									{worst ? (
										<Verdict shape={worst === 'stop' ? 'square' : 'triangle'} hue={worst}>
											<span className="sr">{t(`common.check_${worst}`)}</span>
										</Verdict>
									) : null}
								</Link>
							)
						})}
					</nav>
					<div className="doc-view stack">
						<PaperBody claim={claim} line={line} paper={paper} mayVerify={mayVerify} />
						<Originals files={line.papers.files.filter((file) => file.purpose === paper)} />
					</div>
				</>
			)}
		</div>
	)
}

function worstOf(checks: readonly Check[]): 'stop' | 'warn' | null {
	if (checks.some((check) => check.verdict === 'stop')) return 'stop'
	return checks.some((check) => check.verdict === 'warn') ? 'warn' : null
}

type PaperBodyProps = { claim: ClaimView; line: ClaimLineView; paper: Paper; mayVerify: boolean }

function PaperBody({ claim, line, paper, mayVerify }: PaperBodyProps) {
	const { t } = useT()
	const day = (on: ClaimLineView['contractOn']) => (on ? <DateText day={on} /> : '—')
	if (paper === 'fapiao')
		return line.papers.invoices.map((invoice) => (
			<div key={`${invoice.code}-${invoice.number}`} className="stack">
				<InvoicePaper invoice={invoice} buyer={claim.enterprise} seller={line.provider} title={line.title} />
				<InvoiceRecord invoice={invoice} mayVerify={mayVerify} />
			</div>
		))
	const facts =
		paper === 'contract'
			? [
					{ label: t('claim.contract_no'), value: <span className="code">{line.contractNo ?? '—'}</span> },
					{ label: t('claim.contract_on'), value: day(line.contractOn) },
					{ label: t('claim.base'), value: <Amount fen={line.baseFen} /> },
					{ label: t('claim.parties'), value: `${claim.enterprise.name} / ${line.provider.name}` },
				]
			: paper === 'report'
				? [
						{ label: t('claim.report_no'), value: <span className="code">{line.reportNo ?? '—'}</span> },
						{ label: t('claim.report_on'), value: day(line.reportOn) },
						{ label: t('claim.service_on'), value: day(line.serviceOn) },
						{ label: t('claim.category'), value: line.category?.zh ?? '—' },
					]
				: line.papers.payments.flatMap((payment, index) => [
						{ label: `${t('claim.paid_amount')} ${index + 1}`, value: <Amount fen={payment.amountFen} /> },
						{ label: `${t('claim.paid_on')} ${index + 1}`, value: <DateText day={payment.paidOn} /> },
					])
	return (
		<div className="panel panel-pad">
			<Facts facts={facts} />
			{paper === 'report' ? <p className="small dim mt-4">{t('claimDesk.report_cover')}</p> : null}
		</div>
	)
}

function Originals({ files }: { files: readonly LineFile[] }) {
	const { t } = useT()
	if (files.length === 0) return <p className="small dim">{t('claimDesk.no_original')}</p>
	return files.map((file) => (
		<div key={file.sha256} className="stack">
			{file.uuid && file.mime.startsWith('image/') ? (
				<img src={paths.file(file.uuid)} alt={file.name} className="paper" />
			) : null}
			<div className="row tiny faint">
				<span>{file.name}</span>
				<span>{t('claim.file_size', { kb: Math.ceil(file.sizeBytes / 1024) })}</span>
				<span>{t('common.fingerprint', { hash: `${file.sha256.slice(0, 4)}…${file.sha256.slice(-4)}` })}</span>
				<InstantText at={file.at} />
				{file.uuid ? (
					<a className="push" href={paths.file(file.uuid)} target="_blank" rel="noopener">
						{t('claimDesk.original')}
					</a>
				) : (
					<span className="push">{t('claim.report_body_closed')}</span>
				)}
			</div>
		</div>
	))
}
