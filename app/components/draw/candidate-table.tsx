import { Link } from '@remix-run/react'
import { useT } from '#app/components/texts.tsx'
import { Figure } from '#app/components/ui/amount.tsx'
import { InstantText } from '#app/components/ui/date-text.tsx'
import { Pager } from '#app/components/ui/pager.tsx'
import { Section } from '#app/components/ui/section.tsx'
import type { ShapeName } from '#app/components/ui/shape.tsx'
import { Verdict } from '#app/components/ui/status.tsx'
import type { Hue } from '#app/components/ui/status-marks.ts'
import { type Column, Table } from '#app/components/ui/table.tsx'
import { OrganisationName } from '#app/components/ui/tag.tsx'
import { candidatesPerPage, type DrawOutcome } from '#app/domain/draws/draw.ts'
import type { CandidateRow, PublicDraw } from '#app/domain/draws/draws.server.ts'
import { paths } from '#app/web/paths.ts'

const marks: Record<DrawOutcome | 'waiting', readonly [ShapeName, Hue]> = {
	granted: ['disc', 'ok'],
	exhausted: ['slash', 'idle'],
	cap: ['slash', 'idle'],
	withdrawn: ['slash', 'idle'],
	not_eligible: ['slash', 'idle'],
	not_corrected: ['slash', 'idle'],
	waiting: ['ring', 'idle'],
}

/** What became of an application in its draw. */
export function Outcome({ of }: { of: DrawOutcome | null }) {
	const { t } = useT()
	const [shape, hue] = marks[of ?? 'waiting']
	return (
		<Verdict shape={shape} hue={hue} wrap>
			{t(`draw.outcome_${of ?? 'waiting'}`)}
		</Verdict>
	)
}

type Shown = Pick<PublicDraw, 'candidates' | 'giving' | 'list' | 'stage'>

/** The closed list: by place once there is an order. On the desk every line leads to its application. */
export function CandidateTable({ draw, desk, page }: { draw: Shown; desk?: boolean; page: number }) {
	const { t } = useT()
	if (!draw.list) return null
	const hasOrder = draw.candidates.some((row) => row.place !== null)
	const columns: Column<CandidateRow>[] = [
		{
			head: t('draw.col_application'),
			isName: true,
			nowrap: true,
			cell: (row) =>
				desk ? (
					<Link className="code" to={paths.deskApplication(row.number)}>
						{row.number}
					</Link>
				) : (
					<span className="code">{row.number}</span>
				),
		},
		{
			head: t('draw.col_enterprise'),
			cell: (row) => (row.enterprise ? <OrganisationName {...row.enterprise} /> : t('draw.no_name')),
		},
		...(draw.giving === 'ranked'
			? [{ head: t('draw.col_score'), num: true, cell: (row: CandidateRow) => row.score ?? '—' }]
			: []),
		{ head: t('draw.col_amount'), num: true, cell: (row) => <Figure fen={row.amountFen} /> },
		{
			head: t('draw.col_submitted'),
			nowrap: true,
			phoneHide: true,
			cell: (row) => <InstantText at={row.submittedAt} />,
		},
	]
	const ordered: Column<CandidateRow>[] = [
		{ head: t('draw.col_place'), num: true, cell: (row) => row.place },
		...columns,
		{ head: t('draw.col_outcome'), cell: (row) => <Outcome of={row.outcome} /> },
	]
	const title = t(hasOrder ? 'draw.result' : 'draw.candidates')
	return (
		<Section title={title} note={hasOrder ? (desk ? undefined : t('draw.result_note')) : t('draw.candidates_note')}>
			<Table
				caption={title}
				rows={draw.candidates}
				rowKey={(row) => row.number}
				columns={hasOrder ? ordered : columns}
			/>
			<Pager page={page} pageSize={candidatesPerPage} total={draw.list.candidates} />
		</Section>
	)
}
