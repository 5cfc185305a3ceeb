import { Link } from '@remix-run/react'
import type { ReactNode } from 'react'
import { useT } from '#app/components/texts.tsx'
import { Amount } from '#app/components/ui/amount.tsx'
import { InstantText } from '#app/components/ui/date-text.tsx'
import { type Fact, Facts } from '#app/components/ui/facts.tsx'
import { Verdict } from '#app/components/ui/status.tsx'
import type { Deed, TrailFile, TrailGap } from '#app/domain/reporting/trail.ts'
import { paths } from '#app/web/paths.ts'

type ItemProps = {
	number: string
	/** where its own page is, when this reader has one */
	to?: string
	title?: ReactNode
	status?: ReactNode
	amountFen?: bigint | null
	facts: readonly (Fact | null)[]
	deeds?: readonly Deed[]
	files?: readonly TrailFile[]
	gaps: readonly TrailGap[]
}

/** One paper of a chain: what it says, who did what to it, its documents with their fingerprints, and what is missing in red. */
export function TrailItem({ number, to, title, status, amountFen, facts, deeds = [], files = [], gaps }: ItemProps) {
	const { t } = useT()
	return (
		<article className="link-item">
			<div className="row between">
				<h3>
					{to ? (
						<Link to={to} className="code">
							{number}
						</Link>
					) : (
						<span className="code">{number}</span>
					)}
					{title ? <span className="dim"> {title}</span> : null} {status}
				</h3>
				{amountFen == null ? null : <Amount fen={amountFen} />}
			</div>
			{gaps.length > 0 ? (
				<ul className="gaps">
					{gaps.map((gap) => (
						<li key={gap.code}>
							<Verdict shape="square" hue="stop" wrap>
								{t(`trail.gap_${gap.code}`)}
							</Verdict>
						</li>
					))}
				</ul>
			) : null}
			<div className="link-cols">
				<Facts facts={facts.filter((fact): fact is Fact => fact !== null)} tight />
				{deeds.length > 0 ? <Deeds deeds={deeds} /> : null}
			</div>
			{files.length > 0 ? <Prints files={files} /> : null}
		</article>
	)
}

/** Who did what and when, oldest first. */
function Deeds({ deeds }: { deeds: readonly Deed[] }) {
	const { t } = useT()
	const nameOf = (action: string) => {
		const key = `trail.did_${action.replaceAll('.', '_')}`
		const name = t(key)
		return name === key ? action : name
	}
	return (
		<ul className="deeds" aria-label={t('trail.deeds')}>
			{deeds.map((deed) => (
				<li key={`${deed.action}-${deed.at.getTime()}-${deed.who}`}>
					<span>{nameOf(deed.action)}</span>
					<span className="dim">
						{deed.who ?? t('trail.by_platform')}
						{deed.organisation ? ` · ${deed.organisation}` : null}
					</span>
					<span className="dim">
						<InstantText at={deed.at} />
					</span>
				</li>
			))}
		</ul>
	)
}

/** Documents with their SHA-256. */
function Prints({ files }: { files: readonly TrailFile[] }) {
	const { t } = useT()
	return (
		<ul className="prints" aria-label={t('trail.files')}>
			{files.map((file) => (
				<li key={`${file.purpose}-${file.sha256}`}>
					<span>
						{t(`trail.file_${file.purpose.replaceAll('-', '_')}`)}{' '}
						{file.uuid ? (
							<a href={paths.file(file.uuid)} target="_blank" rel="noopener">
								{file.name}
							</a>
						) : (
							<span>
								{file.name} <span className="dim">{t('trail.file_closed')}</span>
							</span>
						)}
					</span>
					<code className="code hash tiny dim">{file.sha256}</code>
				</li>
			))}
		</ul>
	)
}
