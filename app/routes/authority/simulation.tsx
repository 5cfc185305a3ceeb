import { Link, useLoaderData } from '@remix-run/react'
import { pageMeta } from '#app/components/meta.ts'
import { ResultView } from '#app/components/simulation/result-view.tsx'
import { RunProgress } from '#app/components/simulation/run-progress.tsx'
import { useT } from '#app/components/texts.tsx'
import { LinkButton } from '#app/components/ui/button.tsx'
import { NoteBox } from '#app/components/ui/note-box.tsx'
import { Crumb, Page, PageHead } from '#app/components/ui/page-head.tsx'
import { Status } from '#app/components/ui/status.tsx'
import { cancelSimulation } from '#app/domain/simulation/cancel-simulation.server.ts'
import { simulationStepForm } from '#app/domain/simulation/simulation.ts'
import { getSimulation } from '#app/domain/simulation/simulations.server.ts'
import { redirectWith } from '#app/web/flash.server.ts'
import { intent, pageAction } from '#app/web/form.server.ts'
import { pageLoader } from '#app/web/loader.server.ts'
import { paths } from '#app/web/paths.ts'

export const loader = pageLoader(['simulation', 'programme'], async (ctx, { params }) => ({
	run: await getSimulation(ctx, params.number!),
	now: ctx.now,
}))

export const action = pageAction({
	stop: intent(simulationStepForm, async (ctx, { simulation }, { params }) => {
		await cancelSimulation(ctx, simulation)
		return redirectWith(paths.deskSimulation(params.programme!, simulation), 'ok', 'simulation.stopped')
	}),
})

export const meta = (args: { matches: readonly unknown[] }) => pageMeta(args, 'simulation.title')

export default function SimulationRun() {
	const { t, locale } = useT()
	const { run } = useLoaderData<typeof loader>()
	const name = locale === 'en' ? (run.programme.nameEn ?? run.programme.name) : run.programme.name
	const again = paths.deskSimulator(run.programme.number, run.versionNo)
	return (
		<Page desk>
			<Crumb
				steps={[
					{ label: t('programme.desk_programmes'), to: paths.deskProgrammes },
					{ label: run.programme.number, to: paths.deskProgramme(run.programme.number) },
					{ label: t('simulation.title'), to: again },
					{ label: run.number },
				]}
			/>
			<PageHead
				title={t('simulation.title_of', { number: run.number })}
				status={<Status of={`simulation.${run.state}`} fill />}
				facts={
					<>
						<span>{t('simulation.facts', { name, n: run.versionNo })}</span>
						<span>
							{t(`simulation.source_${run.source}`)} {run.fileName ?? ''} {run.year}
						</span>
						{run.note ? <span>{run.note}</span> : null}
					</>
				}
				actions={
					<LinkButton small to={again}>
						{t('simulation.again')}
					</LinkButton>
				}
			/>
			{run.isStale && run.result ? <NoteBox tone="warn" title={t('simulation.stale')} /> : null}
			{run.state === 'queued' || run.state === 'running' ? <RunProgress run={run} /> : null}
			{run.state === 'cancelled' ? (
				<NoteBox title={t('simulation.was_cancelled')} actions={<Link to={again}>{t('simulation.again')}</Link>}>
					{t('simulation.was_cancelled_text')}
				</NoteBox>
			) : null}
			{run.state === 'failed' ? (
				<NoteBox tone="stop" title={t('simulation.failed')} actions={<Link to={again}>{t('simulation.again')}</Link>}>
					{t('simulation.failed_text')} {run.fault ? <span className="code tiny">{run.fault}</span> : null}
				</NoteBox>
			) : null}
			{run.result ? (
				<ResultView programme={run.programme.number} number={run.number} year={run.year} result={run.result} />
			) : null}
		</Page>
	)
}
