import { Link } from '@remix-run/react'
import { Form, Submit } from '#app/components/form.tsx'
import { RateTable, Rules } from '#app/components/programme/rules.tsx'
import { useT } from '#app/components/texts.tsx'
import { Amount } from '#app/components/ui/amount.tsx'
import { DateText } from '#app/components/ui/date-text.tsx'
import { Disclosure } from '#app/components/ui/disclosure.tsx'
import { Facts } from '#app/components/ui/facts.tsx'
import { Section } from '#app/components/ui/section.tsx'
import type { ClaimLineView } from '#app/domain/claims/claim-lines.server.ts'
import type { DescribedProgramme } from '#app/domain/programmes/describe-programme.ts'
import { paths } from '#app/web/paths.ts'
import { OrderTicks, type PickableOrder } from './pick.tsx'

type PickRewardProps = {
	group: {
		key: string
		programme: string
		year: number | null
		orders: PickableOrder[]
		rules: NonNullable<DescribedProgramme['reward']>
	}
}

/** Orders a provider may be rewarded for, all ticked, with the rule that says how much. */
export function PickReward({ group: { key, programme, year, orders, rules } }: PickRewardProps) {
	const { t } = useT()
	return (
		<Section
			title={t('claim.reward_of', { programme })}
			note={year === null ? undefined : t('claim.reward_year', { year, n: orders.length })}
		>
			<Form intent="startReward" id={`reward-${key}`} className="panel panel-pad form">
				<p className="small dim">{t('claim.reward_how')}</p>
				<Disclosure summary={t('claim.reward_rules')}>
					<div className="stack">
						<RateTable rates={rules.rates} caption={t('claim.reward_rules')} />
						<Rules title={t('claim.reward_limits')} rules={rules.limits} />
					</div>
				</Disclosure>
				<OrderTicks orders={orders} isTicked />
				<div className="row">
					<Submit>{t('claim.reward_start')}</Submit>
				</div>
			</Form>
		</Section>
	)
}

/** What a line of a reward stands on: the order, the claim it was supported under, and what counts of its price. */
export function RewardBasisFacts({ line, isDesk = false }: { line: ClaimLineView; isDesk?: boolean }) {
	const { t } = useT()
	const { basis, order } = line
	const uncountedFen = basis ? basis.takenBackFen + basis.demandedBackFen : 0n
	return (
		<Facts
			tight
			facts={[
				{ label: t('claim.order'), value: order ? <OrderNumber number={order.number} isLink={!isDesk} /> : '—' },
				{
					label: t('claim.reward_claim'),
					value: basis ? (
						isDesk ? (
							<Link className="code" to={paths.deskClaim(basis.claim)}>
								{basis.claim}
							</Link>
						) : (
							<span className="code">{basis.claim}</span>
						)
					) : (
						'—'
					),
				},
				{ label: t('claim.contract'), value: line.contractNo ? <span className="code">{line.contractNo}</span> : '—' },
				{ label: t('claim.service_on'), value: line.serviceOn ? <DateText day={line.serviceOn} /> : '—' },
				{ label: t('claim.reward_price'), value: <Amount fen={line.baseFen} /> },
				...(basis && basis.takenBackFen > 0n
					? [{ label: t('claim.reward_taken_back'), value: <Amount fen={basis.takenBackFen} /> }]
					: []),
				...(basis && basis.demandedBackFen > 0n
					? [{ label: t('claim.reward_demanded_back'), value: <Amount fen={basis.demandedBackFen} /> }]
					: []),
				...(uncountedFen > 0n
					? [{ label: t('claim.reward_counts'), value: <Amount fen={line.baseFen - uncountedFen} /> }]
					: []),
			]}
		/>
	)
}

const OrderNumber = ({ number, isLink }: { number: string; isLink: boolean }) =>
	isLink ? (
		<Link className="code" to={paths.order(number)}>
			{number}
		</Link>
	) : (
		<span className="code">{number}</span>
	)
