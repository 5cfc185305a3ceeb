import type { ReactNode } from 'react'
import { useT } from '#app/components/texts.tsx'
import { paths } from '#app/web/paths.ts'
import { Icon } from './icon.tsx'
import { Verdict } from './status.tsx'

export type FileItem = {
	key: string
	label: ReactNode
	/** without it the file is still missing */
	uuid?: string | null
	/** who, when, pages, fingerprint */
	note?: ReactNode
	sha256?: string
	/** its own status; else 齐 / 缺 */
	status?: ReactNode
}

/** The papers of an order or a claim: there or still missing, with their fingerprint. */
export function Files({ files }: { files: readonly FileItem[] }) {
	const { t } = useT()
	return (
		<ul className="files">
			{files.map((file) => (
				<li key={file.key}>
					<Icon name="document" size={18} />
					{file.uuid ? (
						<a href={paths.file(file.uuid)} target="_blank" rel="noopener">
							{file.label}
						</a>
					) : (
						<span>{file.label}</span>
					)}
					{file.status ?? (
						<Verdict shape={file.uuid ? 'disc' : 'ring'} hue={file.uuid ? 'ok' : 'idle'}>
							{t(file.uuid ? 'common.file_there' : 'common.file_missing')}
						</Verdict>
					)}
					{file.note || file.sha256 ? (
						<span className="sub-l">
							{file.note}
							{file.sha256
								? ` ${t('common.fingerprint', { hash: `${file.sha256.slice(0, 4)}…${file.sha256.slice(-4)}` })}`
								: ''}
						</span>
					) : null}
				</li>
			))}
		</ul>
	)
}
