import { Link } from '@remix-run/react'
import { useT } from '#app/components/texts.tsx'
import { InstantText } from '#app/components/ui/date-text.tsx'
import { Section } from '#app/components/ui/section.tsx'
import { Status } from '#app/components/ui/status.tsx'
import { Table } from '#app/components/ui/table.tsx'
import { paths } from '#app/web/paths.ts'

type Row = { number: string; name: string; state: string; sentence: string | null; uploadedAt: Date }

/** Bank files that wait for somebody, are being read, or are in quarantine with their sentence. */
export function FilesInHand({ files }: { files: readonly Row[] }) {
	const { t } = useT()
	return (
		<Section title={t('statementFile.in_hand')} note={t('statementFile.in_hand_note')}>
			<Table
				caption={t('statementFile.in_hand')}
				rows={files}
				rowKey={(row) => row.number}
				columns={[
					{
						head: t('statementFile.file'),
						isName: true,
						cell: (row) => (
							<>
								<Link to={paths.deskStatementFile(row.number)}>{row.name}</Link>
								<div className="tiny faint code">{row.number}</div>
							</>
						),
					},
					{ head: t('statementFile.uploaded'), nowrap: true, cell: (row) => <InstantText at={row.uploadedAt} /> },
					{
						head: t('statementFile.state'),
						nowrap: true,
						cell: (row) => <Status of={`statement_file.${row.state}`} />,
					},
					{ head: t('statementFile.what'), cell: (row) => row.sentence ?? '—' },
				]}
			/>
		</Section>
	)
}
