import { Link } from '@remix-run/react'
import { useLookAgain } from '#app/components/look-again.ts'
import { useT } from '#app/components/texts.tsx'
import { sizeText } from '#app/lib/bytes.ts'
import { paths } from '#app/web/paths.ts'

const lookEveryMilliseconds = 1_500

type FileProgressProps = { number: string; state: string; doneBytes: number; sizeBytes: number; lines: number }

/** How far a bank file is. With script the page looks by itself; else a link does. */
export function FileProgress({ number, state, doneBytes, sizeBytes, lines }: FileProgressProps) {
	const { t } = useT()
	useLookAgain(lookEveryMilliseconds)
	const title = t(`statementFile.${state}`, {
		done: sizeText(doneBytes),
		size: sizeText(sizeBytes),
		lines: lines.toLocaleString('en'),
	})
	return (
		<section className="task panel panel-pad" aria-label={title}>
			<div role="status">
				<h2>{title}</h2>
			</div>
			<progress max={sizeBytes} value={state === 'reading' ? doneBytes : undefined} aria-label={title} />
			<p className="small dim">{t(`statementFile.${state}_text`)}</p>
			<noscript>
				<Link className="btn quiet" to={paths.deskStatementFile(number)}>
					{t('statementFile.refresh')}
				</Link>
			</noscript>
		</section>
	)
}
