import { Link, useLoaderData } from '@remix-run/react'
import { pageMeta } from '#app/components/meta.ts'
import { useT } from '#app/components/texts.tsx'
import { LinkButton } from '#app/components/ui/button.tsx'
import { Empty } from '#app/components/ui/note-box.tsx'
import { Page, PageHead } from '#app/components/ui/page-head.tsx'
import { Section } from '#app/components/ui/section.tsx'
import { Status, Verdict } from '#app/components/ui/status.tsx'
import { Table } from '#app/components/ui/table.tsx'
import { OrganisationName } from '#app/components/ui/tag.tsx'
import { listPublicProgrammes, type PublicProgramme } from '#app/domain/programmes/public-programmes.server.ts'
import { formatShortDay, shanghaiDay } from '#app/lib/time.ts'
import { pageLoader } from '#app/web/loader.server.ts'
import { paths } from '#app/web/paths.ts'

export const loader = pageLoader(['programme'], async (ctx, { context }) => ({
	programmes: await listPublicProgrammes(ctx, context.locale),
}))

export const meta = (args: { matches: readonly unknown[] }) =>
	pageMeta(args, 'programme.programmes', undefined, { path: paths.programmes })

export default function Programmes() {
	const { t } = useT()
	const { programmes } = useLoaderData<typeof loader>()
	const open = programmes.filter((programme) => !programme.isSample)
	const samples = programmes.filter((programme) => programme.isSample)
	return (
		<Page>
			<PageHead title={t('programme.programmes')} facts={t('programme.programmes_lead')} />
			<Section title={t('programme.open_here')} note={t('programme.open_note')}>
				{open.length === 0 ? (
					<Empty title={t('programme.none')}>{t('programme.none_text')}</Empty>
				) : (
					<ProgrammeTable programmes={open} caption={t('programme.open_here')} />
				)}
			</Section>
			{samples.length > 0 ? (
				<Section title={t('programme.samples')} note={t('programme.samples_note')}>
					<ProgrammeTable programmes={samples} caption={t('programme.samples')} />
				</Section>
			) : null}
		</Page>
	)
}

function ProgrammeTable({ programmes, caption }: { programmes: readonly PublicProgramme[]; caption: string }) {
	const { t, locale } = useT()
	return (
		<Table
			caption={caption}
			rows={programmes}
			rowKey={(programme) => programme.number}
			columns={[
				{
					head: t('programme.name'),
					isName: true,
					cell: (programme) => (
						<>
							<Link to={paths.programme(programme.number)}>{programme.name[locale]}</Link>
							{programme.isSample ? null : (
								<div className="tiny faint">
									<OrganisationName name={programme.issuer} nameEn={programme.issuerEn} isDemo={programme.isDemo} />
								</div>
							)}
						</>
					),
				},
				{
					head: t('programme.summary'),
					full: true,
					cell: (programme) => <span className="small dim">{programme.summary[locale]}</span>,
				},
				{ head: t('programme.share'), nowrap: true, cell: (programme) => programme.rates.join(' · ') },
				{ head: t('programme.mode'), cell: (programme) => t(`programme.${modeOf(programme)}`) },
				{ head: t('programme.round'), cell: (programme) => <Round programme={programme} /> },
				{
					head: t('programme.check'),
					quietHead: true,
					nowrap: true,
					cell: (programme) => (
						<LinkButton
							small
							to={paths.programmeCheck(programme.number)}
							aria-label={`${t('programme.check_short')} ${programme.name[locale]}`}
						>
							{t('programme.check_short')}
						</LinkButton>
					),
				},
			]}
		/>
	)
}

const modeOf = ({ claimOnly, mode }: PublicProgramme) => (claimOnly ? 'mode_claim_only' : `mode_${mode}`)

function Round({ programme: { isSample, round } }: { programme: PublicProgramme }) {
	const { t, locale } = useT()
	if (isSample)
		return (
			<Verdict shape="slash" hue="idle">
				{t('programme.sample_tag')}
			</Verdict>
		)
	if (!round) return <span className="faint">{t('programme.no_round')}</span>
	const last = shanghaiDay(new Date(round.closesAt.getTime() - 1))
	return (
		<Status of={`round.${round.standing}`}>
			{round.standing === 'open' ? `${t('programme.until')} ${formatShortDay(last, locale)}` : null}
		</Status>
	)
}
