import { Form, Link } from '@remix-run/react'
import { Field } from '#app/components/field.tsx'
import { useT } from '#app/components/texts.tsx'
import { dimensions } from '#app/domain/reporting/report.ts'
import { formatMonth } from '#app/lib/time.ts'
import { paths } from '#app/web/paths.ts'

export const reportNames = ['execution', 'outcomes', 'parties', 'journal'] as const

type Choice = {
	name: string
	year: number
	by: string
	month: string
	years: readonly number[]
	months: readonly string[]
}

/** Which report, of which year or month, and by what. Plain links and one form: works without script. */
export function ReportChoice({ choice }: { choice: Choice }) {
	const { t, locale } = useT()
	const query = { year: String(choice.year), by: choice.by }
	return (
		<>
			<nav className="row mb-4" aria-label={t('report.choose')}>
				{reportNames.map((name) => (
					<Link
						key={name}
						className={name === choice.name ? 'chip on' : 'chip'}
						aria-current={name === choice.name ? 'page' : undefined}
						to={paths.deskReport(name, name === 'journal' ? { month: choice.month } : query)}
					>
						{t(`report.name_${name}`)}
					</Link>
				))}
			</nav>
			{choice.name === 'execution' ? (
				<nav className="row mb-4" aria-label={t('report.name_execution')}>
					{dimensions.map((by) => (
						<Link
							key={by}
							className={by === choice.by ? 'chip on' : 'chip'}
							aria-current={by === choice.by ? 'page' : undefined}
							to={paths.deskReport('execution', { ...query, by })}
						>
							{t(`report.by_${by}`)}
						</Link>
					))}
				</nav>
			) : null}
			{choice.name === 'parties' || choice.name === 'statement' ? null : (
				<Form method="get" className="form report-form" key={`${choice.name} ${choice.year} ${choice.month}`}>
					<input type="hidden" name="report" value={choice.name} />
					<input type="hidden" name="by" value={choice.by} />
					{choice.name === 'journal' ? (
						<Field
							name="month"
							kind="select"
							label={t('report.month')}
							defaultValue={choice.month}
							options={choice.months.map((month) => ({ value: month, label: formatMonth(month, locale) }))}
						/>
					) : (
						<Field
							name="year"
							kind="select"
							label={t('report.year')}
							defaultValue={String(choice.year)}
							options={choice.years.map((year) => ({ value: String(year), label: String(year) }))}
						/>
					)}
					<div>
						<button type="submit" className="btn">
							{t('report.show')}
						</button>
					</div>
				</Form>
			)}
		</>
	)
}
