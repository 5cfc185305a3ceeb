import type { MetaFunction } from '@remix-run/node'
import { useLoaderData } from '@remix-run/react'
import { Field } from '#app/components/field.tsx'
import { Form, Submit } from '#app/components/form.tsx'
import { pageMeta } from '#app/components/meta.ts'
import { useT } from '#app/components/texts.tsx'
import { Empty, NoteBox } from '#app/components/ui/note-box.tsx'
import { Page, PageHead } from '#app/components/ui/page-head.tsx'
import { Panel, Section } from '#app/components/ui/section.tsx'
import { Table } from '#app/components/ui/table.tsx'
import { can, memberOf } from '#app/domain/identity/policy.ts'
import { declareAffiliationForm, endAffiliationForm } from '#app/domain/relations/affiliation.ts'
import { ownAffiliations } from '#app/domain/relations/affiliations.server.ts'
import { declareAffiliation } from '#app/domain/relations/declare-affiliation.server.ts'
import { endAffiliation } from '#app/domain/relations/end-affiliation.server.ts'
import { declaredKinds } from '#app/domain/relations/relation.ts'
import { formatInstant } from '#app/lib/time.ts'
import { redirectWith } from '#app/web/flash.server.ts'
import { intent, pageAction } from '#app/web/form.server.ts'
import { pageLoader } from '#app/web/loader.server.ts'
import { paths } from '#app/web/paths.ts'

export const loader = pageLoader(['identity', 'relation'], async (ctx) => ({
	affiliations: await ownAffiliations(ctx),
	canEdit: can(ctx.actor, 'organisation.edit', { organisationId: memberOf(ctx.actor).organisationId }),
}))

export const action = pageAction({
	declare: intent(declareAffiliationForm, async (ctx, input) => {
		await declareAffiliation(ctx, input)
		return redirectWith(paths.organisationRelations, 'ok', 'relation.own_saved')
	}),
	end: intent(endAffiliationForm, async (ctx, input) => {
		await endAffiliation(ctx, input)
		return redirectWith(paths.organisationRelations, 'ok', 'relation.own_ended')
	}),
})

export const meta: MetaFunction<typeof loader> = (args) => pageMeta(args, 'relation.own_title')

export default function OrganisationRelations() {
	const { affiliations, canEdit } = useLoaderData<typeof loader>()
	const { t, locale } = useT()
	return (
		<Page>
			<PageHead title={t('relation.own_title')} facts={t('relation.own_lead')} />
			<div className="stack-lg">
				{affiliations.length === 0 ? (
					<Panel>
						<Empty title={t('relation.own_none')}>{t('relation.own_none_note')}</Empty>
					</Panel>
				) : (
					<Section title={t('relation.own_list')}>
						<Table
							caption={t('relation.own_list')}
							rows={affiliations}
							rowKey={(row) => row.id}
							rowClass={(row) => (row.endedAt ? 'minor' : undefined)}
							columns={[
								{ head: t('relation.own_name'), isName: true, cell: (row) => row.value },
								{
									head: t('relation.affiliation_kind'),
									cell: (row) =>
										row.shareBp === null
											? t(`relation.role_${row.kind}`)
											: t('relation.role_shareholder_share', { share: row.shareBp / 100 }),
								},
								{ head: t('relation.code'), cell: (row) => <span className="code">{row.code ?? '—'}</span> },
								{
									head: t('relation.origin_declared'),
									cell: (row) => (
										<span className="small dim">
											{t('relation.own_by', { name: row.byName, at: formatInstant(row.at, locale) })}
										</span>
									),
								},
								{
									head: t('relation.own_end'),
									quietHead: true,
									cell: (row) =>
										row.endedAt ? (
											<span className="small dim">
												{t('relation.own_ended_on', { at: formatInstant(row.endedAt, locale) })}
											</span>
										) : canEdit ? (
											<Form intent="end" id={`end-${row.id}`} className="row">
												<input type="hidden" name="id" value={row.id} />
												<Submit variant="quiet" small>
													{t('relation.own_end')}
												</Submit>
											</Form>
										) : null,
								},
							]}
						/>
					</Section>
				)}
				{canEdit ? (
					<Section title={t('relation.own_add')}>
						<Panel>
							<Form intent="declare" className="form cols">
								<Field
									name="kind"
									kind="select"
									label={t('relation.affiliation_kind')}
									options={declaredKinds.map((value) => ({ value, label: t(`relation.role_${value}`) }))}
								/>
								<Field name="value" label={t('relation.own_name')} autoComplete="off" />
								<Field name="code" kind="code" label={t('relation.code')} hint={t('relation.code_hint')} optional />
								<Field name="share" label={t('relation.share')} hint={t('relation.share_hint')} unit="%" optional />
								<div className="row">
									<Submit>{t('relation.own_save')}</Submit>
								</div>
							</Form>
						</Panel>
					</Section>
				) : (
					<NoteBox title={t('relation.own_only_admin')} />
				)}
			</div>
		</Page>
	)
}
