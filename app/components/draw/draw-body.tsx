import type { ReactNode } from 'react'
import { useT } from '#app/components/texts.tsx'
import type { Fact } from '#app/components/ui/facts.tsx'
import { PageHead } from '#app/components/ui/page-head.tsx'
import { Status } from '#app/components/ui/status.tsx'
import type { PublicDraw } from '#app/domain/draws/draws.server.ts'
import { CandidateTable } from './candidate-table.tsx'
import { Criteria, DrawEvidence } from './draw-evidence.tsx'
import { DrawTrack } from './draw-track.tsx'

type DrawBodyProps = {
	draw: PublicDraw
	/** the next step, as this reader sees it */
	next: ReactNode
	actions?: ReactNode
	/** who did what: the desk's own */
	people?: readonly Fact[]
	desk?: boolean
	page: number
}

/** A draw from its title to its last candidate; the desk and the public page differ in the next step and in names. */
export function DrawBody({ draw, next, actions, people, ...list }: DrawBodyProps) {
	const { t, locale } = useT()
	const { round, programme, giving, stage } = draw
	return (
		<>
			<PageHead
				title={t(`draw.title_${giving}`, { round: round.name })}
				status={<Status of={`draw.${stage}`} viewer={list.desk ? 'authority' : undefined} fill />}
				facts={
					<>
						<span>{programme.name[locale]}</span>
						<span className="code">{round.number}</span>
						<span lang="zh">{round.noticeNo}</span>
					</>
				}
				actions={actions}
			/>
			{next}
			<div className="mt-6">
				<DrawTrack draw={draw} />
			</div>
			<DrawEvidence draw={draw} people={people} />
			<Criteria draw={draw} />
			<CandidateTable draw={draw} {...list} />
		</>
	)
}
