import { Field } from '#app/components/field.tsx'
import { Form, Submit, useFormResult } from '#app/components/form.tsx'
import { useT } from '#app/components/texts.tsx'
import { Disclosure } from '#app/components/ui/disclosure.tsx'
import { Section } from '#app/components/ui/section.tsx'
import { Table } from '#app/components/ui/table.tsx'
import type { Points } from '#app/domain/draws/points.server.ts'

/** The points of an application by criterion, with reasons and the score; a reviewer gives those that are opinions. */
export function PointsPanel({ points }: { points: Points }) {
	const { t, locale } = useT()
	const hasFaults = useFormResult('points') !== undefined
	const given = points.criteria.filter((criterion) => criterion.by === 'reviewer')
	const score = points.score === null ? t('draw.points_missing') : t('draw.points_score', { score: points.score })
	return (
		<Section title={t('draw.points')} note={t('draw.points_note')} aside={score}>
			<Table
				caption={t('draw.points')}
				rows={points.criteria}
				rowKey={(row) => row.id}
				columns={[
					{ head: t('draw.points_criterion'), isName: true, cell: (row) => row.name[locale] },
					{ head: t('draw.points_weight'), num: true, cell: (row) => row.weight },
					{
						head: t('draw.points_given'),
						num: true,
						cell: (row) =>
							row.points === null ? t('draw.points_none') : t('draw.points_of', { points: row.points, most: row.most }),
					},
					{
						head: t('draw.points_why'),
						cell: (row) =>
							row.by === 'fact'
								? t('draw.points_fact')
								: row.reason === null
									? '—'
									: t('draw.points_by', { name: row.givenBy ?? '', reason: row.reason }),
					},
				]}
			/>
			{points.mayGive && given.length > 0 ? (
				<div className="mt-4">
					<Disclosure summary={t('draw.points_give')} open={hasFaults || points.score === null}>
						<Form intent="points" className="form cols">
							<Field
								name="criterion"
								label={t('draw.points_criterion')}
								kind="select"
								options={given.map(({ id, name, most }) => ({ value: id, label: `${name[locale]} (0–${most})` }))}
								empty={t('draw.points_choose')}
							/>
							<Field name="points" label={t('draw.points_points')} kind="number" />
							<Field name="reason" label={t('draw.points_reason')} kind="textarea" rows={2} />
							<Submit>{t('draw.points_do')}</Submit>
						</Form>
					</Disclosure>
				</div>
			) : null}
		</Section>
	)
}
