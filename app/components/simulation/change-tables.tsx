import { useT } from '#app/components/texts.tsx'
import { Figure } from '#app/components/ui/amount.tsx'
import { Table } from '#app/components/ui/table.tsx'
import type { SimulationResult } from '#app/domain/simulation/simulation.ts'
import { formatYuan } from '#app/lib/money.ts'

type Changes = SimulationResult['winners']

/** Who would get more and who less than under the version in force; those it touches most come first. */
export function ChangeTables({ winners, losers }: { winners: Changes; losers: Changes }) {
	return (
		<div className="grid cols-2">
			<ChangeTable name="winners" changes={winners} />
			<ChangeTable name="losers" changes={losers} />
		</div>
	)
}

const shown = 20

function ChangeTable({ name, changes }: { name: 'winners' | 'losers'; changes: Changes }) {
	const { t } = useT()
	const title = t(`simulation.${name}`)
	return (
		<div>
			<h3 className="mb-2">{title}</h3>
			<p className="small dim mb-2">
				{changes.count === 0
					? t('simulation.change_none')
					: t('simulation.change_count', { n: changes.count, amount: formatYuan(changes.sumFen) })}
			</p>
			{changes.count > 0 ? (
				<Table
					caption={title}
					dense
					rows={changes.top.slice(0, shown)}
					rowKey={(change) => change.enterprise}
					columns={[
						{
							head: t('simulation.enterprise'),
							isName: true,
							cell: (change) => (
								<>
									{change.name || change.enterprise}
									{change.name ? <div className="tiny faint code">{change.enterprise}</div> : null}
								</>
							),
						},
						{ head: t('simulation.before'), num: true, cell: (change) => <Figure fen={change.beforeFen} /> },
						{ head: t('simulation.after'), num: true, cell: (change) => <Figure fen={change.afterFen} /> },
						{
							head: t(name === 'winners' ? 'simulation.more' : 'simulation.less'),
							num: true,
							cell: (change) => {
								const more = change.afterFen - change.beforeFen
								return <Figure fen={more < 0n ? -more : more} />
							},
						},
					]}
				/>
			) : null}
		</div>
	)
}
