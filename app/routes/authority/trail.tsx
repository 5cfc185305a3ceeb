import { Link, useLoaderData } from '@remix-run/react'
import { pageMeta } from '#app/components/meta.ts'
import { useT } from '#app/components/texts.tsx'
import { TrailChain } from '#app/components/trail/trail-chain.tsx'
import { TrailSearch } from '#app/components/trail/trail-search.tsx'
import { TrailTransfers } from '#app/components/trail/trail-transfers.tsx'
import { Empty, NoteBox } from '#app/components/ui/note-box.tsx'
import { Page, PageHead } from '#app/components/ui/page-head.tsx'
import { Verdict } from '#app/components/ui/status.tsx'
import { type FoundTrail, getTrail } from '#app/domain/reporting/trail.server.ts'
import { followedAtMost } from '#app/domain/reporting/trail-seed.server.ts'
import { pageLoader } from '#app/web/loader.server.ts'
import { paths } from '#app/web/paths.ts'

export const loader = pageLoader(['trail', 'fund'], async (ctx, { request }) => {
	const asked = (new URL(request.url).searchParams.get('of') ?? '').trim().slice(0, 80)
	return { trail: await getTrail(ctx, asked), followed: followedAtMost }
})

export const meta = (args: { matches: readonly unknown[] }) => pageMeta(args, 'trail.title')

export default function TrailPage() {
	const { t } = useT()
	const { trail, followed } = useLoaderData<typeof loader>()
	const { found, asked } = trail
	return (
		<Page desk>
			<PageHead
				title={t('trail.title')}
				status={found ? <Outcome trail={found} /> : null}
				facts={found ? t(`trail.of_${found.kind}`, { number: found.number }) : t('trail.lead')}
			/>
			<TrailSearch asked={asked} />
			{found ? (
				<>
					{found.leftOut > 0 ? (
						<p className="small dim mb-4">{t('trail.left_out', { n: found.leftOut, followed })}</p>
					) : null}
					<Missing trail={found} />
					<TrailChain trail={found} />
					<TrailTransfers trail={found} />
				</>
			) : asked === '' ? (
				<Empty icon="search" title={t('trail.empty')}>
					{t('trail.empty_text')}
				</Empty>
			) : (
				<Empty icon="search" title={t('trail.not_found', { number: asked })}>
					{t('trail.not_found_text')}
				</Empty>
			)}
		</Page>
	)
}

function Outcome({ trail }: { trail: FoundTrail }) {
	const { t } = useT()
	const isDone = Object.values(trail.states).every((state) => state === 'whole' || state === 'none')
	if (trail.gaps.length > 0)
		return (
			<Verdict shape="square" hue="stop" fill>
				{t('trail.gaps', { n: trail.gaps.length })}
			</Verdict>
		)
	return (
		<Verdict shape={isDone ? 'disc' : 'half'} hue={isDone ? 'ok' : 'go'} fill>
			{t(isDone ? 'trail.is_whole' : 'trail.is_whole_so_far')}
		</Verdict>
	)
}

/** What is missing, before everything else, each with the way to its place in the chain. */
function Missing({ trail }: { trail: FoundTrail }) {
	const { t } = useT()
	if (trail.gaps.length === 0) return null
	return (
		<div className="mb-4">
			<NoteBox tone="stop" title={t('trail.missing')}>
				<ul>
					{trail.gaps.map((gap) => (
						<li key={`${gap.stage}-${gap.code}-${gap.subject}`}>
							<Link to={`${paths.deskTrailOf(trail.number)}#stage-${gap.stage}`}>
								{t(`trail.stage_${gap.stage}`)} <span className="code">{gap.subject}</span>
							</Link>{' '}
							{t(`trail.gap_${gap.code}`)}
						</li>
					))}
				</ul>
			</NoteBox>
		</div>
	)
}
