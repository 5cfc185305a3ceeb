import { redirect } from '@remix-run/node'
import { useLoaderData } from '@remix-run/react'
import { PickOrders, PickRound } from '#app/components/claim/pick.tsx'
import { PickReward } from '#app/components/claim/reward.tsx'
import { pageMeta } from '#app/components/meta.ts'
import { useT } from '#app/components/texts.tsx'
import { LinkButton } from '#app/components/ui/button.tsx'
import { Empty } from '#app/components/ui/note-box.tsx'
import { Crumb, Page, PageHead } from '#app/components/ui/page-head.tsx'
import { startClaimForm, startClaimOnlyForm, startRewardForm } from '#app/domain/claims/claim-forms.ts'
import { claimableOrders, claimantKind, groupKey, plainOrders } from '#app/domain/claims/claimable-orders.server.ts'
import { rewardGroups } from '#app/domain/claims/rewardable-orders.server.ts'
import { startClaim } from '#app/domain/claims/start-claim.server.ts'
import { claimRounds, startClaimOnly } from '#app/domain/claims/start-claim-only.server.ts'
import { startReward } from '#app/domain/claims/start-reward.server.ts'
import { roundFacts } from '#app/domain/programmes/rounds.server.ts'
import { fen } from '#app/lib/money.ts'
import { shanghaiDay } from '#app/lib/time.ts'
import { intent, pageAction } from '#app/web/form.server.ts'
import { pageLoader } from '#app/web/loader.server.ts'
import { paths } from '#app/web/paths.ts'

export const loader = pageLoader(['claim', 'programme'], async (ctx, { context }) => {
	const kind = claimantKind(ctx)
	const isEnterprise = kind === 'enterprise'
	const [claimable, plain, rounds, rewards] = await Promise.all([
		claimableOrders(ctx),
		isEnterprise ? plainOrders(ctx) : [],
		isEnterprise ? claimRounds(ctx) : [],
		isEnterprise ? [] : rewardGroups(ctx, context.locale),
	])
	const groups = new Map<string, typeof claimable>()
	for (const order of claimable) groups.set(groupKey(order), [...(groups.get(groupKey(order)) ?? []), order])
	return {
		kind,
		groups: [...groups].map(([key, orders]) => ({
			key,
			programme: orders[0]!.programme,
			counterparty: orders[0]!.counterparty,
			orders: orders.map((order) => ({
				number: order.number,
				title: order.title,
				counterparty: order.counterparty,
				acceptedOn: shanghaiDay(order.acceptedAt),
				fen: fen(order.voucherFen),
			})),
		})),
		rewards: rewards.map(({ orders, ...group }) => ({
			...group,
			orders: orders.map((order) => ({
				number: order.number,
				title: order.title,
				counterparty: order.counterparty,
				acceptedOn: shanghaiDay(order.acceptedAt),
				fen: fen(order.priceFen),
			})),
		})),
		rounds: rounds.map((round) => ({
			number: round.number,
			name: round.name,
			programme: round.document.name,
			closesOn: roundFacts(round).closesOn,
			orders: plain.map((order) => ({
				number: order.number,
				title: order.title,
				counterparty: order.counterparty,
				acceptedOn: shanghaiDay(order.acceptedAt),
				fen: fen(order.priceFen),
			})),
		})),
	}
})

export const action = pageAction({
	start: intent(startClaimForm, async (ctx, input) => redirect(paths.claim((await startClaim(ctx, input)).number))),
	startOnly: intent(startClaimOnlyForm, async (ctx, input) =>
		redirect(paths.claim((await startClaimOnly(ctx, input)).number)),
	),
	startReward: intent(startRewardForm, async (ctx, input) =>
		redirect(paths.claim((await startReward(ctx, input)).number)),
	),
})

export const meta = (args: { matches: readonly unknown[] }) => pageMeta(args, 'claim.new_title')

export default function ClaimNew() {
	const { t } = useT()
	const { kind, groups, rounds, rewards } = useLoaderData<typeof loader>()
	return (
		<Page>
			<Crumb steps={[{ label: t('claim.list_title'), to: paths.claims }, { label: t('claim.new_title') }]} />
			<PageHead title={t('claim.new_title')} facts={t(`claim.new_facts_${kind}`)} />
			{groups.map((group) => (
				<PickOrders key={group.key} group={group} />
			))}
			{rounds.map((round) => (
				<PickRound key={round.number} round={round} />
			))}
			{rewards.map((group) => (
				<PickReward key={group.key} group={group} />
			))}
			{groups.length === 0 && rounds.length === 0 && rewards.length === 0 ? (
				<Empty title={t('claim.new_empty')} action={<LinkButton to={paths.orders}>{t('claim.to_orders')}</LinkButton>}>
					{t('claim.new_empty_why')}
				</Empty>
			) : null}
		</Page>
	)
}
