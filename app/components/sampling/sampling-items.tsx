import { Link } from '@remix-run/react'
import { Field, RadioField } from '#app/components/field.tsx'
import { Form, Submit, useFormResult } from '#app/components/form.tsx'
import { useT } from '#app/components/texts.tsx'
import { Figure } from '#app/components/ui/amount.tsx'
import { Confirm } from '#app/components/ui/disclosure.tsx'
import { Section } from '#app/components/ui/section.tsx'
import { Verdict } from '#app/components/ui/status.tsx'
import { Table } from '#app/components/ui/table.tsx'
import { OrganisationName } from '#app/components/ui/tag.tsx'
import { samplingResults } from '#app/domain/sampling/sampling.ts'
import type { SamplingDetails, SamplingItemView } from '#app/domain/sampling/samplings.server.ts'
import { paths } from '#app/web/paths.ts'

/** The claims of a sampling: its list, and once the number has come those drawn with what the second look found. */
export function SamplingItems({ page }: { page: SamplingDetails }) {
	const { t } = useT()
	const isDrawn = page.publicNumber !== null
	const title = t(isDrawn ? 'sampling.drawn_title' : 'sampling.listed_title')
	return (
		<Section title={title}>
			<Table
				caption={title}
				rows={page.items}
				rowKey={(row) => row.claim}
				columns={[
					{
						head: t('sampling.claim'),
						isName: true,
						nowrap: true,
						cell: (row) => (
							<Link className="code" to={paths.deskClaim(row.claim)}>
								{row.claim}
							</Link>
						),
					},
					{
						head: t('sampling.claimant'),
						cell: (row) => (
							<>
								<OrganisationName name={row.claimant} isDemo={row.isDemo} />
								{row.isSilent ? <div className="tiny dim">{t('sampling.silent')}</div> : null}
							</>
						),
					},
					{ head: t('sampling.amount'), num: true, cell: (row) => <Figure fen={row.amountFen} /> },
					...(isDrawn
						? [
								{ head: t('sampling.place'), num: true, cell: (row: SamplingItemView) => row.place },
								{ head: t('sampling.result'), full: true, cell: (row: SamplingItemView) => <Result row={row} /> },
							]
						: []),
				]}
			/>
		</Section>
	)
}

function Result({ row }: { row: SamplingItemView }) {
	const { t } = useT()
	const failed = useFormResult('check', row.claim)
	if (row.result !== null)
		return (
			<>
				<Verdict shape={row.result === 'found' ? 'square' : 'disc'} hue={row.result === 'found' ? 'stop' : 'ok'} wrap>
					{t(`sampling.result_${row.result}`)}
				</Verdict>
				<div className="tiny dim">
					{row.words} · {row.checkedBy}
				</div>
				{row.result === 'found' ? (
					<Link className="small" to={`${paths.deskClaim(row.claim)}#clawback`}>
						{t('sampling.to_clawback')}
					</Link>
				) : null}
			</>
		)
	if (!row.mayCheck)
		return (
			<>
				<Verdict shape="ring" hue="idle">
					{t('sampling.result_waiting')}
				</Verdict>
				<div className="tiny dim">{t('sampling.own_review')}</div>
			</>
		)
	return (
		<Confirm
			small
			label={t('sampling.check')}
			question={t('sampling.check_question', { claim: row.claim })}
			open={failed !== undefined}
		>
			<Form intent="check" id={row.claim}>
				<input type="hidden" name="claim" value={row.claim} />
				<RadioField
					name="result"
					label={t('sampling.result')}
					options={samplingResults.map((value) => ({ value, label: t(`sampling.result_${value}`) }))}
				/>
				<Field name="words" kind="textarea" rows={2} label={t('sampling.words')} hint={t('sampling.words_hint')} />
				<Submit small>{t('sampling.do_check')}</Submit>
			</Form>
		</Confirm>
	)
}
