import { Field } from '#app/components/field.tsx'
import { Form, Submit, useFormResult } from '#app/components/form.tsx'
import { useT } from '#app/components/texts.tsx'
import { Disclosure } from '#app/components/ui/disclosure.tsx'
import { NoteBox } from '#app/components/ui/note-box.tsx'
import { formatYuan } from '#app/lib/money.ts'
import { Candidates, OtherWays, type ShownCandidate, type ShownGroup } from './candidates.tsx'
import { type ListedLine, useReference } from './line-list.tsx'
import { LinePair, type PairLine, type PairPayment } from './line-pair.tsx'
import { MatchKeys } from './match-keys.tsx'

type Match = { kind: string; rule: string; payment: PairPayment }
export type DeskLine = ListedLine &
	PairLine & {
		setAsideReason: string | null
		restKind: string | null
		restFen: bigint | null
		restReason: string | null
		matches: readonly Match[]
		candidates: readonly ShownCandidate[]
		groups: readonly ShownGroup[]
		sources: readonly { fund: string; sourceNo: number; fundName: string; sourceName: string }[]
	}

type LineDeskProps = { line: DeskLine; mayMatch: boolean; threshold: number; asideKinds: readonly string[] }

/** One bank line: both sides, its candidates and every way to deal with it; or what became of it. */
export function LineDesk({ line, mayMatch, threshold, asideKinds }: LineDeskProps) {
	const { t } = useT()
	const referenceOf = useReference()
	const isWaiting = line.state === 'unmatched'
	return (
		<div>
			<div className="panel-head">
				<h2>
					{t('reconciliation.bank_line', { reference: '' })}
					<span className="code">{referenceOf(line.reference)}</span>
				</h2>
				{isWaiting && mayMatch ? <MatchKeys /> : null}
			</div>
			<LinePair
				line={line}
				payment={(line.matches[0] ?? line.candidates[0])?.payment ?? null}
				booksSay={
					line.state === 'part'
						? t('reconciliation.part_of')
						: line.matches[0]
							? t(`reconciliation.kind_${line.matches[0].kind}`)
							: t('reconciliation.books_say', { n: 1 })
				}
			>
				{line.state === 'set_aside' ? (
					<Aside kind={line.setAsideKind ?? 'other'} reason={line.setAsideReason ?? ''} />
				) : (
					<>
						<div className="strong">{t('reconciliation.books_say_nothing')}</div>
						<p className="small dim mt-2">{t('reconciliation.books_say_nothing_note')}</p>
					</>
				)}
			</LinePair>
			<div className="panel-pad stack">
				{isWaiting && mayMatch ? (
					<>
						<Candidates lineId={line.id} candidates={line.candidates} groups={line.groups} threshold={threshold} />
						<OtherWays
							lineId={line.id}
							isCredit={!line.amount.startsWith('-')}
							amountFen={line.amountFen}
							sources={line.sources}
							asideKinds={asideKinds}
						/>
					</>
				) : null}
				{isWaiting && !mayMatch ? <NoteBox title={t('reconciliation.no_right')} /> : null}
				{line.matches.map((match) => (
					<p key={`${match.payment.number} ${match.kind}`} className="small">
						{t('reconciliation.rule')} · {t(`reconciliation.rule_${match.rule}`)}
					</p>
				))}
				{line.restKind && line.restFen !== null ? (
					<p className="small">
						{t(`reconciliation.rest_${line.restKind}`, { amount: formatYuan(-line.restFen) })} · {line.restReason}
					</p>
				) : null}
				{line.state === 'matched' && mayMatch ? <Undo lineId={line.id} /> : null}
				{(line.state === 'set_aside' || line.state === 'part') && mayMatch ? (
					<Form intent="back" className="row">
						<input type="hidden" name="lineId" value={String(line.id)} />
						<Submit variant="plain">{t('reconciliation.take_back')}</Submit>
					</Form>
				) : null}
			</div>
		</div>
	)
}

/** Takes a match back, with a reason; nothing of it is deleted. */
function Undo({ lineId }: { lineId: bigint }) {
	const { t } = useT()
	const answer = useFormResult('undo')
	return (
		<Disclosure summary={t('reconciliation.undo')} open={answer !== undefined}>
			<p className="small dim mb-2">{t('reconciliation.undo_note')}</p>
			<Form intent="undo">
				<input type="hidden" name="lineId" value={String(lineId)} />
				<Field name="reason" label={t('reconciliation.undo_reason')} />
				<Submit variant="danger">{t('reconciliation.undo_submit')}</Submit>
			</Form>
		</Disclosure>
	)
}

/** Where a line was put that is no payment, whom to ask, and what was noted. */
function Aside({ kind, reason }: { kind: string; reason: string }) {
	const { t } = useT()
	return (
		<>
			<div className="strong">{t(`reconciliation.aside_${kind}`)}</div>
			<p className="small dim mt-2">{t(`reconciliation.aside_${kind}_note`)}</p>
			<p className="small mt-2">{reason}</p>
		</>
	)
}
