import { Link } from '@remix-run/react'
import { useT } from '#app/components/texts.tsx'
import { InstantText } from '#app/components/ui/date-text.tsx'
import { Empty } from '#app/components/ui/note-box.tsx'
import { Panel } from '#app/components/ui/section.tsx'
import { Status } from '#app/components/ui/status.tsx'
import { Table } from '#app/components/ui/table.tsx'
import type { Simulator } from '#app/domain/simulation/simulations.server.ts'
import { paths } from '#app/web/paths.ts'

/** The simulations of a programme, newest first. */
export function RunTable({ programme, runs }: { programme: string; runs: Simulator['runs'] }) {
	const { t } = useT()
	if (runs.length === 0)
		return (
			<Panel>
				<Empty title={t('simulation.runs_none')} />
			</Panel>
		)
	return (
		<Table
			caption={t('simulation.runs')}
			rows={runs}
			rowKey={(run) => run.number}
			columns={[
				{
					head: t('simulation.number'),
					isName: true,
					nowrap: true,
					cell: (run) => (
						<Link className="code" to={paths.deskSimulation(programme, run.number)}>
							{run.number}
						</Link>
					),
				},
				{ head: t('simulation.state'), nowrap: true, cell: (run) => <Status of={`simulation.${run.state}`} /> },
				{ head: t('simulation.year'), nowrap: true, cell: (run) => run.year },
				{ head: t('simulation.source'), cell: (run) => t(`simulation.source_${run.source}`) },
				{ head: t('simulation.orders'), num: true, cell: (run) => run.total.toLocaleString('en') },
				{
					head: t('simulation.asked'),
					cell: (run) => (
						<>
							{run.by}{' '}
							<span className="tiny faint">
								<InstantText at={run.requestedAt} />
							</span>
						</>
					),
				},
				{ head: t('simulation.note'), cell: (run) => run.note || '—' },
			]}
		/>
	)
}
