import { useT } from '#app/components/texts.tsx'
import { Files } from '#app/components/ui/files.tsx'
import { Panel } from '#app/components/ui/section.tsx'

type CommitmentProps = { text: string; file?: { uuid: string; name: string; sha256: string } | null }

/** The 承诺书 in full, as it was or will be stored, with the signed copy when there is one. */
export function Commitment({ text, file }: CommitmentProps) {
	const { t } = useT()
	const [, ...lines] = text.split('\n') // the first line is the title, which stands above
	return (
		<Panel title={t('voucher.commitment')} aside={t('voucher.commitment_note')}>
			<div className="small stack" lang="zh-CN">
				{lines.map((line) => (
					<p key={line} className="wide">
						{line}
					</p>
				))}
			</div>
			{file ? <Files files={[{ key: file.uuid, uuid: file.uuid, label: file.name, sha256: file.sha256 }]} /> : null}
		</Panel>
	)
}
