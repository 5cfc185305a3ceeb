import { useT } from '#app/components/texts.tsx'
import { Verdict } from '#app/components/ui/status.tsx'
import { Table } from '#app/components/ui/table.tsx'
import type { EvidenceSide, RelationStrength, ShownRelation } from '#app/domain/relations/relation.ts'

const marks = {
	certain: ['square', 'stop'],
	likely: ['triangle', 'warn'],
	hint: ['ring', 'idle'],
} as const satisfies Record<RelationStrength, readonly [string, string]>

/** What ties two organisations: the relation, what stands on either side, and how it was compared. */
export function EvidenceTable({ relations, caption }: { relations: readonly ShownRelation[]; caption: string }) {
	const { t } = useT()
	return (
		<Table
			caption={caption}
			rows={relations}
			rowKey={(row) => [row.code, row.left.role, row.left.value, row.right.role, row.right.value].join('-')}
			dense
			bare
			columns={[
				{
					head: t('relation.col_what'),
					isName: true,
					cell: (row) => (
						<>
							{t(`relation.code_${row.code}`)}{' '}
							<Verdict shape={marks[row.strength][0]} hue={marks[row.strength][1]}>
								{t(`relation.strength_${row.strength}`)}
							</Verdict>
						</>
					),
				},
				{ head: t('relation.col_enterprise'), cell: (row) => <Side side={row.left} /> },
				{ head: t('relation.col_provider'), cell: (row) => <Side side={row.right} /> },
				{
					head: t('relation.col_proof'),
					cell: (row) => <span className="small dim">{t(`relation.by_${row.by}`)}</span>,
				},
			]}
		/>
	)
}

function Side({ side }: { side: EvidenceSide }) {
	const { t } = useT()
	const role =
		side.shareBp === null
			? t(`relation.role_${side.role}`)
			: t('relation.role_shareholder_share', { share: side.shareBp / 100 })
	return (
		<span>
			{side.value}
			<br />
			<span className="tiny faint">
				{role} · {t(`relation.origin_${side.origin}`)}
			</span>
		</span>
	)
}
