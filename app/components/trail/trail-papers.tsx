import { Link } from '@remix-run/react'
import { useT } from '#app/components/texts.tsx'
import { Amount } from '#app/components/ui/amount.tsx'
import { DateText } from '#app/components/ui/date-text.tsx'
import type { Fact } from '#app/components/ui/facts.tsx'
import { Status } from '#app/components/ui/status.tsx'
import type { FoundTrail } from '#app/domain/reporting/trail.server.ts'
import type { Deed, OrderLink, TrailStage } from '#app/domain/reporting/trail.ts'
import type { LocalDate } from '#app/lib/time.ts'
import { paths } from '#app/web/paths.ts'
import { TrailItem } from './trail-item.tsx'

type Props = { trail: FoundTrail }

export const gapsAt = ({ gaps }: FoundTrail, stage: TrailStage, subject: string) =>
	gaps.filter((gap) => gap.stage === stage && gap.subject === subject)

/** The deeds of a number, some of them. */
export const deedsOf = (
	{ deeds }: FoundTrail,
	number: string,
	wanted: (action: string) => boolean = () => true,
): Deed[] => (deeds[number] ?? []).filter((deed) => wanted(deed.action))

export function useFacts() {
	const { t, locale } = useT()
	const amount = (key: string, fen: bigint | null): Fact | null =>
		fen === null ? null : { label: t(`trail.${key}`), value: <Amount fen={fen} /> }
	const text = (key: string, value: string | null): Fact | null => (value ? { label: t(`trail.${key}`), value } : null)
	const paper = (key: string, no: string | null, on: LocalDate | null): Fact | null =>
		no
			? {
					label: t(`trail.${key}`),
					value: (
						<>
							<span className="code">{no}</span> {on ? <DateText day={on} /> : null}
						</>
					),
				}
			: null
	const list = (items: readonly string[]) => items.join(locale === 'zh' ? '、' : ', ')
	return { t, locale, amount, text, paper, list }
}

export function BudgetItems({ trail }: Props) {
	const { t, locale, amount, text, list } = useFacts()
	const funds = [...new Set(trail.links.budgets.map((budget) => budget.fund))]
	return trail.links.budgets.map((budget) => {
		const source = (locale === 'en' && budget.sourceEn) || budget.source
		return (
			<TrailItem
				key={`${budget.fund}-${budget.sourceNo}`}
				number={budget.fund}
				to={paths.deskFund(budget.fund)}
				title={`${budget.name} · ${source}`}
				amountFen={budget.appropriatedFen}
				facts={[
					{ label: t('trail.document_no'), value: budget.documents.length > 0 ? list(budget.documents) : '—' },
					budget.carriedInFen > 0n ? amount('carried_in', budget.carriedInFen) : null,
					text('project_code', budget.projectCode),
					amount('received', budget.receivedFen),
					amount('released', budget.releasedFen),
				]}
				// a fund's deeds stand with its first source
				deeds={
					trail.links.budgets.find((one) => one.fund === budget.fund) === budget && funds.includes(budget.fund)
						? deedsOf(trail, budget.fund, (action) => /^fund\.(approved|appropriated|year_ended)$/.test(action))
						: []
				}
				gaps={gapsAt(trail, 'budget', `${budget.fund} · ${budget.source}`)}
			/>
		)
	})
}

export function VoucherItems({ trail }: Props) {
	const { t, amount, text } = useFacts()
	return trail.links.vouchers.map((voucher) => (
		<TrailItem
			key={voucher.number}
			number={voucher.number}
			to={paths.deskVoucher(voucher.number)}
			title={voucher.enterprise}
			status={<Status of={`voucher.${voucher.state}`} />}
			amountFen={voucher.faceFen}
			facts={[
				{ label: t('trail.application'), value: <span className="code">{voucher.application}</span> },
				text('fund', voucher.fund),
				voucher.useBy ? { label: t('trail.use_by'), value: <DateText day={voucher.useBy} /> } : amount('face', null),
			]}
			deeds={[...deedsOf(trail, voucher.application), ...deedsOf(trail, voucher.number)]}
			gaps={[]}
		/>
	))
}

const ofReport = (action: string) => /^order\.(delivered|in_revision|accepted|closed)$/.test(action)

export function OrderItems({ trail }: Props) {
	const { locale, t, amount, text, paper } = useFacts()
	return trail.links.orders.map((order) => (
		<TrailItem
			key={order.number}
			number={order.number}
			title={(locale === 'en' && order.titleEn) || order.title}
			status={<Status of={`order.${order.state}`} viewer="authority" />}
			amountFen={order.priceFen}
			facts={[
				text('enterprise', order.enterprise),
				text('provider', order.provider),
				amount('voucher_share', order.voucherFen),
				amount('own_confirmed', order.ownConfirmedFen),
				paper('contract', order.contractNo, order.contractOn),
				...order.invoices.map((invoice, index) => ({
					label: order.invoices.length > 1 ? `${t('trail.invoice')} ${index + 1}` : t('trail.invoice'),
					value: (
						<>
							<span className="code">{invoice.number}</span> <Amount fen={invoice.partFen} />{' '}
							{t(`trail.verification_${invoice.verification ?? 'none'}`)}
						</>
					),
				})),
			]}
			deeds={deedsOf(trail, order.number, (action) => !ofReport(action))}
			files={order.files.filter((file) => file.purpose !== 'report')}
			gaps={[...gapsAt(trail, 'order', order.number), ...gapsAt(trail, 'voucher', order.number)]}
		/>
	))
}

const hasReport = (trail: FoundTrail) => (order: OrderLink) =>
	order.reportNo !== null || gapsAt(trail, 'report', order.number).length > 0

export function ReportItems({ trail }: Props) {
	const { paper, text } = useFacts()
	return trail.links.orders
		.filter(hasReport(trail))
		.map((order) => (
			<TrailItem
				key={order.number}
				number={order.reportNo ?? order.number}
				title={order.reportNo ? order.number : null}
				facts={[paper('report', order.reportNo, order.reportOn), text('provider', order.provider)]}
				deeds={deedsOf(trail, order.number, ofReport)}
				files={order.files.filter((file) => file.purpose === 'report')}
				gaps={gapsAt(trail, 'report', order.number)}
			/>
		))
}

const ofClaim = (action: string) => /^claim\.(started|submitted|withdrawn|returned|line_\w+)$/.test(action)

export function ClaimItems({ trail }: Props) {
	const { t, text } = useFacts()
	return trail.links.claims.map((claim) => (
		<TrailItem
			key={claim.number}
			number={claim.number}
			to={paths.deskClaim(claim.number)}
			title={claim.claimant}
			status={<Status of={`claim.${claim.state}`} viewer="authority" />}
			amountFen={claim.claimedFen}
			facts={[
				text('mode', t(`trail.mode_${claim.kind === 'reward' ? 'reward' : claim.mode}`)),
				...claim.lines.map((line, index) => ({
					label: t('trail.line', { n: index + 1 }),
					value: (
						<>
							{line.order ? <span className="code">{line.order}</span> : line.title} <Amount fen={line.claimedFen} />
							{line.support ? (
								<span className="block tiny dim">
									{t('trail.support')}{' '}
									<Link className="code" to={paths.deskTrailOf(line.support)}>
										{line.support}
									</Link>
								</span>
							) : null}
						</>
					),
				})),
			]}
			deeds={deedsOf(trail, claim.number, ofClaim)}
			files={claim.lines.flatMap((line) => line.files)}
			gaps={gapsAt(trail, 'claim', claim.number)}
		/>
	))
}

export function ReviewItems({ trail }: Props) {
	const { locale, text, amount } = useFacts()
	return trail.links.claims
		.filter((claim) => claim.reviewedBy !== null || gapsAt(trail, 'review', claim.number).length > 0)
		.map((claim) => (
			<TrailItem
				key={claim.number}
				number={claim.number}
				amountFen={claim.approvedFen}
				facts={[
					text('reviewer', claim.reviewedBy),
					amount('claimed', claim.claimedFen),
					claim.approvedFen !== null && claim.approvedFen < claim.claimedFen
						? amount('cut', claim.claimedFen - claim.approvedFen)
						: null,
					...claim.payLines.map((line) => payLineFact(trail, claim.fund, line)),
				]}
				deeds={deedsOf(trail, claim.number, (action) => !ofClaim(action))}
				gaps={gapsAt(trail, 'review', claim.number)}
			/>
		))

	function payLineFact(
		{ links }: FoundTrail,
		fund: string,
		line: { sourceNo: number; amountFen: bigint; clawedBackFen: bigint },
	): Fact {
		const budget = links.budgets.find((one) => one.fund === fund && one.sourceNo === line.sourceNo)
		return {
			label: (locale === 'en' && budget?.sourceEn) || budget?.source || String(line.sourceNo),
			value: (
				<>
					<Amount fen={line.amountFen} />
					{line.clawedBackFen > 0n ? (
						<>
							{' '}
							<Amount fen={-line.clawedBackFen} />
						</>
					) : null}
				</>
			),
		}
	}
}
