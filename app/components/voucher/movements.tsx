import { Link } from '@remix-run/react'
import { useT } from '#app/components/texts.tsx'
import { Figure } from '#app/components/ui/amount.tsx'
import { DateText } from '#app/components/ui/date-text.tsx'
import { Disclosure } from '#app/components/ui/disclosure.tsx'
import type { ShapeName } from '#app/components/ui/shape.tsx'
import { Verdict } from '#app/components/ui/status.tsx'
import type { Hue } from '#app/components/ui/status-marks.ts'
import { Table } from '#app/components/ui/table.tsx'
import type { MovementKind } from '#app/domain/vouchers/voucher.ts'
import type { Movement } from '#app/domain/vouchers/voucher-movements.server.ts'
import { formatYuan } from '#app/lib/money.ts'
import { shanghaiDay } from '#app/lib/time.ts'
import { paths } from '#app/web/paths.ts'

const marks: Record<MovementKind, readonly [ShapeName, Hue]> = {
	granted: ['disc', 'ok'],
	held: ['half', 'go'],
	released: ['slash', 'idle'],
	redeemed: ['disc', 'ok'],
	cut: ['triangle', 'warn'],
	lapsed: ['slash', 'idle'],
	voided: ['square', 'stop'],
	forfeited: ['slash', 'idle'],
	payable: ['disc', 'ok'],
	in_payment: ['diamond', 'bank'],
	paid: ['disc', 'ok'],
	returned: ['triangle', 'warn'],
	corrected: ['square', 'stop'],
	other: ['ring', 'idle'],
}

type Source = { sourceNo: number; name: string; nameEn: string | null }

/** Movements of a voucher's money, newest first; with `sources` down to the rows of the books. */
export function Movements({ movements, sources }: { movements: readonly Movement[]; sources?: readonly Source[] }) {
	const { t, locale } = useT()
	const nameOf = (sourceNo: number) => {
		const source = sources?.find((one) => one.sourceNo === sourceNo)
		return (locale === 'en' && source?.nameEn) || source?.name || String(sourceNo)
	}
	return (
		<Table
			caption={t('voucher.movements')}
			rows={movements}
			rowKey={(row) => row.key}
			columns={[
				{ head: t('voucher.date'), nowrap: true, cell: (row) => <DateText day={shanghaiDay(row.at)} /> },
				{ head: t('voucher.reason'), isName: true, cell: (row) => <For movement={row} /> },
				{
					head: t('voucher.action'),
					nowrap: true,
					cell: (row) => {
						const [shape, hue] = marks[row.kind]
						return (
							<Verdict shape={shape} hue={hue}>
								{t(`voucher.move_${row.kind}`)}
							</Verdict>
						)
					},
				},
				...(sources
					? [{ head: t('voucher.amount'), num: true, cell: (row: Movement) => <Figure fen={row.amountFen} /> }]
					: []),
				{ head: t('voucher.change'), num: true, cell: (row) => <Figure fen={row.changeFen} signed /> },
				{ head: t('voucher.free_after'), num: true, cell: (row) => <Figure fen={row.freeFen} /> },
				...(sources
					? [
							{
								head: t('voucher.transfers'),
								cell: (row: Movement) =>
									row.transfers.length === 0 ? (
										'—'
									) : (
										<Disclosure summary={t('voucher.transfers')}>
											<ul className="tiny">
												{row.transfers.map((one) => (
													<li key={one.id.toString()} className="nowrap">
														{t('voucher.transfer_row', {
															id: one.id.toString(),
															source: nameOf(one.sourceNo),
															amount: formatYuan(one.amountFen),
														})}
													</li>
												))}
											</ul>
										</Disclosure>
									),
							},
						]
					: []),
			]}
		/>
	)
}

/** What a movement was for, opened to its order or claim. */
function For({ movement }: { movement: Movement }) {
	const { t, locale } = useT()
	if (movement.claimNumber)
		return (
			<Link to={paths.claim(movement.claimNumber)}>{t('voucher.reason_claim', { number: movement.claimNumber })}</Link>
		)
	if (movement.orderNumber)
		return (
			<Link to={paths.order(movement.orderNumber)}>
				{(locale === 'en' && movement.orderNameEn) || movement.orderName}
			</Link>
		)
	return (
		<>
			{movement.kind === 'granted'
				? t('voucher.reason_granted')
				: movement.kind === 'lapsed'
					? t('voucher.reason_lapsed')
					: '—'}
		</>
	)
}
