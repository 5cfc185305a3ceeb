import { Link } from '@remix-run/react'
import { useLookAgain } from '#app/components/look-again.ts'
import { useT } from '#app/components/texts.tsx'
import { sizeText } from '#app/lib/bytes.ts'
import { paths } from '#app/web/paths.ts'

const lookEveryMilliseconds = 1_500

type ProgressProps = { number: string; state: string; doneBytes: number; sizeBytes: number; rows: number }

/** How far a file of listings is. With script the page looks by itself; else a link does. */
export function ImportProgress({ number, state, doneBytes, sizeBytes, rows }: ProgressProps) {
	const { t } = useT()
	useLookAgain(lookEveryMilliseconds)
	const said = { done: sizeText(doneBytes), size: sizeText(sizeBytes), rows: rows.toLocaleString('en') }
	const title = t(`imports.${state}_title`, said)
	const value = state === 'reading' ? doneBytes : undefined
	return (
		<section className="task panel panel-pad" aria-label={title}>
			<h2 role="status">{title}</h2>
			<progress max={sizeBytes} value={value} aria-label={title} />
			<p className="small dim">{t(state === 'accepting' ? 'imports.accepting_text' : 'imports.progress_text')}</p>
			<noscript>
				<Link className="btn quiet" to={paths.importFile(number)}>
					{t('imports.refresh')}
				</Link>
			</noscript>
		</section>
	)
}
