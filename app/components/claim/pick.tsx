import { CheckField } from '#app/components/field.tsx'
import { Form, Submit } from '#app/components/form.tsx'
import { useT } from '#app/components/texts.tsx'
import { Amount } from '#app/components/ui/amount.tsx'
import { DateText } from '#app/components/ui/date-text.tsx'
import { Section } from '#app/components/ui/section.tsx'
import type { LocalDate } from '#app/lib/time.ts'
import { paths } from '#app/web/paths.ts'

export type PickableOrder = { number: string; title: string; counterparty: string; acceptedOn: LocalDate; fen: bigint }

/** Orders that may stand in one claim, all ticked. */
export function PickOrders({
	group,
}: {
	group: { key: string; programme: string; counterparty: string; orders: PickableOrder[] }
}) {
	const { t } = useT()
	return (
		<Section title={group.programme} note={t('claim.pick_note', { name: group.counterparty, n: group.orders.length })}>
			<Form intent="start" id={`start-${group.key}`} className="panel panel-pad form">
				<OrderTicks orders={group.orders} isTicked />
				<div className="row">
					<Submit>{t('claim.start_with')}</Submit>
				</div>
			</Form>
		</Section>
	)
}

type PickRoundProps = {
	round: {
		number: string
		name: string
		programme: { zh: string; en: string }
		closesOn: LocalDate
		orders: PickableOrder[]
	}
}

/** A round that takes claims without vouchers: orders paid in full may be taken along, other contracts are entered next. */
export function PickRound({ round }: PickRoundProps) {
	const { t, locale } = useT()
	return (
		<Section title={round.programme[locale]} note={round.name}>
			<Form intent="startOnly" id={`round-${round.number}`} className="panel panel-pad form">
				<input type="hidden" name="round" value={round.number} />
				<p className="small">
					{t('claim.round_until')} <DateText day={round.closesOn} />
				</p>
				<p className="small dim">{t('claim.round_how')}</p>
				<OrderTicks orders={round.orders} isTicked={false} />
				<div className="row">
					<Submit>{t('claim.start_round')}</Submit>
				</div>
			</Form>
		</Section>
	)
}

/** Orders to tick. */
export function OrderTicks({ orders, isTicked }: { orders: readonly PickableOrder[]; isTicked: boolean }) {
	return orders.map((order) => (
		<CheckField
			key={order.number}
			name="orders"
			value={order.number}
			defaultChecked={isTicked}
			label={
				<>
					{order.title} <Amount fen={order.fen} />
				</>
			}
			hint={
				<>
					<a className="code" href={paths.order(order.number)}>
						{order.number}
					</a>{' '}
					{order.counterparty} <DateText day={order.acceptedOn} />
				</>
			}
		/>
	))
}
