import { useT } from '#app/components/texts.tsx'
import { Empty } from '#app/components/ui/note-box.tsx'
import { Section } from '#app/components/ui/section.tsx'
import { Shape, type ShapeName } from '#app/components/ui/shape.tsx'
import type { Hue } from '#app/components/ui/status-marks.ts'
import { Table } from '#app/components/ui/table.tsx'
import type { ComparedChapter, Difference, Mark } from '#app/domain/programmes/compare-documents.ts'

const marks: Record<Mark, readonly [ShapeName, Hue]> = {
	changed: ['half', 'go'],
	added: ['disc', 'go'],
	removed: ['slash', 'stop'],
	same: ['dot', 'idle'],
}

type Props = { chapters: readonly ComparedChapter[]; before: number; after: number }

/** What two versions say, side by side by chapter; each difference is marked by a word and a shape. */
export function Differences({ chapters, before, after }: Props) {
	const { t } = useT()
	if (chapters.length === 0) return <Empty title={t('editor.compare_same')} />
	return chapters.map(({ chapter, rows }) => (
		<Section key={chapter} title={t(`editor.chapter_${chapter}`)}>
			<div className="compare">
				<Table
					caption={t(`editor.chapter_${chapter}`)}
					rows={rows.map((row, index) => ({ ...row, index }))}
					rowKey={(row) => String(row.index)}
					columns={[
						{ head: t('editor.compare_item'), isName: true, cell: (row) => <Place row={row} /> },
						{ head: t('editor.compare_mark'), nowrap: true, cell: (row) => <ChangeMark mark={row.mark} /> },
						{
							head: t('editor.version_n', { n: before }),
							cell: (row) => (row.before === '' ? '—' : row.mark === 'same' ? row.before : <del>{row.before}</del>),
						},
						{
							head: t('editor.version_n', { n: after }),
							cell: (row) => (row.after === '' ? '—' : row.mark === 'same' ? row.after : <ins>{row.after}</ins>),
						},
					]}
				/>
			</div>
		</Section>
	))
}

const Place = ({ row: { place } }: { row: Difference }) => (
	<>
		{place.length > 1 ? <span className="tiny faint block">{place.slice(0, -1).join(' › ')}</span> : null}
		{place.at(-1)}
	</>
)

function ChangeMark({ mark }: { mark: Mark }) {
	const { t } = useT()
	const [shape, hue] = marks[mark]
	return (
		<span className={`st ${hue}`}>
			<Shape name={shape} />
			{t(`editor.mark_${mark}`)}
		</span>
	)
}
