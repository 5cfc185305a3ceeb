import { Field, RadioField } from '#app/components/field.tsx'
import { Form, Submit } from '#app/components/form.tsx'
import { useT } from '#app/components/texts.tsx'
import { Amount } from '#app/components/ui/amount.tsx'
import { InstantText } from '#app/components/ui/date-text.tsx'
import { Disclosure } from '#app/components/ui/disclosure.tsx'
import { Panel, Section } from '#app/components/ui/section.tsx'
import { Status } from '#app/components/ui/status.tsx'
import type { DeskObjection, HeldClaim } from '#app/domain/notices/notices.server.ts'
import { paths } from '#app/web/paths.ts'

type DeskObjectionsProps = { objections: readonly DeskObjection[]; held: readonly HeldClaim[] }

/** Objections to rule on, with who raised them; and claims free again after their notice has closed. */
export function DeskObjections({ objections, held }: DeskObjectionsProps) {
	const { t } = useT()
	const open = objections.filter((objection) => objection.state === 'open')
	const ruled = objections.filter((objection) => objection.state !== 'open')
	if (objections.length === 0 && held.length === 0) return null
	return (
		<Section title={t('notice.objections')} note={t('notice.objections_open', { n: open.length })} id="objections">
			<div className="stack">
				{open.map((objection) => (
					<ObjectionPanel key={objection.number} objection={objection} />
				))}
				{held.map((claim) => (
					<Panel key={claim.number}>
						<div className="row between">
							<span>
								<a className="code" href={paths.deskClaim(claim.number)}>
									{claim.number}
								</a>{' '}
								{t('notice.free_again', { name: claim.enterprise })} <Amount fen={claim.amountFen} />
							</span>
							<Form intent="approve" id={`approve-${claim.number}`} className="row">
								<input type="hidden" name="claim" value={claim.number} />
								<Submit small>{t('notice.approve_one')}</Submit>
							</Form>
						</div>
					</Panel>
				))}
				{ruled.length > 0 ? (
					<Disclosure summary={t('notice.ruled_count', { n: ruled.length })}>
						<ul className="stack">
							{ruled.map((objection) => (
								<li key={objection.number} className="small">
									<span className="code">{objection.number}</span> <span className="code">{objection.claim}</span>{' '}
									<Status of={`objection.${objection.state}`} /> {objection.ruling}
								</li>
							))}
						</ul>
					</Disclosure>
				) : null}
			</div>
		</Section>
	)
}

function ObjectionPanel({ objection }: { objection: DeskObjection }) {
	const { t } = useT()
	return (
		<Panel
			title={t('notice.objection_head', { number: objection.number, claim: objection.claim })}
			aside={<Amount fen={objection.amountFen} />}
		>
			<div className="stack">
				<p className="small dim">
					{objection.byName} · {objection.byContact} · <InstantText at={objection.createdAt} />
				</p>
				<p>{objection.text}</p>
				<p className="small">
					<a href={paths.deskClaim(objection.claim)}>{t('notice.see_claim', { name: objection.enterprise })}</a>
				</p>
				{objection.isOwnReview ? (
					<p className="small dim">{t('notice.own_review')}</p>
				) : (
					<Form intent="rule" id={`rule-${objection.number}`}>
						<input type="hidden" name="objection" value={objection.number} />
						<RadioField
							name="ruling"
							label={t('notice.ruling_label')}
							options={[
								{ value: 'dismiss', label: t('notice.dismiss'), hint: t('notice.dismiss_what') },
								{ value: 'uphold', label: t('notice.uphold'), hint: t('notice.uphold_what') },
							]}
						/>
						<Field name="words" label={t('notice.ruling_words')} hint={t('notice.ruling_words_hint')} kind="textarea" />
						<div className="row">
							<Submit>{t('notice.rule')}</Submit>
						</div>
					</Form>
				)}
			</div>
		</Panel>
	)
}
