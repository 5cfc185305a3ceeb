import { data, type MetaFunction } from '@remix-run/node'
import { useActionData, useLoaderData } from '@remix-run/react'
import { pageMeta } from '#app/components/meta.ts'
import { EnrolForm } from '#app/components/people/enrol-form.tsx'
import { InvitationLinks, type MadeLink } from '#app/components/people/invitation-link.tsx'
import { useT } from '#app/components/texts.tsx'
import { Empty } from '#app/components/ui/note-box.tsx'
import { Page, PageHead } from '#app/components/ui/page-head.tsx'
import { Panel, Section } from '#app/components/ui/section.tsx'
import { Verdict } from '#app/components/ui/status.tsx'
import { Table } from '#app/components/ui/table.tsx'
import { Demo } from '#app/components/ui/tag.tsx'
import { listDivisions } from '#app/domain/divisions/divisions.server.ts'
import { enrolForm } from '#app/domain/identity/authority.ts'
import { enrolAuthority } from '#app/domain/identity/enrol-authority.server.ts'
import { listAuthorities } from '#app/domain/identity/organisations.server.ts'
import { intent, pageAction } from '#app/web/form.server.ts'
import { absolute } from '#app/web/links.server.ts'
import { pageLoader } from '#app/web/loader.server.ts'
import { paths } from '#app/web/paths.ts'

export const loader = pageLoader(['operator', 'identity'], async (ctx) => ({
	authorities: await listAuthorities(ctx),
	divisions: await listDivisions(ctx),
}))

export const action = pageAction({
	enrol: intent(enrolForm, async (ctx, input, { request }) => {
		const { number, tokens } = await enrolAuthority(ctx, input)
		const links: MadeLink[] = [
			{ name: input.firstName, email: input.firstEmail, url: absolute(paths.invitation(tokens[0]), request) },
			{ name: input.secondName, email: input.secondEmail, url: absolute(paths.invitation(tokens[1]), request) },
		]
		return data({ links, name: input.name, number })
	}),
})

export const meta: MetaFunction<typeof loader> = (args) => pageMeta(args, 'operator.authorities_title')

type Made = { links?: MadeLink[]; name: string; number: string }

export default function AuthoritiesPage() {
	const { authorities, divisions } = useLoaderData<typeof loader>()
	const made = useActionData() as Made | undefined
	const { t, locale } = useT()
	return (
		<Page desk>
			<PageHead title={t('operator.authorities_title')} facts={t('operator.authorities_lead')} />
			<div className="stack-lg">
				{made?.links ? (
					<InvitationLinks
						links={made.links}
						title={t('operator.enrolled', { name: made.name, number: made.number })}
					/>
				) : null}
				{authorities.length === 0 ? (
					<Panel>
						<Empty title={t('operator.authorities_empty')} icon="building" />
					</Panel>
				) : (
					<Table
						caption={t('operator.authorities_caption')}
						rows={authorities}
						rowKey={(row) => row.number}
						columns={[
							{
								head: t('operator.authority'),
								isName: true,
								cell: (row) => (
									<>
										{row.name}
										<Demo when={row.isDemo} />
									</>
								),
							},
							{
								head: t('operator.division'),
								cell: (row) => `${(locale === 'en' ? row.divisionNameEn : row.divisionName) ?? ''} ${row.divisionCode}`,
							},
							{
								head: t('operator.people'),
								cell: (row) => (
									<>
										<Verdict shape={row.people < 3 ? 'triangle' : 'disc'} hue={row.people < 3 ? 'warn' : 'ok'}>
											{t(row.people < 3 ? 'operator.people_short' : 'operator.people_n', { n: row.people })}
										</Verdict>
										{row.invited > 0 ? (
											<span className="tiny faint"> {t('operator.invited_n', { n: row.invited })}</span>
										) : null}
									</>
								),
							},
						]}
					/>
				)}
				<Section title={t('operator.enrol_heading')}>
					<Panel>
						<EnrolForm divisions={divisions} />
					</Panel>
				</Section>
			</div>
		</Page>
	)
}
