import { Form, Link, useLoaderData } from '@remix-run/react'
import { Differences } from '#app/components/editor/differences.tsx'
import { pageMeta } from '#app/components/meta.ts'
import { useT } from '#app/components/texts.tsx'
import { Button } from '#app/components/ui/button.tsx'
import { Crumb, Page, PageHead } from '#app/components/ui/page-head.tsx'
import { compareDocuments, type Mark } from '#app/domain/programmes/compare-documents.ts'
import { getVersionsToCompare } from '#app/domain/programmes/compare-versions.server.ts'
import { pageLoader } from '#app/web/loader.server.ts'
import { paths } from '#app/web/paths.ts'
import { namingIn } from '#app/web/programme-naming.server.ts'

export const loader = pageLoader(['editor', 'programme'], async (ctx, { params, request, context: { locale } }) => {
	const asked = new URL(request.url).searchParams
	const { before, after, ...pair } = await getVersionsToCompare(ctx, params.number!, {
		before: Number(asked.get('before')) || null,
		after: Number(asked.get('after')) || null,
	})
	const all = asked.get('all') === '1'
	const compared = compareDocuments(before.document, after.document, namingIn(locale))
	const count = (mark: Mark) => compared.reduce((n, { rows }) => n + rows.filter((row) => row.mark === mark).length, 0)
	return {
		pair,
		before: before.versionNo,
		after: after.versionNo,
		all,
		counts: { changed: count('changed'), added: count('added'), removed: count('removed'), same: count('same') },
		chapters: compared
			.map(({ chapter, rows }) => ({ chapter, rows: all ? rows : rows.filter(({ mark }) => mark !== 'same') }))
			.filter(({ rows }) => rows.length > 0),
	}
})

export const meta = (args: { matches: readonly unknown[] }) => pageMeta(args, 'editor.compare')

export default function CompareVersions() {
	const { t, locale } = useT()
	const { pair, before, after, all, counts, chapters } = useLoaderData<typeof loader>()
	const name = locale === 'en' ? (pair.nameEn ?? pair.name) : pair.name
	const here = paths.deskCompare(pair.number, before, after)
	return (
		<Page desk>
			<Crumb
				steps={[
					{ label: t('programme.desk_programmes'), to: paths.deskProgrammes },
					{ label: pair.number, to: paths.deskProgramme(pair.number) },
					{ label: t('editor.compare') },
				]}
			/>
			<PageHead
				title={t('editor.compare_title', { name, before, after })}
				facts={<span>{t('editor.compare_count', counts)}</span>}
				actions={
					<Link className="btn sm" to={all ? here : `${here}&all=1`}>
						{t(all ? 'editor.compare_differing' : 'editor.compare_all')}
					</Link>
				}
			/>
			<Form method="get" className="row ends" aria-label={t('editor.compare_pick')}>
				{(['before', 'after'] as const).map((side) => (
					<label className="field" key={`${side}-${before}-${after}`}>
						<span className="small">{t(`editor.compare_${side}`)}</span>
						<select className="input sm" name={side} defaultValue={side === 'before' ? before : after}>
							{pair.versions.map(({ versionNo }) => (
								<option key={versionNo} value={versionNo}>
									{t('editor.version_n', { n: versionNo })}
								</option>
							))}
						</select>
					</label>
				))}
				<Button type="submit" small>
					{t('editor.compare_do')}
				</Button>
			</Form>
			<Differences chapters={chapters} before={before} after={after} />
		</Page>
	)
}
