import { data } from '@remix-run/node'
import { Link, useLoaderData } from '@remix-run/react'
import { pageMeta } from '#app/components/meta.ts'
import { RunTable } from '#app/components/simulation/run-table.tsx'
import { StartForm } from '#app/components/simulation/start-form.tsx'
import { useT } from '#app/components/texts.tsx'
import { LinkButton } from '#app/components/ui/button.tsx'
import { NoteBox } from '#app/components/ui/note-box.tsx'
import { Crumb, Page, PageHead } from '#app/components/ui/page-head.tsx'
import { Panel, Section } from '#app/components/ui/section.tsx'
import { Status } from '#app/components/ui/status.tsx'
import { simulationForm } from '#app/domain/simulation/simulation.ts'
import { getSimulator } from '#app/domain/simulation/simulations.server.ts'
import { startSimulation } from '#app/domain/simulation/start-simulation.server.ts'
import type { FormResult } from '#app/lib/form-result.ts'
import { redirectWith } from '#app/web/flash.server.ts'
import { intent, pageAction } from '#app/web/form.server.ts'
import { pageLoader } from '#app/web/loader.server.ts'
import { paths } from '#app/web/paths.ts'
import { textOf } from '#app/web/texts.server.ts'

export const loader = pageLoader(['simulation', 'programme'], async (ctx, { params, request }) => {
	const version = Number(new URL(request.url).searchParams.get('version')) || null
	return { simulator: await getSimulator(ctx, params.number!, version) }
})

export const action = pageAction({
	start: intent(simulationForm, async (ctx, input, { params, context: { locale } }) => {
		const done = await startSimulation(ctx, params.number!, input, locale)
		if ('number' in done)
			return redirectWith(paths.deskSimulation(params.number!, done.number), 'ok', 'simulation.started', {
				number: done.number,
			})
		const title = textOf(locale, 'simulation.file_faults', { n: done.faults.length })
		const sentences = done.faults.map(({ key, line, column, found }) =>
			textOf(locale, `simulation.fault_${key}`, { line, column: column[locale], found }),
		)
		const { file: _file, budget, version, year, ...rest } = input
		const values = {
			...rest,
			version: String(version),
			year: String(year),
			budget: budget === null ? '' : String(budget / 100n),
		}
		return data<FormResult>({ intent: 'start', values, errors: { '': [title, ...sentences] } }, { status: 422 })
	}),
})

export const meta = (args: { matches: readonly unknown[] }) => pageMeta(args, 'simulation.title')

export default function SimulatorPage() {
	const { t, locale } = useT()
	const { simulator } = useLoaderData<typeof loader>()
	const name = locale === 'en' ? (simulator.nameEn ?? simulator.name) : simulator.name
	const { version, base, faults } = simulator
	return (
		<Page desk>
			<Crumb
				steps={[
					{ label: t('programme.desk_programmes'), to: paths.deskProgrammes },
					{ label: simulator.number, to: paths.deskProgramme(simulator.number) },
					{ label: t('simulation.title') },
				]}
			/>
			<PageHead
				title={t('simulation.title')}
				status={<Status of={`version.${version.state}`} fill />}
				facts={t('simulation.facts', { name, n: version.versionNo })}
				actions={
					<LinkButton small to={paths.deskProgramme(simulator.number)}>
						{simulator.number}
					</LinkButton>
				}
			/>
			<p>
				{t('simulation.lead')}{' '}
				{base === null ? t('simulation.compare_none') : t('simulation.compare_with', { n: base })}
			</p>
			{faults > 0 ? (
				<div className="mt-6">
					<NoteBox
						tone="warn"
						title={t('simulation.wait_faults', { n: faults })}
						actions={
							<Link to={paths.deskDraft(simulator.number)}>{t('programme.next_submit', { n: version.versionNo })}</Link>
						}
					/>
				</div>
			) : null}
			{simulator.mayStart && faults === 0 ? (
				<div className="mt-6">
					<Panel title={t('simulation.new')}>
						<StartForm simulator={simulator} />
					</Panel>
				</div>
			) : null}
			<Section title={t('simulation.runs')}>
				<RunTable programme={simulator.number} runs={simulator.runs} />
			</Section>
		</Page>
	)
}
