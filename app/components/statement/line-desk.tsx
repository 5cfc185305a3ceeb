import { Link } from '@remix-run/react'
import { Form, Submit } from '#app/components/form.tsx'
import { useT } from '#app/components/texts.tsx'
import { Figure } from '#app/components/ui/amount.tsx'
import { NoteBox } from '#app/components/ui/note-box.tsx'
import { Table } from '#app/components/ui/table.tsx'
import { paths } from '#app/web/paths.ts'
import { Candidates, OtherWays, type ShownCandidate } from './candidates.tsx'
import { type ListedLine, useReference } from './line-list.tsx'
import { LinePair, type PairLine } from './line-pair.tsx'
import { MatchKeys } from './match-keys.tsx'

type Match = { kind: string; rule: string; payment: string; batch: string; payee: string; amountFen: bigint }
export type DeskLine = ListedLine &
	PairLine & { setAsideReason: string | null; matches: readonly Match[]; candidates: readonly ShownCandidate[] }

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
			<LinePair line={line} payment={isWaiting ? (line.candidates[0]?.payment ?? null) : null} />
			<div className="panel-pad stack">
				{isWaiting && mayMatch ? (
					<>
						<Candidates lineId={line.id} candidates={line.candidates} threshold={threshold} />
						<OtherWays
							lineId={line.id}
							isCredit={!line.amount.startsWith('-')}
							canMatch={line.amountFen !== null}
							asideKinds={asideKinds}
						/>
					</>
				) : null}
				{isWaiting && !mayMatch ? <NoteBox title={t('reconciliation.no_right')} /> : null}
				{line.state === 'matched' ? <MatchTable matches={line.matches} /> : null}
				{line.state === 'set_aside' ? (
					<>
						<NoteBox
							title={t('reconciliation.aside_fact', {
								kind: t(`reconciliation.aside_${line.setAsideKind}`),
								reason: line.setAsideReason ?? '',
							})}
						/>
						{mayMatch ? (
							<Form intent="back" className="row">
								<input type="hidden" name="lineId" value={String(line.id)} />
								<Submit variant="plain">{t('reconciliation.take_back')}</Submit>
							</Form>
						) : null}
					</>
				) : null}
			</div>
		</div>
	)
}

function MatchTable({ matches }: { matches: readonly Match[] }) {
	const { t } = useT()
	return (
		<Table
			caption={t('reconciliation.rule')}
			rows={matches}
			rowKey={(match) => `${match.payment} ${match.kind}`}
			columns={[
				{
					head: t('reconciliation.payment'),
					isName: true,
					cell: (match) => <span className="code">{match.payment}</span>,
				},
				{ head: t('reconciliation.name'), cell: (match) => match.payee },
				{
					head: t('reconciliation.batch'),
					cell: (match) => (
						<Link className="code" to={paths.deskBatch(match.batch)}>
							{match.batch}
						</Link>
					),
				},
				{
					head: t('reconciliation.rule'),
					cell: (match) => `${t(`reconciliation.kind_${match.kind}`)} · ${t(`reconciliation.rule_${match.rule}`)}`,
				},
				{ head: t('reconciliation.amount_yuan'), num: true, cell: (match) => <Figure fen={match.amountFen} signed /> },
			]}
		/>
	)
}
