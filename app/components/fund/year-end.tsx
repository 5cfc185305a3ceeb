import { Link } from '@remix-run/react'
import { Form, Submit, useFormResult } from '#app/components/form.tsx'
import { useT } from '#app/components/texts.tsx'
import { Figure } from '#app/components/ui/amount.tsx'
import { BlockedButton, Button } from '#app/components/ui/button.tsx'
import { Confirm } from '#app/components/ui/disclosure.tsx'
import { Next } from '#app/components/ui/next.tsx'
import { Empty, NoteBox } from '#app/components/ui/note-box.tsx'
import { Panel, Section } from '#app/components/ui/section.tsx'
import { Status, Verdict } from '#app/components/ui/status.tsx'
import { Table } from '#app/components/ui/table.tsx'
import type { YearEndItem, YearEndPage } from '#app/domain/programmes/preview-year-end.server.ts'
import {
	type Fate,
	planChoices,
	planStages,
	type YearEndKind,
	type YearEndTotal,
} from '#app/domain/programmes/year-end.ts'
import { formatYuan } from '#app/lib/money.ts'
import { paths } from '#app/web/paths.ts'

const fateMarks = {
	carry: ['half', 'go'],
	surrender: ['slash', 'idle'],
	lapse: ['slash', 'idle'],
	void: ['square', 'stop'],
} as const

function FateMark({ fate }: { fate: Fate }) {
	const { t } = useT()
	const [shape, hue] = fateMarks[fate]
	return (
		<Verdict shape={shape} hue={hue}>
			{t(`yearEnd.fate_${fate}`)}
		</Verdict>
	)
}

/** The sums of a year-end in the words of its question: carried over and given up. */
function sumsOf(totals: readonly YearEndTotal[]) {
	const money = totals.filter((total) => total.kind !== 'quota')
	const sum = (wanted: (fate: Fate) => boolean) =>
		formatYuan(money.reduce((total, row) => total + (wanted(row.fate) ? row.amountFen : 0n), 0n))
	return { carried: sum((fate) => fate === 'carry'), gone: sum((fate) => fate !== 'carry') }
}

/** The choices of a plan: a change shows the preview anew, nothing is done. */
export function PlanForm({ page }: { page: YearEndPage }) {
	const { t } = useT()
	return (
		<Panel title={t('yearEnd.plan')}>
			<form method="get" className="form">
				<div className="grid cols-3">
					{planStages.map((stage) => (
						<label className="field" key={stage}>
							<span>{t(`yearEnd.plan_${stage}`)}</span>
							<select className="input" name={stage} defaultValue={page.plan[stage]}>
								{planChoices[stage].map((fate) => (
									<option key={fate} value={fate}>
										{t(`yearEnd.choice_${stage}_${fate}`)}
									</option>
								))}
							</select>
						</label>
					))}
					<label className="field">
						<span>{t('yearEnd.next_fund')}</span>
						<select className="input" name="next" defaultValue={page.next?.number ?? ''}>
							{page.nextFunds.length === 0 ? <option value="">{t('yearEnd.no_next_fund')}</option> : null}
							{page.nextFunds.map((fund) => (
								<option key={fund.number} value={fund.number}>
									{fund.budgetYear} {fund.name}
								</option>
							))}
						</select>
					</label>
				</div>
				<p className="small dim">{t('yearEnd.payable_always')}</p>
				<Button type="submit">{t('yearEnd.show')}</Button>
			</form>
		</Panel>
	)
}

/** What to do now: propose what is previewed, or decide on what was proposed. */
export function YearEndNext({ page }: { page: YearEndPage }) {
	const { t } = useT()
	const proposing = useFormResult('propose')
	const approving = useFormResult('approve')
	const { preview, proposal } = page
	if (!preview) return null
	if (preview.batches.length > 0)
		return (
			<NoteBox tone="stop" title={t('yearEnd.batches_open', { n: preview.batches.length })}>
				{preview.batches.map((number) => (
					<span key={number}>
						<Link to={paths.deskBatch(number)} className="code">
							{number}
						</Link>{' '}
					</span>
				))}
				<RefuseOnly page={page} />
			</NoteBox>
		)
	const sums = sumsOf(preview.totals)
	if (!proposal) {
		if (!page.may.propose) return <NoteBox title={t('yearEnd.view_only')} />
		const needsNext = !page.next && preview.totals.some((total) => total.fate === 'carry')
		return (
			<Next
				title={t('yearEnd.propose_title')}
				actions={
					needsNext ? (
						<BlockedButton reason={t('yearEnd.needs_next')}>{t('yearEnd.propose')}</BlockedButton>
					) : (
						<Confirm
							label={t('yearEnd.propose')}
							variant="primary"
							question={t('yearEnd.propose_question', sums)}
							open={proposing !== undefined}
						>
							<p className="small">{t('yearEnd.propose_effect')}</p>
							<Form intent="propose">
								{planStages.map((stage) => (
									<input key={stage} type="hidden" name={stage} value={page.plan[stage]} />
								))}
								<input type="hidden" name="next" value={page.next?.number ?? ''} />
								<input type="hidden" name="seen" value={preview.contentHash} />
								<Submit>{t('yearEnd.propose')}</Submit>
							</Form>
						</Confirm>
					)
				}
			>
				{t('yearEnd.propose_text', sums)}
			</Next>
		)
	}
	if (!proposal.isCurrent)
		return (
			<NoteBox tone="stop" title={t('yearEnd.outdated')}>
				{t('yearEnd.outdated_text', { name: proposal.proposedBy })}
				<RefuseOnly page={page} />
			</NoteBox>
		)
	return (
		<Next
			title={t('yearEnd.waits', { name: proposal.proposedBy })}
			actions={
				page.may.decide ? (
					<>
						<Confirm
							label={t('yearEnd.approve')}
							variant="primary"
							question={t('yearEnd.approve_question', { fund: page.fund.name, ...sums })}
							open={approving !== undefined}
						>
							<p className="small">{t('yearEnd.approve_effect')}</p>
							<Form intent="approve">
								<input type="hidden" name="yearEnd" value={String(proposal.id)} />
								<Submit>{t('yearEnd.approve')}</Submit>
							</Form>
						</Confirm>
						<RefuseOnly page={page} />
					</>
				) : (
					<BlockedButton reason={t('yearEnd.other_person')}>{t('yearEnd.approve')}</BlockedButton>
				)
			}
		>
			{t('yearEnd.propose_text', sums)}
		</Next>
	)
}

function RefuseOnly({ page }: { page: YearEndPage }) {
	const { t } = useT()
	if (!page.proposal || !page.may.decide) return null
	return (
		<Form intent="refuse" className="row">
			<input type="hidden" name="yearEnd" value={String(page.proposal.id)} />
			<Submit variant="quiet">{t('yearEnd.refuse')}</Submit>
		</Form>
	)
}

/** Every fen by stage and source, and what becomes of it. */
export function YearEndTotals({ page, totals }: { page: YearEndPage; totals: readonly YearEndTotal[] }) {
	const { t, locale } = useT()
	const nameOf = (sourceNo: number) => {
		const source = page.sources.find((one) => one.sourceNo === sourceNo)
		return (locale === 'en' && source?.nameEn) || source?.name || String(sourceNo)
	}
	if (totals.length === 0) return <Empty title={t('yearEnd.nothing')}>{t('yearEnd.nothing_note')}</Empty>
	return (
		<Table
			caption={t('yearEnd.totals')}
			rows={totals}
			rowKey={(row) => `${row.kind}-${row.sourceNo}-${row.fate}`}
			rowClass={(row) => (row.kind === 'quota' ? 'minor' : undefined)}
			columns={[
				{
					head: t('yearEnd.stage'),
					isName: true,
					cell: (row) => t(`yearEnd.kind_${row.kind}`),
					foot: t('yearEnd.sum'),
				},
				{ head: t('yearEnd.source'), cell: (row) => nameOf(row.sourceNo) },
				{
					head: t('yearEnd.amount_yuan'),
					num: true,
					cell: (row) => <Figure fen={row.amountFen} />,
					foot: <Figure fen={totals.reduce((sum, row) => sum + (row.kind === 'quota' ? 0n : row.amountFen), 0n)} />,
				},
				{ head: t('yearEnd.count'), num: true, cell: (row) => (row.kind === 'available' ? '—' : row.count) },
				{ head: t('yearEnd.becomes'), nowrap: true, cell: (row) => <FateMark fate={row.fate} /> },
			]}
		/>
	)
}

const itemKinds = ['granted', 'quota', 'held', 'redeemed', 'payable'] as const satisfies readonly YearEndKind[]

/** The vouchers, orders and claims concerned, stage by stage. */
export function YearEndItems({ page }: { page: YearEndPage }) {
	const { t, locale } = useT()
	return (
		<>
			{itemKinds.map((kind) => {
				const items = page.items.filter((item) => item.kind === kind)
				if (items.length === 0) return null
				const total = items[0]!.total
				return (
					<Section
						key={kind}
						title={t(`yearEnd.items_${kind}`, { n: total })}
						note={total > items.length ? t('yearEnd.items_first', { n: items.length }) : undefined}
					>
						<Table
							caption={t(`yearEnd.items_${kind}`, { n: total })}
							rows={items}
							rowKey={(row) => `${row.number}-${row.fate}`}
							dense
							columns={[
								{ head: t('yearEnd.number'), isName: true, cell: (row) => <ItemLink item={row} /> },
								{ head: t('yearEnd.party'), cell: (row) => (locale === 'en' && row.partyEn) || row.party },
								{ head: t('yearEnd.amount_yuan'), num: true, cell: (row) => <Figure fen={row.amountFen} /> },
								...(items.some((item) => item.orderState)
									? [
											{
												head: t('yearEnd.order_state'),
												nowrap: true,
												cell: (row: YearEndItem) => (row.orderState ? <Status of={`order.${row.orderState}`} /> : '—'),
											},
										]
									: []),
								{ head: t('yearEnd.becomes'), nowrap: true, cell: (row) => <FateMark fate={row.fate} /> },
								...(items.some((item) => item.bearer)
									? [
											{
												head: t('yearEnd.bearer'),
												cell: (row: YearEndItem) => (row.bearer ? t(`yearEnd.bearer_${row.bearer}`) : '—'),
											},
										]
									: []),
							]}
						/>
					</Section>
				)
			})}
		</>
	)
}

function ItemLink({ item }: { item: YearEndItem }) {
	if (item.kind === 'granted' || item.kind === 'quota')
		return (
			<Link className="code" to={paths.deskVoucher(item.number)}>
				{item.number}
			</Link>
		)
	if (item.kind === 'payable')
		return (
			<Link className="code" to={paths.deskClaim(item.number)}>
				{item.number}
			</Link>
		)
	return <span className="code">{item.number}</span>
}
