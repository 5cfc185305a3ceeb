import { Link } from '@remix-run/react'
import { useT } from '#app/components/texts.tsx'
import { Shape } from '#app/components/ui/shape.tsx'
import { paths } from '#app/web/paths.ts'

type Props = {
	number: string
	chapters: readonly { name: string; faults: number }[]
	/** the chapter shown, or `cases` */
	current: string
	/** the worked examples, once the draft computes */
	cases: readonly { passed: boolean }[] | null
}

/** The chapters of a draft with how much is to be corrected in each; the worked examples come last. */
export function ChapterNav({ number, chapters, current, cases }: Props) {
	const { t } = useT()
	const failed = cases?.filter(({ passed }) => !passed).length ?? 0
	const entries = [
		...chapters.map(({ name, faults }) => ({ name, to: paths.deskDraft(number, name), bad: faults })),
		{ name: 'cases', to: paths.deskDraftCases(number), bad: failed },
	]
	return (
		<nav className="editor-nav" aria-label={t('editor.chapters')}>
			<ol>
				{entries.map(({ name, to, bad }) => (
					<li key={name}>
						<Link to={to} aria-current={name === current ? 'page' : undefined}>
							<span>{t(`editor.chapter_${name}`)}</span>
							{bad > 0 ? (
								<span className="st warn">
									<Shape name="triangle" />
									<span className="sr">{t('editor.chapter_faults', { n: bad })}</span>
									<span aria-hidden="true">{bad}</span>
								</span>
							) : null}
						</Link>
					</li>
				))}
			</ol>
		</nav>
	)
}
