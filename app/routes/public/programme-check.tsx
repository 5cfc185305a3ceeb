import type { MetaFunction } from '@remix-run/node'
import { Form, Link, useLoaderData } from '@remix-run/react'
import { pageMeta } from '#app/components/meta.ts'
import { CheckAnswerView } from '#app/components/programme/check-answer.tsx'
import { QuestionField } from '#app/components/programme/question-field.tsx'
import { useT } from '#app/components/texts.tsx'
import { Button, LinkButton } from '#app/components/ui/button.tsx'
import { Crumb, Page, PageHead } from '#app/components/ui/page-head.tsx'
import { Panel } from '#app/components/ui/section.tsx'
import { Steps } from '#app/components/ui/track.tsx'
import { answerCheck, getCheck, ownAnswers } from '#app/domain/programmes/check-programme.server.ts'
import { pageLoader } from '#app/web/loader.server.ts'
import { paths } from '#app/web/paths.ts'

const screens = ['enterprise', 'service', 'answer'] as const

export const loader = pageLoader(['programme'], async (ctx, { params, request, context }) => {
	const asked = new URL(request.url).searchParams
	const check = await getCheck(ctx, params.number!)
	const screen = asked.get('screen') === '3' ? 2 : asked.get('screen') === '2' ? 1 : 0
	const isFirst = [...asked.keys()].length === 0
	const own = isFirst ? await ownAnswers(ctx) : null
	const names = [...check.questions.enterprise, ...check.questions.service].map((question) => question.name)
	const answers = own
		? Object.entries(own).flatMap(([name, value]) => [value].flat().map((one) => [name, one] as const))
		: [...asked].filter(([name]) => names.includes(name)).map(([name, value]) => [name, value] as const)
	const { document: _rules, pathOf: _path, ...shown } = check
	return {
		check: shown,
		screen,
		answers,
		answer: screen === 2 ? answerCheck(ctx, check, asked) : null,
		name: check.name[context.locale],
	}
})

export const meta: MetaFunction<typeof loader> = (args) =>
	pageMeta(args, 'programme.check_of', { name: args.data?.name ?? '' })

export default function ProgrammeCheck() {
	const { t, locale } = useT()
	const { check, screen, answers, answer } = useLoaderData<typeof loader>()
	const questions = screen === 0 ? check.questions.enterprise : screen === 1 ? check.questions.service : []
	const carried = answers.filter(([name]) => !questions.some((question) => question.name === name))
	const valuesOf = (name: string) => answers.filter(([each]) => each === name).map(([, value]) => value)
	const back = (to: number) => `${paths.programmeCheck(check.number)}?${query(answers, to)}`
	return (
		<Page>
			<Crumb
				steps={[
					{ label: t('programme.programmes'), to: paths.programmes },
					{ label: check.name[locale], to: paths.programme(check.number) },
					{ label: t('programme.check_title') },
				]}
			/>
			<PageHead title={t('programme.check_title')} facts={t('programme.check_lead')} />
			<Steps
				label={t('programme.check_title')}
				names={screens.map((name) => t(`programme.screen_${name}`))}
				now={screen}
			/>
			<div className="grid cols-main mt-6">
				<div>
					{answer ? (
						<>
							<CheckAnswerView
								answer={answer}
								payers={check.payers}
								price={valuesOf('price')[0] ?? ''}
								isSample={check.isSample}
								carried={[...carried, ['screen', '3']]}
							/>
							<div className="row mt-4">
								<LinkButton variant="quiet" to={back(1)}>
									{t('programme.change')}
								</LinkButton>
								<LinkButton variant="quiet" to={paths.programmeCheck(check.number)}>
									{t('programme.again')}
								</LinkButton>
							</div>
						</>
					) : (
						<Panel>
							<Form method="get" className="form" key={screen}>
								<input type="hidden" name="screen" value={screen + 2} />
								{carried.map(([name, value]) => (
									<input key={`${name}-${value}`} type="hidden" name={name} value={value} />
								))}
								{questions.map((question) => (
									<QuestionField key={question.name} question={question} values={valuesOf(question.name)} />
								))}
								<div className="row">
									<Button type="submit" variant="primary">
										{t(screen === 0 ? 'programme.to_service' : 'programme.to_answer')}
									</Button>
									{screen === 1 ? (
										<LinkButton variant="quiet" to={back(0)}>
											{t('programme.back')}
										</LinkButton>
									) : null}
								</div>
							</Form>
						</Panel>
					)}
				</div>
				<Panel title={t('programme.check_about')} sticky>
					<div className="stack">
						<p className="strong small">{check.name[locale]}</p>
						<p className="small dim">{check.summary[locale]}</p>
						{check.documentNo ? (
							<p className="tiny faint" lang="zh">
								{check.documentNo}
							</p>
						) : null}
						<p className="small">
							<Link to={paths.programme(check.number)}>{t('programme.check_whole')}</Link>
						</p>
						<p className="tiny faint rule">{t('programme.check_about_note')}</p>
					</div>
				</Panel>
			</div>
		</Page>
	)
}

/** The answers as an address, for a way back that keeps them. */
function query(answers: readonly (readonly [string, string])[], screen: number): string {
	const params = new URLSearchParams([['screen', String(screen + 1)]])
	for (const [name, value] of answers) params.append(name, value)
	return params.toString()
}
