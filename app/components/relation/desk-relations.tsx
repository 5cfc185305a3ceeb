import { Field, RadioField } from '#app/components/field.tsx'
import { Form, Submit, useFormResult } from '#app/components/form.tsx'
import { useT } from '#app/components/texts.tsx'
import { Disclosure } from '#app/components/ui/disclosure.tsx'
import { NoteBox } from '#app/components/ui/note-box.tsx'
import { Panel, Section } from '#app/components/ui/section.tsx'
import { Verdict } from '#app/components/ui/status.tsx'
import { OrganisationName } from '#app/components/ui/tag.tsx'
import type { PairView } from '#app/domain/claims/claim-pairs.ts'
import { type RelationKind, type RelationStanding, tieKinds } from '#app/domain/relations/relation.ts'
import { articleText } from '#app/lib/article.ts'
import { formatInstant } from '#app/lib/time.ts'
import { EvidenceTable } from './evidence-table.tsx'

const marks = {
	none: ['disc', 'ok'],
	open: ['triangle', 'warn'],
	hints: ['ring', 'idle'],
	not_related: ['disc', 'ok'],
	related: ['square', 'stop'],
} as const satisfies Record<RelationStanding, readonly [string, string]>

const allKinds: readonly RelationKind[] = [
	'equity',
	'subordinate',
	'joint_foundation',
	'legal_representative',
	'controller',
	'family',
]

type Party = { name: string; creditCode: string; isDemo: boolean }
type DeskRelationsProps = { enterprise: Party; pairs: readonly PairView[]; mayJudge: boolean }

/** The enterprise against each provider: evidence, the reviewer's word, and what the authority itself knows. */
export function DeskRelations({ enterprise, pairs, mayJudge }: DeskRelationsProps) {
	const { t } = useT()
	return (
		<Section title={t('relation.title')} note={t('relation.note')} id="relations">
			<div className="stack">
				{pairs.map((pair) => (
					<Pair key={pair.provider.creditCode} pair={pair} mayJudge={mayJudge} />
				))}
				{mayJudge ? <RecordKnown enterprise={enterprise} pairs={pairs} /> : null}
			</div>
		</Section>
	)
}

function Pair({ pair, mayJudge }: { pair: PairView; mayJudge: boolean }) {
	const { t, locale } = useT()
	const { provider, relations, standing, judgement, forbidden } = pair
	const [shape, hue] = marks[standing]
	const list = new Intl.ListFormat(locale, { type: 'conjunction' })
	const kinds = list.format((forbidden ?? []).map((kind) => t(`relation.code_${kind}`)))
	return (
		<Panel
			title={<OrganisationName name={provider.name} isDemo={provider.isDemo} />}
			aside={
				<Verdict shape={shape} hue={hue}>
					{t(`relation.pair_${standing}`)}
				</Verdict>
			}
		>
			<div className="stack">
				<p className="small dim">
					{t('relation.of_lines', { nos: pair.lineNos.join('、') })} ·{' '}
					{forbidden ? `${t('relation.rule', { kinds })} ${articleText(pair.article, locale)}` : t('relation.no_rule')}
				</p>
				{relations.length > 0 ? <EvidenceTable relations={relations} caption={t('relation.evidence')} /> : null}
				{pair.isForbidden ? <NoteBox tone="stop" title={t('relation.forbidden')} /> : null}
				{judgement ? (
					<p className="small">
						{judgement.kinds.length > 0
							? `${list.format(judgement.kinds.map((kind) => t(`relation.code_${kind}`)))}。`
							: ''}
						{t('relation.judged', {
							name: judgement.byName,
							at: formatInstant(judgement.at, locale),
							reason: judgement.reason,
						})}
					</p>
				) : null}
				{mayJudge && (relations.length > 0 || judgement) ? <Judge pair={pair} /> : null}
			</div>
		</Panel>
	)
}

function Judge({ pair }: { pair: PairView }) {
	const { t } = useT()
	const { creditCode } = pair.provider
	const id = `judge-${creditCode}`
	const isBack = useFormResult('judge_relation', id) !== undefined
	return (
		<Disclosure
			summary={t(pair.judgement ? 'relation.judge_again' : 'relation.judge')}
			open={isBack || pair.standing === 'open'}
		>
			<Form intent="judge_relation" id={id} className="form">
				<input type="hidden" name="provider" value={creditCode} />
				<input type="hidden" name="seen" value={pair.relations.length} />
				<RadioField
					name="verdict"
					label={t('relation.verdict')}
					options={(['not_related', 'related'] as const).map((value) => ({
						value,
						label: t(`relation.verdict_${value}`),
					}))}
				/>
				<Field
					name="kind"
					kind="select"
					label={t('relation.kind')}
					hint={t('relation.kind_hint')}
					empty="—"
					options={allKinds.map((value) => ({ value, label: t(`relation.code_${value}`) }))}
				/>
				<Field name="reason" kind="textarea" rows={2} label={t('relation.reason')} hint={t('relation.reason_hint')} />
				<div className="row">
					<Submit variant="plain">{t('relation.do_judge')}</Submit>
				</div>
			</Form>
		</Disclosure>
	)
}

/** The authority's own knowledge of a party of the claim. */
function RecordKnown({ enterprise, pairs }: { enterprise: Party; pairs: readonly PairView[] }) {
	const { t } = useT()
	const isBack = useFormResult('record_affiliation') !== undefined
	const parties = [enterprise, ...pairs.filter((pair) => pair.provider.isOnPlatform).map((pair) => pair.provider)]
	return (
		<Disclosure summary={t('relation.record')} open={isBack}>
			<p className="small dim">{t('relation.record_note')}</p>
			<Form intent="record_affiliation" className="form cols">
				<Field
					name="party"
					kind="select"
					label={t('relation.party')}
					options={parties.map((party) => ({ value: party.creditCode, label: party.name }))}
				/>
				<Field
					name="kind"
					kind="select"
					label={t('relation.affiliation_kind')}
					options={tieKinds.map((value) => ({ value, label: t(`relation.role_${value}`) }))}
				/>
				<Field name="value" label={t('relation.value')} hint={t('relation.value_hint')} />
				<Field name="code" kind="code" label={t('relation.code')} hint={t('relation.code_hint')} optional />
				<Field name="share" label={t('relation.share')} hint={t('relation.share_hint')} unit="%" optional />
				<Field name="basis" label={t('relation.basis')} hint={t('relation.basis_hint')} />
				<div className="row">
					<Submit variant="plain">{t('relation.do_record')}</Submit>
				</div>
			</Form>
		</Disclosure>
	)
}
