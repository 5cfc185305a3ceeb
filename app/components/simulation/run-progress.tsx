import { Link, useRevalidator } from '@remix-run/react'
import { useEffect } from 'react'
import { Form, Submit } from '#app/components/form.tsx'
import { useT } from '#app/components/texts.tsx'
import type { SimulationPage } from '#app/domain/simulation/simulations.server.ts'
import { paths } from '#app/web/paths.ts'

const lookEveryMilliseconds = 1_500

/** How far a simulation is, how long it still takes, and how to stop it. With script it looks by itself; else a link does. */
export function RunProgress({ run }: { run: SimulationPage }) {
	const { t } = useT()
	const { revalidate, state } = useRevalidator()
	useEffect(() => {
		const timer = setInterval(() => {
			if (state === 'idle' && document.visibilityState === 'visible') revalidate()
		}, lookEveryMilliseconds)
		return () => clearInterval(timer)
	}, [revalidate, state])
	const { done, total, startedAt, beatAt, isStopping } = run
	const figures = { done: done.toLocaleString('en'), total: total.toLocaleString('en') }
	const passed = startedAt && beatAt ? (beatAt.getTime() - startedAt.getTime()) / 1000 : 0
	const left = done > 0 && passed >= 2 ? Math.ceil((passed / done) * (total - done)) : null
	const title = isStopping ? t('simulation.stopping') : t(`simulation.${run.state}`, figures)
	return (
		<section className="task panel panel-pad" aria-label={title}>
			<div role="status">
				<h2>{title}</h2>
			</div>
			<progress max={total} value={done} aria-label={title} />
			<p className="small dim">
				{run.state === 'queued'
					? t('simulation.queued_text', figures)
					: left === null
						? t('simulation.running_text')
						: t('simulation.running_left', { seconds: left })}
			</p>
			<div className="row">
				{run.mayStop && !isStopping ? (
					<Form intent="stop" className="row">
						<input type="hidden" name="simulation" value={run.number} />
						<Submit variant="plain">{t('simulation.stop')}</Submit>
					</Form>
				) : null}
				<noscript>
					<Link className="btn quiet" to={paths.deskSimulation(run.programme.number, run.number)}>
						{t('simulation.refresh')}
					</Link>
				</noscript>
			</div>
		</section>
	)
}
