import { Link, useLoaderData } from '@remix-run/react'
import { pageMeta } from '#app/components/meta.ts'
import { useT } from '#app/components/texts.tsx'
import { LinkButton } from '#app/components/ui/button.tsx'
import { Empty } from '#app/components/ui/note-box.tsx'
import { Page, PageHead } from '#app/components/ui/page-head.tsx'
import { Panel } from '#app/components/ui/section.tsx'
import { Status, Verdict } from '#app/components/ui/status.tsx'
import { Table } from '#app/components/ui/table.tsx'
import { listDeskProgrammes } from '#app/domain/programmes/programme-desk.server.ts'
import { pageLoader } from '#app/web/loader.server.ts'
import { paths } from '#app/web/paths.ts'

export const loader = pageLoader(['programme'], (ctx) => listDeskProgrammes(ctx))

export const meta = (args: { matches: readonly unknown[] }) => pageMeta(args, 'programme.desk_programmes')

export default function DeskProgrammes() {
	const { t, locale } = useT()
	const { programmes, mayEdit } = useLoaderData<typeof loader>()
	return (
		<Page desk>
			<PageHead
				title={t('programme.desk_programmes')}
				facts={t('programme.desk_lead')}
				actions={
					mayEdit ? (
						<LinkButton variant="primary" to={paths.deskProgrammeNew}>
							{t('programme.new')}
						</LinkButton>
					) : null
				}
			/>
			{programmes.length === 0 ? (
				<Panel>
					<Empty title={t('programme.none')} />
				</Panel>
			) : (
				<Table
					caption={t('programme.desk_programmes')}
					rows={programmes}
					rowKey={(programme) => programme.number}
					columns={[
						{
							head: t('programme.name'),
							isName: true,
							cell: (programme) => (
								<>
									<Link to={paths.deskProgramme(programme.number)}>
										{locale === 'en' ? (programme.nameEn ?? programme.name) : programme.name}
									</Link>
									<div className="tiny faint code">{programme.number}</div>
								</>
							),
						},
						{
							head: t('programme.version_head'),
							nowrap: true,
							cell: (programme) =>
								programme.published === null ? '—' : t('programme.version', { n: programme.published }),
						},
						{
							head: t('programme.state'),
							nowrap: true,
							cell: (programme) =>
								programme.inWork ? (
									<Status of={`version.${programme.inWork.state}`}>
										{t('programme.version', { n: programme.inWork.versionNo })}
									</Status>
								) : programme.published === null ? (
									'—'
								) : (
									<Status of="version.published" />
								),
						},
						{
							head: t('programme.rounds'),
							cell: (programme) =>
								programme.isSample ? (
									<Verdict shape="slash" hue="idle">
										{t('programme.sample_tag')}
									</Verdict>
								) : (
									<span className="row">
										{programme.openRounds > 0 ? <Status of="round.open">{programme.openRounds}</Status> : null}
										{programme.draftRounds > 0 ? <Status of="round.draft">{programme.draftRounds}</Status> : null}
										{programme.openRounds + programme.draftRounds === 0 ? '—' : null}
									</span>
								),
						},
					]}
				/>
			)}
		</Page>
	)
}
