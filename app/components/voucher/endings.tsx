import { Field } from '#app/components/field.tsx'
import { Form, Submit, useFormResult } from '#app/components/form.tsx'
import { useT } from '#app/components/texts.tsx'
import { Figure } from '#app/components/ui/amount.tsx'
import { BlockedButton } from '#app/components/ui/button.tsx'
import { InstantText } from '#app/components/ui/date-text.tsx'
import { Confirm } from '#app/components/ui/disclosure.tsx'
import { Next } from '#app/components/ui/next.tsx'
import { Empty } from '#app/components/ui/note-box.tsx'
import { Section } from '#app/components/ui/section.tsx'
import { Status } from '#app/components/ui/status.tsx'
import { Table } from '#app/components/ui/table.tsx'
import type { DeskVoucher, EndingView } from '#app/domain/vouchers/desk-voucher.server.ts'
import type { VoucherShare } from '#app/domain/vouchers/voucher-shares.server.ts'
import { formatYuan } from '#app/lib/money.ts'
import { formatDay } from '#app/lib/time.ts'

/** What is proposed for a voucher and waits for a second person: what follows, and the two answers. */
export function OpenEnding({ page, ending }: { page: DeskVoucher; ending: EndingView }) {
	const { t, locale } = useT()
	const answer = useFormResult('approve')
	const share = page.shares.find((one) => one.orderNumber === ending.orderNumber)
	const values = {
		number: page.voucher.number,
		order: ending.orderNumber ?? '',
		amount: formatYuan(
			ending.kind === 'void'
				? page.voucher.figures.free
				: ending.kind === 'lapse'
					? (share?.heldFen ?? 0n)
					: (share?.redeemedFen ?? 0n),
		),
		useBy: ending.useBy ? formatDay(ending.useBy, locale) : '',
	}
	const label = t(`ending.approve_${ending.kind}`)
	return (
		<Next
			title={t(`ending.waits_${ending.kind}`, values)}
			actions={
				page.may.decide ? (
					<>
						<Confirm
							label={label}
							variant={ending.kind === 'extension' ? 'primary' : 'danger'}
							question={t(`ending.question_${ending.kind}`, values)}
							open={answer !== undefined}
						>
							<p className="small">{t(`ending.effect_${ending.kind}`, values)}</p>
							<Form intent="approve">
								<input type="hidden" name="proposal" value={String(ending.id)} />
								<Submit variant={ending.kind === 'extension' ? 'primary' : 'danger'}>{label}</Submit>
							</Form>
						</Confirm>
						<Form intent="refuse" className="row">
							<input type="hidden" name="proposal" value={String(ending.id)} />
							<Submit variant="quiet">{t('ending.refuse')}</Submit>
						</Form>
					</>
				) : (
					<BlockedButton reason={t('ending.other_person')}>{label}</BlockedButton>
				)
			}
		>
			{t('ending.proposed_line', { name: ending.proposedBy, reason: ending.reason })}
		</Next>
	)
}

/** Forms that propose to void or extend a voucher. */
export function ProposeEndings({ page }: { page: DeskVoucher }) {
	const { t } = useT()
	const voiding = useFormResult('void')
	const extending = useFormResult('extend')
	if (!page.may.propose || page.state === 'void') return null
	const { free, held } = page.voucher.figures
	const amount = formatYuan(free)
	return (
		<Section title={t('ending.propose')} note={t('ending.propose_note')}>
			<div className="row">
				{page.state === 'active' ? (
					<Confirm
						label={t('ending.propose_extension')}
						question={t('ending.extension_ask')}
						open={extending !== undefined}
					>
						<Form intent="extend">
							<Field name="useBy" label={t('ending.new_use_by')} kind="date" />
							<Field
								name="redeemBy"
								label={t('ending.new_redeem_by')}
								kind="date"
								optional
								hint={t('ending.redeem_by_hint')}
							/>
							<Field name="reason" label={t('ending.reason')} kind="textarea" rows={2} />
							<Submit>{t('ending.propose_extension')}</Submit>
						</Form>
					</Confirm>
				) : null}
				{held > 0n ? (
					<BlockedButton reason={t('ending.holds_open')}>{t('ending.propose_void')}</BlockedButton>
				) : (
					<Confirm
						label={t('ending.propose_void')}
						variant="danger"
						question={t('ending.void_ask')}
						open={voiding !== undefined}
					>
						<p className="small">{t('ending.effect_void', { amount })}</p>
						<Form intent="void">
							<Field name="reason" label={t('ending.reason')} kind="textarea" rows={2} />
							<Submit variant="danger">{t('ending.propose_void')}</Submit>
						</Form>
					</Confirm>
				)}
			</div>
		</Section>
	)
}

/** The orders that hold or have redeemed a part of a voucher; those that came too late can be ended. */
export function Shares({ page }: { page: DeskVoucher }) {
	const { t, locale } = useT()
	return (
		<Section title={t('ending.orders')} note={t('ending.orders_note')}>
			{page.shares.length === 0 ? (
				<Empty title={t('ending.no_orders')}>{t('ending.no_orders_note')}</Empty>
			) : (
				<Table
					caption={t('ending.orders')}
					rows={page.shares}
					rowKey={(row) => row.orderNumber}
					columns={[
						{
							head: t('ending.order'),
							isName: true,
							cell: (row) => (
								<>
									{(locale === 'en' && row.nameEn) || row.name}
									<div className="tiny faint code">{row.orderNumber}</div>
								</>
							),
						},
						{ head: t('ending.state'), nowrap: true, cell: (row) => <Status of={`order.${row.orderState}`} /> },
						{ head: t('ending.held'), num: true, cell: (row) => <Figure fen={row.heldFen} /> },
						{ head: t('ending.redeemed'), num: true, cell: (row) => <Figure fen={row.redeemedFen} /> },
						{ head: t('ending.end'), quietHead: true, full: true, cell: (row) => <EndShare page={page} share={row} /> },
					]}
				/>
			)}
		</Section>
	)
}

function EndShare({ page, share }: { page: DeskVoucher; share: VoucherShare }) {
	const { t } = useT()
	const kind = share.offers
	const id = `${kind}-${share.orderNumber}`
	const answer = useFormResult(kind ?? 'lapse', id)
	if (!kind) return null
	if (!page.may.propose) return <span className="tiny dim">{t(`ending.late_${kind}`)}</span>
	const values = { order: share.orderNumber, amount: formatYuan(kind === 'lapse' ? share.heldFen : share.redeemedFen) }
	return (
		<Confirm
			small
			label={t(`ending.propose_${kind}`)}
			question={t(`ending.question_${kind}`, values)}
			open={answer !== undefined}
		>
			<p className="small">{t(`ending.effect_${kind}`, values)}</p>
			<Form intent={kind} id={id}>
				<input type="hidden" name="order" value={share.orderNumber} />
				<Field name="reason" label={t('ending.reason')} kind="textarea" rows={2} />
				<Submit variant="danger">{t(`ending.propose_${kind}`)}</Submit>
			</Form>
		</Confirm>
	)
}

/** Every proposal a voucher has seen, newest first. */
export function EndingHistory({ endings }: { endings: readonly EndingView[] }) {
	const { t } = useT()
	if (endings.length === 0) return null
	return (
		<Section title={t('ending.history')}>
			<Table
				caption={t('ending.history')}
				rows={endings}
				rowKey={(row) => String(row.id)}
				columns={[
					{
						head: t('ending.what'),
						isName: true,
						cell: (row) => (
							<>
								{t(`ending.kind_${row.kind}`)}
								{row.orderNumber ? <div className="tiny faint code">{row.orderNumber}</div> : null}
							</>
						),
					},
					{ head: t('ending.reason'), cell: (row) => row.reason },
					{
						head: t('ending.proposed'),
						cell: (row) => (
							<>
								{row.proposedBy} <InstantText at={row.proposedAt} />
							</>
						),
					},
					{ head: t('ending.decided_by'), cell: (row) => row.decidedBy ?? '—' },
					{ head: t('ending.state'), nowrap: true, cell: (row) => <Status of={`ending.${row.state}`} /> },
				]}
			/>
		</Section>
	)
}
