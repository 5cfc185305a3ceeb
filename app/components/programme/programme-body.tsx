import { useT } from '#app/components/texts.tsx'
import { Disclosure } from '#app/components/ui/disclosure.tsx'
import { NoteBox } from '#app/components/ui/note-box.tsx'
import { Section } from '#app/components/ui/section.tsx'
import { Table } from '#app/components/ui/table.tsx'
import { Track } from '#app/components/ui/track.tsx'
import type { DescribedProgramme } from '#app/domain/programmes/describe-programme.ts'
import type { ProgrammePage } from '#app/domain/programmes/public-programmes.server.ts'
import { Origin, RateTable, Rules } from './rules.tsx'

type Programme = Pick<ProgrammePage, 'described' | 'mode' | 'claimOnly' | 'source' | 'noticeDays' | 'decidedBy'>

/** A programme in plain words, made of its document: who, how much, who pays, steps, papers, dates, source. */
export function ProgrammeBody({ programme }: { programme: Programme }) {
	const { t } = useT()
	const { described } = programme
	return (
		<>
			<Section title={t('programme.rates')} note={t('programme.rates_note')}>
				<RateTable rates={described.rates} caption={t('programme.rates')} />
				<div className="grid cols-3 mt-6">
					<Rules title={t('programme.limits')} rules={described.limits} />
					<Rules title={t('programme.payers')} rules={described.payers} />
				</div>
			</Section>
			<Section title={t('programme.who')}>
				<div className="grid cols-3">
					<Rules title={t('programme.conditions')} rules={described.who} />
					<Rules title={t('programme.classes')} rules={described.classes} />
					<Rules title={t('programme.covers')} rules={described.covers} />
					<Rules title={t('programme.providers')} rules={described.providers} />
				</div>
			</Section>
			<Section title={t('programme.steps')}>
				<Track
					label={t('programme.steps')}
					steps={flow(programme, t).map((step) => ({ ...step, at: 'todo' as const }))}
				/>
				<div className="grid cols-3 mt-6">
					<Rules title={t('programme.voucher')} rules={described.voucher} />
					<Rules title={t('programme.payment')} rules={described.payment} />
					<Rules title={t('programme.review')} rules={described.review} />
					<Rules title={t('programme.dates')} rules={described.dates} />
				</div>
			</Section>
			{described.documents.length > 0 ? (
				<Section title={t('programme.documents')}>
					<Documents documents={described.documents} />
				</Section>
			) : null}
			{described.reward ? (
				<Section title={t('programme.reward')}>
					<RateTable rates={described.reward.rates} caption={t('programme.reward')} />
					<div className="mt-6">
						<Rules title={t('programme.limits')} rules={described.reward.limits} />
					</div>
				</Section>
			) : null}
			<Source source={programme.source} hasOurs={hasOurs(described)} />
		</>
	)
}

type Words = (key: string, values?: Record<string, string | number>) => string

/** The steps people take under the programme, in order. */
function flow({ mode, claimOnly, noticeDays, decidedBy }: Programme, t: Words): { label: string; note?: string }[] {
	const end = [
		{ label: t('programme.flow_claim') },
		...(noticeDays > 0
			? [{ label: t('programme.flow_notice'), note: t('programme.flow_days', { n: noticeDays }) }]
			: []),
		{ label: t('programme.flow_paid') },
	]
	if (claimOnly) return [{ label: t('programme.flow_buy') }, { label: t('programme.flow_pay_full') }, ...end]
	return [
		{ label: t('programme.flow_apply') },
		{
			label: t('programme.flow_grant'),
			note: t(`programme.flow_${decidedBy === 'automatic' ? 'auto' : decidedBy === 'drawn' ? 'drawn' : 'review'}`),
		},
		{ label: t('programme.flow_order') },
		{ label: t('programme.flow_work') },
		{ label: t(mode === 'deduct' ? 'programme.flow_pay_part' : 'programme.flow_pay_full') },
		...end,
	]
}

function Documents({ documents }: { documents: DescribedProgramme['documents'] }) {
	const { t } = useT()
	return (
		<Table
			caption={t('programme.documents')}
			rows={documents}
			rowKey={(row) => `${row.step}-${row.name}`}
			columns={[
				{ head: t('programme.material'), isName: true, cell: (row) => row.name },
				{ head: t('programme.step'), nowrap: true, cell: (row) => t(`programme.step_${row.step}`) },
				{ head: t('programme.form'), nowrap: true, cell: (row) => t(`programme.form_${row.form}`) },
				{ head: t('programme.article'), cell: (row) => <Origin article={row.article} ours={row.ours} /> },
			]}
		/>
	)
}

/** Whether any rule shown is a setting of the platform's own. */
const hasOurs = (described: DescribedProgramme) =>
	[
		described.who,
		described.covers,
		described.providers,
		described.limits,
		described.payers,
		described.voucher,
		described.payment,
		described.review,
		described.dates,
		described.rates,
	]
		.flat()
		.some((rule) => rule.ours !== null)

function Source({ source, hasOurs }: Pick<Programme, 'source'> & { hasOurs: boolean }) {
	const { t } = useT()
	return (
		<Section title={t('programme.source')}>
			<p>
				{source.title} {source.documentNo ? <span lang="zh">{source.documentNo}</span> : null}
			</p>
			{source.url ? (
				<p>
					<a href={source.url} rel="noreferrer">
						{t('programme.source_open')}
					</a>
				</p>
			) : null}
			{source.note ? <p className="small dim">{source.note}</p> : null}
			{hasOurs ? <NoteBox title={t('programme.ours_note')} /> : null}
			{source.quotes.length > 0 ? (
				<Disclosure summary={t('programme.quotes')}>
					{source.quotes.map((quote) => (
						<blockquote key={quote.text} lang="zh" className="mb-4">
							<p>{quote.text}</p>
							{quote.article ? <p className="tiny faint">{quote.article}</p> : null}
						</blockquote>
					))}
				</Disclosure>
			) : null}
		</Section>
	)
}
