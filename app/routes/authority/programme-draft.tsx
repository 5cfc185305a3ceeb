import { data } from '@remix-run/node'
import { Link, useActionData, useLoaderData } from '@remix-run/react'
import { ChapterForm } from '#app/components/editor/chapter-form.tsx'
import { ChapterNav } from '#app/components/editor/chapter-nav.tsx'
import { FaultList, FindingList } from '#app/components/editor/fault-list.tsx'
import { LivePanel } from '#app/components/editor/live-panel.tsx'
import { pageMeta } from '#app/components/meta.ts'
import { useT } from '#app/components/texts.tsx'
import { LinkButton } from '#app/components/ui/button.tsx'
import { Crumb, Page, PageHead } from '#app/components/ui/page-head.tsx'
import { Status } from '#app/components/ui/status.tsx'
import { readChange } from '#app/domain/programmes/change-draft.ts'
import type { FormNode } from '#app/domain/programmes/draft-nodes.ts'
import { getDraft } from '#app/domain/programmes/draft-page.server.ts'
import { chapterForm } from '#app/domain/programmes/programme.ts'
import { saveChapter } from '#app/domain/programmes/save-chapter.server.ts'
import { redirectWith } from '#app/web/flash.server.ts'
import { intent, pageAction } from '#app/web/form.server.ts'
import { pageLoader } from '#app/web/loader.server.ts'
import { paths } from '#app/web/paths.ts'
import { chapterNodes, faultLinks, findingLinks } from '#app/web/programme-draft.server.ts'

export const loader = pageLoader(['editor', 'programme'], async (ctx, { params, request, context: { locale } }) => {
	const asked = new URL(request.url).searchParams
	const draft = await getDraft(ctx, params.number!, asked.get('chapter'), locale)
	const { content, computed, ...shown } = draft
	return {
		draft: {
			...shown,
			faults: faultLinks(content, draft.faults, locale),
			computed: computed && {
				payers: computed.payers,
				examples: computed.examples,
				cases: computed.cases.map(({ facts: _facts, ...one }) => one),
				findings: findingLinks(content, computed.findings, locale),
			},
		},
		nodes: chapterNodes({ content, faults: draft.faults }, draft.chapter.name, asked.get('at') ?? '', locale),
	}
})

type Conflict = { conflict: { nodes: FormNode[]; hash: string; by: string } }

export const action = pageAction({
	save_chapter: intent(chapterForm, async (ctx, { chapter, seen }, { params, context: { locale } }, form) => {
		const number = params.number!
		const result = await saveChapter(ctx, { number, chapter, seenHash: seen }, form)
		if (!result.saved) {
			const nodes = chapterNodes({ content: result.document, faults: [] }, chapter, '', locale)
			return data<Conflict>({ conflict: { nodes, hash: result.currentHash, by: result.by } }, { status: 409 })
		}
		const { faults } = await getDraft(ctx, number, chapter, locale)
		const here = faults.filter((fault) => fault.chapter === chapter).length
		const change = readChange(form.get('change'), form)
		const at = change ? `&at=${encodeURIComponent(result.at)}#at-${encodeURIComponent(result.at)}` : ''
		const back = `${paths.deskDraft(number, chapter)}${at}`
		return here > 0
			? redirectWith(back, 'warn', 'editor.saved_faults', { n: here })
			: redirectWith(back, 'ok', 'editor.saved')
	}),
})

export const meta = (args: { matches: readonly unknown[] }) => pageMeta(args, 'editor.edit')

export default function ProgrammeDraft() {
	const { t, locale } = useT()
	const { draft, nodes } = useLoaderData<typeof loader>()
	const answer = useActionData<Conflict>()
	const conflict = answer?.conflict
	const name = locale === 'en' ? (draft.nameEn ?? draft.name) : draft.name
	return (
		<Page desk>
			<Crumb
				steps={[
					{ label: t('programme.desk_programmes'), to: paths.deskProgrammes },
					{ label: draft.number, to: paths.deskProgramme(draft.number) },
					{ label: t('editor.title', { n: draft.versionNo }) },
				]}
			/>
			<PageHead
				title={name}
				status={<Status of="version.draft" fill />}
				facts={
					<>
						<span>{t('editor.title', { n: draft.versionNo })}</span>
						<span>{t('editor.settled', draft.settled)}</span>
					</>
				}
				actions={
					<>
						<a className="btn sm" href={paths.programmeDocument(draft.number, draft.versionNo)} download>
							{t('editor.export')}
						</a>
						<LinkButton small to={paths.deskProgramme(draft.number)}>
							{t('editor.back')}
						</LinkButton>
					</>
				}
			/>
			<div className="editor">
				<ChapterNav
					number={draft.number}
					chapters={draft.chapters}
					current={draft.chapter.name}
					cases={draft.computed?.cases ?? null}
				/>
				<div className="editor-main">
					<h2 className="mb-4">{t(`editor.chapter_${draft.chapter.name}`)}</h2>
					<ChapterForm
						chapter={draft.chapter.name}
						seen={conflict?.hash ?? draft.chapter.hash}
						nodes={conflict?.nodes ?? nodes}
						conflictBy={conflict?.by}
						here={paths.deskDraft(draft.number, draft.chapter.name)}
					/>
				</div>
				<div className="editor-side stack-lg">
					<FaultList
						number={draft.number}
						faults={draft.faults}
						differing={draft.computed?.cases.filter(({ passed }) => !passed).length ?? 0}
					/>
					{draft.computed ? <FindingList number={draft.number} findings={draft.computed.findings} /> : null}
					<LivePanel draft={draft} />
					<p className="small">
						<Link to={paths.deskDraftCases(draft.number)}>{t('editor.examples_own')}</Link>
					</p>
				</div>
			</div>
		</Page>
	)
}
