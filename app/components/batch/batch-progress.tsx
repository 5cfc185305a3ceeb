import { Link } from '@remix-run/react'
import { useLookAgain } from '#app/components/look-again.ts'
import { useT } from '#app/components/texts.tsx'
import { NoteBox } from '#app/components/ui/note-box.tsx'
import { paths } from '#app/web/paths.ts'

const lookEveryMilliseconds = 2_000

type Run = { step: 'lock' | 'send'; linesDone: number; linesTotal: number; error: { code: string } | null }

/** How far locking or sending is. With script the page looks by itself; else a link does. */
export function BatchProgress({ number, run }: { number: string; run: Run }) {
	const { t } = useT()
	useLookAgain(lookEveryMilliseconds)
	const title = t(`settlement.run_${run.step}`, {
		done: run.linesDone.toLocaleString('en'),
		total: run.linesTotal.toLocaleString('en'),
	})
	return (
		<section className="task panel panel-pad" aria-label={title}>
			<div role="status">
				<h2>{title}</h2>
			</div>
			<progress max={run.linesTotal} value={run.linesDone} aria-label={title} />
			<p className="small dim">{t('settlement.run_note')}</p>
			{run.error ? (
				<NoteBox tone="warn" title={t('settlement.run_stopped')}>
					{t(run.error.code === 'batch.unconfirmed_payee' ? 'settlement.run_unconfirmed' : 'settlement.run_unknown')}
				</NoteBox>
			) : null}
			<noscript>
				<Link className="btn quiet" to={paths.deskBatch(number)}>
					{t('settlement.refresh')}
				</Link>
			</noscript>
		</section>
	)
}
