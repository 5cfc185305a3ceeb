import { data } from '@remix-run/node'
import { useLoaderData } from '@remix-run/react'
import { CaseForm } from '#app/components/editor/case-form.tsx'
import { CaseList } from '#app/components/editor/case-list.tsx'
import { ChapterNav } from '#app/components/editor/chapter-nav.tsx'
import { FaultList } from '#app/components/editor/fault-list.tsx'
import { Field } from '#app/components/field.tsx'
import { Form, Submit, useFormResult } from '#app/components/form.tsx'
import { pageMeta } from '#app/components/meta.ts'
import { useT } from '#app/components/texts.tsx'
import { LinkButton } from '#app/components/ui/button.tsx'
import { Disclosure } from '#app/components/ui/disclosure.tsx'
import { Empty } from '#app/components/ui/note-box.tsx'
import { Crumb, Page, PageHead } from '#app/components/ui/page-head.tsx'
import { Panel } from '#app/components/ui/section.tsx'
import { Status } from '#app/components/ui/status.tsx'
import { caseForm } from '#app/domain/programmes/draft-cases.ts'
import { getDraft } from '#app/domain/programmes/draft-page.server.ts'
import { factsSchema } from '#app/domain/programmes/facts.ts'
import { casesFileForm, removeCaseForm } from '#app/domain/programmes/programme.ts'
import { addCase, importCases, removeCase } from '#app/domain/programmes/save-case.server.ts'
import { fieldOf, type Json } from '#app/domain/programmes/schema-fields.ts'
import { wordLines } from '#app/domain/programmes/value-words.ts'
import type { FormResult } from '#app/lib/form-result.ts'
import { shanghaiDay } from '#app/lib/time.ts'
import { redirectWith } from '#app/web/flash.server.ts'
import { intent, pageAction } from '#app/web/form.server.ts'
import { pageLoader } from '#app/web/loader.server.ts'
import { paths } from '#app/web/paths.ts'
import { faultLinks } from '#app/web/programme-draft.server.ts'
import { namingIn } from '#app/web/programme-naming.server.ts'
import { textOf } from '#app/web/texts.server.ts'

export const loader = pageLoader(['editor', 'programme'], async (ctx, { params, context: { locale } }) => {
	const draft = await getDraft(ctx, params.number!, null, locale)
	const { content, computed, ...shown } = draft
	const naming = namingIn(locale)
	const facts = fieldOf(factsSchema, 'facts')
	return {
		draft: { ...shown, faults: faultLinks(content, draft.faults, locale) },
		computed: computed && {
			payers: computed.payers,
			questions: computed.questions,
			steps:
				content.grant && (content.grant as { object?: string }).object === 'none'
					? ['claim']
					: ['grant', 'order', 'claim'],
			cases: computed.cases.map(({ facts: known, ...one }) => ({
				...one,
				facts: wordLines(facts, known as unknown as Json, ['facts'], naming),
			})),
		},
		today: shanghaiDay(ctx.now),
	}
})

export const action = pageAction({
	add_case: intent(caseForm, async (ctx, input, { params }, form) => {
		await addCase(ctx, params.number!, input, answersOf(form))
		return redirectWith(paths.deskDraftCases(params.number!), 'ok', 'editor.case_added')
	}),
	remove_case: intent(removeCaseForm, async (ctx, input, { params }) => {
		await removeCase(ctx, params.number!, input)
		return redirectWith(paths.deskDraftCases(params.number!), 'ok', 'editor.case_removed')
	}),
	import_cases: intent(casesFileForm, async (ctx, { file }, { params, context: { locale } }) => {
		const done = await importCases(ctx, params.number!, await file.text())
		if ('count' in done)
			return redirectWith(paths.deskDraftCases(params.number!), 'ok', 'editor.cases_imported', { n: done.count })
		const title = textOf(locale, 'editor.cases_faults', { n: done.faults.length })
		const sentences = done.faults.map((fault) =>
			textOf(locale, 'editor.fault_at', { place: fault.path, sentence: fault[locale] }),
		)
		return data<FormResult>(
			{ intent: 'import_cases', values: {}, errors: { '': [title, ...sentences] } },
			{ status: 400 },
		)
	}),
})

/** Text answers of a form, as the eligibility check reads them from an address. */
function answersOf(form: FormData) {
	const texts = (name: string) => form.getAll(name).filter((value): value is string => typeof value === 'string')
	return { get: (name: string) => texts(name)[0] ?? null, getAll: texts, has: (name: string) => form.has(name) }
}

export const meta = (args: { matches: readonly unknown[] }) => pageMeta(args, 'editor.examples_own')

export default function ProgrammeCases() {
	const { t, locale } = useT()
	const { draft, computed, today } = useLoaderData<typeof loader>()
	const name = locale === 'en' ? (draft.nameEn ?? draft.name) : draft.name
	const isAdding = useFormResult('add_case') !== undefined
	const isImporting = useFormResult('import_cases') !== undefined
	return (
		<Page desk>
			<Crumb
				steps={[
					{ label: t('programme.desk_programmes'), to: paths.deskProgrammes },
					{ label: draft.number, to: paths.deskProgramme(draft.number) },
					{ label: t('editor.examples_own') },
				]}
			/>
			<PageHead
				title={name}
				status={<Status of="version.draft" fill />}
				facts={t('editor.title', { n: draft.versionNo })}
				actions={
					<>
						<a className="btn sm" href={paths.deskDraftCasesFile(draft.number)} download>
							{t('editor.cases_export')}
						</a>
						<LinkButton small to={paths.deskProgramme(draft.number)}>
							{t('editor.back')}
						</LinkButton>
					</>
				}
			/>
			<div className="editor two">
				<ChapterNav number={draft.number} chapters={draft.chapters} current="cases" cases={computed?.cases ?? null} />
				<div className="editor-main stack-lg">
					<div>
						<h2 className="mb-2">{t('editor.examples_own')}</h2>
						<p className="small dim">{t('editor.examples_note')}</p>
					</div>
					{computed ? null : <FaultList number={draft.number} faults={draft.faults} />}
					{computed && computed.cases.length > 0 ? (
						<CaseList cases={computed.cases} payers={computed.payers} hash={draft.casesHash} />
					) : null}
					{computed && computed.cases.length === 0 ? (
						<Panel>
							<Empty title={t('editor.examples_none')}>{t('editor.examples_none_text')}</Empty>
						</Panel>
					) : null}
					{computed ? (
						<Disclosure summary={t('editor.case_add')} open={isAdding || computed.cases.length === 0}>
							<Panel>
								<CaseForm questions={computed.questions} steps={computed.steps} today={today} />
							</Panel>
						</Disclosure>
					) : (
						<ul className="stack small">
							{draft.caseNames.map((each) => (
								<li key={each}>{each}</li>
							))}
						</ul>
					)}
					<Disclosure summary={t('editor.cases_import')} open={isImporting}>
						<Form intent="import_cases" files>
							<Field
								name="file"
								label={t('editor.cases_import')}
								kind="file"
								accept=".json,application/json"
								hint={t('editor.cases_import_hint')}
							/>
							<Submit variant="plain">{t('editor.cases_import_do')}</Submit>
						</Form>
					</Disclosure>
				</div>
			</div>
		</Page>
	)
}
