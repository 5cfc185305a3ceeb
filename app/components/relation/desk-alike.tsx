import { Link } from '@remix-run/react'
import { Field, RadioField } from '#app/components/field.tsx'
import { Form, Submit, useFormResult } from '#app/components/form.tsx'
import { useT } from '#app/components/texts.tsx'
import { Amount } from '#app/components/ui/amount.tsx'
import { DateText } from '#app/components/ui/date-text.tsx'
import { Disclosure } from '#app/components/ui/disclosure.tsx'
import { Panel, Section } from '#app/components/ui/section.tsx'
import { Status, Verdict } from '#app/components/ui/status.tsx'
import { Tag } from '#app/components/ui/tag.tsx'
import { needsJudgement } from '#app/domain/claims/likeness.ts'
import type { SimilarClaim } from '#app/domain/claims/similar-claims.server.ts'
import { formatInstant } from '#app/lib/time.ts'
import { paths } from '#app/web/paths.ts'

/** Claims that look like the same project under another name: how alike, in what, and the reviewer's word. */
export function DeskAlike({ alike, mayJudge }: { alike: readonly SimilarClaim[]; mayJudge: boolean }) {
	const { t } = useT()
	return (
		<Section title={t('relation.alike_title')} note={t('relation.alike_note')} id="alike">
			{alike.length === 0 ? <p className="small dim">{t('relation.alike_none')}</p> : null}
			<div className="stack">
				{alike.map((claim) => (
					<Alike key={claim.number} claim={claim} mayJudge={mayJudge} />
				))}
			</div>
		</Section>
	)
}

function Alike({ claim, mayJudge }: { claim: SimilarClaim; mayJudge: boolean }) {
	const { t, locale } = useT()
	const { number, other, likeness, shared, judgement } = claim
	return (
		<Panel
			title={
				other ? (
					<>
						<Link className="code" to={paths.deskClaim(number)}>
							{number}
						</Link>{' '}
						{other.title}
					</>
				) : (
					<span className="code">{number}</span>
				)
			}
			aside={<Standing claim={claim} />}
		>
			<div className="stack">
				{other ? (
					<p className="small row">
						<span>
							{t('relation.alike_facts', {
								claimant: other.claimant,
								provider: other.provider,
								programme: other.programme,
							})}
						</span>
						<Status of={`claim.${other.state}`} viewer="authority" />
						{other.serviceOn ? <DateText day={other.serviceOn} /> : null}
						<Amount fen={other.baseFen} />
					</p>
				) : (
					<p className="small dim">{t('relation.alike_other_authority')}</p>
				)}
				<p className="small row">
					<span className="strong">{t('relation.alike_score', { score: likeness.score })}</span>
					<span className="dim">{t('relation.alike_line', { no: claim.lineNo })}</span>
					<span className="sr">{t('relation.alike_matched')}</span>
					{likeness.signs.map((sign) => (
						<Tag key={sign}>{t(`relation.sign_${sign}`, { percent: likeness.wordsPercent })}</Tag>
					))}
				</p>
				{shared.length > 0 ? (
					<p className="small dim">{t('relation.alike_shared', { words: shared.join('、') })}</p>
				) : null}
				{judgement ? (
					<p className="small">
						{t('relation.judged', {
							name: judgement.byName,
							at: formatInstant(judgement.at, locale),
							reason: judgement.reason,
						})}
					</p>
				) : null}
				{mayJudge ? <Judge claim={claim} /> : null}
			</div>
		</Panel>
	)
}

function Standing({ claim: { judgement, likeness } }: { claim: SimilarClaim }) {
	const { t } = useT()
	if (judgement?.verdict === 'same')
		return (
			<Verdict shape="square" hue="stop">
				{t('relation.alike_judged_same')}
			</Verdict>
		)
	if (judgement)
		return (
			<Verdict shape="disc" hue="ok">
				{t('relation.alike_judged_different')}
			</Verdict>
		)
	const isUrgent = needsJudgement(likeness)
	return (
		<Verdict shape={isUrgent ? 'triangle' : 'ring'} hue={isUrgent ? 'warn' : 'idle'}>
			{t('relation.alike_open')}
		</Verdict>
	)
}

function Judge({ claim }: { claim: SimilarClaim }) {
	const { t } = useT()
	const id = `alike-${claim.number}`
	const isBack = useFormResult('judge_likeness', id) !== undefined
	const isOpen = isBack || (claim.judgement === null && needsJudgement(claim.likeness))
	return (
		<Disclosure summary={t(claim.judgement ? 'relation.alike_judge_again' : 'relation.alike_judge')} open={isOpen}>
			<Form intent="judge_likeness" id={id} className="form">
				<input type="hidden" name="other" value={claim.number} />
				<RadioField
					name="verdict"
					label={t('relation.verdict')}
					options={(['different', 'same'] as const).map((value) => ({ value, label: t(`relation.verdict_${value}`) }))}
				/>
				<Field
					name="reason"
					kind="textarea"
					rows={2}
					label={t('relation.reason')}
					hint={t('relation.alike_reason_hint')}
				/>
				<div className="row">
					<Submit variant="plain">{t('relation.do_judge')}</Submit>
				</div>
			</Form>
		</Disclosure>
	)
}
