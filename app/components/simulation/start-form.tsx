import { Field, RadioField } from '#app/components/field.tsx'
import { Form, Submit } from '#app/components/form.tsx'
import { useT } from '#app/components/texts.tsx'
import type { Simulator } from '#app/domain/simulation/simulations.server.ts'
import { plainYuan } from '#app/lib/money.ts'
import { paths } from '#app/web/paths.ts'

/** Which orders, of which year, with how much money. */
export function StartForm({ simulator }: { simulator: Simulator }) {
	const { t } = useT()
	const { number, version, years, thisYear, budgetFen } = simulator
	const own = years.programme[0]
	const any = own ?? years.authority[0]
	const names = years.authority.map(({ year, orders }) => t('simulation.year_orders', { year, n: orders }))
	const year = any?.year ?? thisYear - 1
	return (
		<Form intent="start" files className="form">
			<input type="hidden" name="version" value={version.versionNo} />
			<RadioField
				name="source"
				label={t('simulation.source')}
				defaultValue={own ? 'programme' : any ? 'authority' : 'file'}
				options={['programme', 'authority', 'file'].map((source) => ({
					value: source,
					label: t(`simulation.source_${source}`),
				}))}
			/>
			<div className="form cols">
				<Field
					name="year"
					label={t('simulation.year')}
					kind="number"
					defaultValue={String(year)}
					hint={
						names.length > 0
							? t('simulation.year_hint_known', { years: names.join(t('common.list_join')) })
							: t('simulation.year_hint_none')
					}
				/>
				<Field
					name="budget"
					label={t('simulation.budget')}
					kind="money"
					defaultValue={budgetFen === null ? '' : plainYuan(budgetFen)}
					hint={t('simulation.budget_hint')}
					optional
				/>
				<Field name="note" label={t('simulation.note')} optional />
			</div>
			<div>
				<Field
					name="file"
					label={t('simulation.file')}
					kind="file"
					accept=".csv,text/csv"
					hint={t('simulation.file_hint')}
					optional
				/>
				<p className="small mt-2">
					<a href={paths.deskTemplate(number, version.versionNo, year)} download>
						{t('simulation.template')}
					</a>
				</p>
			</div>
			<Submit>{t('simulation.start')}</Submit>
		</Form>
	)
}
