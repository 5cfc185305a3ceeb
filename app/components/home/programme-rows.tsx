import { Link } from '@remix-run/react'
import { useT } from '#app/components/texts.tsx'
import { Figure, useWan } from '#app/components/ui/amount.tsx'
import { LinkButton } from '#app/components/ui/button.tsx'
import { DateText } from '#app/components/ui/date-text.tsx'
import { percentText } from '#app/components/ui/ident.tsx'
import { Empty } from '#app/components/ui/note-box.tsx'
import { Section } from '#app/components/ui/section.tsx'
import { Meter } from '#app/components/ui/split-bar.tsx'
import { Status } from '#app/components/ui/status.tsx'
import { Table } from '#app/components/ui/table.tsx'
import { Demo } from '#app/components/ui/tag.tsx'
import type { HomePage } from '#app/domain/reporting/home-page.server.ts'
import { paths } from '#app/web/paths.ts'

/** Which voucher is open in which district, what it supports, what is left of it. */
export function ProgrammeRows({ programmes, isDemo }: { programmes: HomePage['programmes']; isDemo: boolean }) {
	const { t, locale } = useT()
	const wan = useWan()
	return (
		<Section
			id="programmes"
			title={t('home.programmes')}
			note={t('home.programmes_note')}
			more={{ to: paths.programmes, label: t('home.programmes_all') }}
		>
			{programmes.length === 0 ? (
				<Empty
					icon="voucher"
					title={t('home.no_programmes')}
					action={<LinkButton to={paths.programmes}>{t('home.no_programmes_action')}</LinkButton>}
				>
					{t('home.no_programmes_note')}
				</Empty>
			) : (
				<Table
					caption={t('home.programmes')}
					rows={programmes}
					rowKey={(programme) => programme.number}
					columns={[
						{ head: t('home.division'), nowrap: true, cell: (p) => (locale === 'zh' ? p.division : p.divisionEn) },
						{
							head: t('home.programme'),
							full: true,
							cell: (p) => (
								<div className="voucher-name">
									<Link to={paths.programme(p.number)}>{p.name[locale]}</Link>
									<div className="tiny faint">
										{p.noticeNo} <Demo when={isDemo} />
									</div>
								</div>
							),
						},
						{ head: t('home.terms'), full: true, cell: (p) => <span className="dim">{p.terms[locale]}</span> },
						{ head: t('home.cap'), num: true, cell: (p) => <Figure fen={p.capFen} /> },
						{
							head: t('home.left'),
							full: true,
							cell: (p) => (
								<div className="left-of">
									<div className="row one between">
										<span>
											<span className="phone-only faint">{t('home.left')} </span>
											<b className="amt">{wan(p.availableFen)}</b>
										</span>
										<span className="faint amt">{t('home.left_of', { amount: wan(p.appropriatedFen) })}</span>
									</div>
									<Meter
										part={p.availableFen}
										whole={p.appropriatedFen}
										label={t('home.left_label', { percent: percentText(p.availableFen, p.appropriatedFen) })}
									/>
								</div>
							),
						},
						{
							head: t('home.state'),
							cell: (p) => (
								<span className="voucher-state">
									<Status of={`round.${p.standing}`} />
									{p.standing === 'open' ? (
										<span className="tiny faint block nowrap">
											{t('home.until')} <DateText day={p.lastDay} />
										</span>
									) : null}
								</span>
							),
						},
					]}
				/>
			)}
		</Section>
	)
}
