import { useT } from '#app/components/texts.tsx'
import { Section } from '#app/components/ui/section.tsx'
import { paths } from '#app/web/paths.ts'

/** Years whose December is closed, each with its signed summary. */
export function ClosedYears({ years }: { years: readonly string[] }) {
	const { t } = useT()
	if (years.length === 0) return null
	return (
		<Section title={t('report.summary_years')} note={t('report.summary_years_note')}>
			<ul>
				{years.map((year) => (
					<li key={year} className="row">
						<span className="strong">{t('report.summary_year', { year })}</span>
						<a href={paths.deskPeriodSummary(year, 'pdf')}>{t('report.summary_pdf')}</a>
						<a href={paths.deskPeriodSummary(year, 'json')}>{t('report.summary_json')}</a>
					</li>
				))}
			</ul>
		</Section>
	)
}
