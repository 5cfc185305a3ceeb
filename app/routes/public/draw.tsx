import { useLoaderData } from '@remix-run/react'
import { DrawBody } from '#app/components/draw/draw-body.tsx'
import { PublicNext } from '#app/components/draw/draw-next.tsx'
import { pageMeta } from '#app/components/meta.ts'
import { useT } from '#app/components/texts.tsx'
import { Crumb, Page } from '#app/components/ui/page-head.tsx'
import { getPublicDraw } from '#app/domain/draws/draws.server.ts'
import { pageLoader } from '#app/web/loader.server.ts'
import { pageIn } from '#app/web/page-number.ts'
import { paths } from '#app/web/paths.ts'

export const loader = pageLoader(['draw'], async (ctx, { params, request }) => {
	const page = pageIn(request.url)
	return { page, draw: await getPublicDraw(ctx, params.number!, page) }
})

export const meta = (args: { matches: readonly unknown[]; params: { number?: string } }) =>
	pageMeta(args, 'draw.title_of', { round: args.params.number ?? '' })

export default function DrawPage() {
	const { t, locale } = useT()
	const { draw, page } = useLoaderData<typeof loader>()
	const { round, programme } = draw
	return (
		<Page>
			<Crumb
				steps={[
					{ label: t('draw.crumb_programmes'), to: paths.programmes },
					{ label: programme.name[locale], to: paths.programme(programme.number) },
					{ label: round.number },
				]}
			/>
			<DrawBody draw={draw} next={<PublicNext draw={draw} />} page={page} />
		</Page>
	)
}
