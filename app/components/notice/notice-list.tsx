import { useT } from '#app/components/texts.tsx'
import { Amount, Figure } from '#app/components/ui/amount.tsx'
import { Status } from '#app/components/ui/status.tsx'
import { Table } from '#app/components/ui/table.tsx'
import type { NoticeSnapshot } from '#app/domain/notices/notice.ts'
import type { PublicObjection } from '#app/domain/notices/notices.server.ts'

type NoticeListProps = {
	snapshot: NoticeSnapshot
	objections: readonly PublicObjection[]
	states: Record<string, string>
}

/** The list as it was laid open, and beside each claim whether somebody objects to it. */
export function NoticeList({ snapshot, objections, states }: NoticeListProps) {
	const { t, locale } = useT()
	const stateOf = (claim: string) => {
		if (objections.some((objection) => objection.claim === claim && objection.state === 'open')) return 'objected'
		return states[claim] ?? 'on_notice'
	}
	return (
		<Table
			caption={t('notice.items')}
			rows={snapshot.items}
			rowKey={(item) => item.claim}
			columns={[
				{ head: t('notice.item_no'), cell: (item) => item.no, num: true, phoneHide: true },
				{
					head: t('notice.item_enterprise'),
					isName: true,
					cell: (item) => item.enterprise,
					foot: t('notice.total', { n: snapshot.items.length }),
				},
				{ head: t('notice.item_provider'), cell: (item) => item.provider },
				{ head: t('notice.item_service'), cell: (item) => item.service[locale] },
				{ head: t('notice.item_claim'), nowrap: true, cell: (item) => <span className="code">{item.claim}</span> },
				{ head: t('notice.item_state'), nowrap: true, cell: (item) => <Status of={`claim.${stateOf(item.claim)}`} /> },
				{
					head: t('notice.item_amount'),
					num: true,
					cell: (item) => <Figure fen={BigInt(item.amountFen)} />,
					foot: <Amount fen={BigInt(snapshot.totalFen)} />,
				},
			]}
		/>
	)
}
