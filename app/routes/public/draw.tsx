import { useLoaderData } from '@remix-run/react'
import { CandidateTable } from '#app/components/draw/candidate-table.tsx'
import { Criteria, DrawEvidence } from '#app/components/draw/draw-evidence.tsx'
import { PublicNext } from '#app/components/draw/draw-next.tsx'
import { DrawTrack } from '#app/components/draw/draw-track.tsx'
import { pageMeta } from '#app/components/meta.ts'
import { useT } from '#app/components/texts.tsx'
import { Crumb, Page, PageHead } from '#app/components/ui/page-head.tsx'
import { Status } from '#app/components/ui/status.tsx'
import { candidatesPerPage, getPublicDraw } from '#app/domain/draws/draws.server.ts'
import { pageLoader } from '#app/web/loader.server.ts'
import { pageIn } from '#app/web/page-number.ts'
import { paths } from '#app/web/paths.ts'

export const loader = pageLoader(['draw'], async (ctx, { params, request }) => {
	const page = pageIn(request.url)
	return { page, pageSize: candidatesPerPage, draw: await getPublicDraw(ctx, params.number!, page) }
})

export const meta = (args: { matches: readonly unknown[]; params: { number?: string } }) =>
	pageMeta(args, 'draw.title_of', { round: args.params.number ?? '' })

export default function DrawPage() {
	const { t, locale } = useT()
	const { draw, page, pageSize } = useLoaderData<typeof loader>()
	const { round, programme, giving, stage } = draw
	const name = programme.name[locale]
	return (
		<Page>
			<Crumb
				steps={[
					{ label: t('draw.crumb_programmes'), to: paths.programmes },
					{ label: name, to: paths.programme(programme.number) },
					{ label: round.number },
				]}
			/>
			<PageHead
				title={t(`draw.title_${giving}`, { round: round.name })}
				status={<Status of={`draw.${stage}`} fill />}
				facts={
					<>
						<span>{name}</span>
						<span className="code">{round.number}</span>
						<span lang="zh">{round.noticeNo}</span>
					</>
				}
			/>
			<PublicNext draw={draw} />
			<div className="mt-6">
				<DrawTrack draw={draw} />
			</div>
			<DrawEvidence draw={draw} />
			<Criteria draw={draw} />
			<CandidateTable draw={draw} page={page} pageSize={pageSize} />
		</Page>
	)
}
