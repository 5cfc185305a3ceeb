import { useLoaderData } from '@remix-run/react'
import { Form, Submit, useFormResult } from '#app/components/form.tsx'
import { pageMeta } from '#app/components/meta.ts'
import { Examples } from '#app/components/programme/examples.tsx'
import { ProgrammeBody } from '#app/components/programme/programme-body.tsx'
import { RoundForm, RoundTable } from '#app/components/programme/round-desk.tsx'
import { UploadForm } from '#app/components/programme/upload-form.tsx'
import { VersionNext, VersionTable } from '#app/components/programme/version-desk.tsx'
import { useT } from '#app/components/texts.tsx'
import { LinkButton } from '#app/components/ui/button.tsx'
import { Disclosure } from '#app/components/ui/disclosure.tsx'
import { Crumb, Page, PageHead } from '#app/components/ui/page-head.tsx'
import { Panel, Section } from '#app/components/ui/section.tsx'
import { Status } from '#app/components/ui/status.tsx'
import { approveRound, closeRound } from '#app/domain/programmes/approve-round.server.ts'
import { beginVersion } from '#app/domain/programmes/begin-programme.server.ts'
import { createRound } from '#app/domain/programmes/create-round.server.ts'
import {
	documentForm,
	ratioForm,
	ratioStepForm,
	roundForm,
	roundStepForm,
	versionForm,
} from '#app/domain/programmes/programme.ts'
import { getDeskProgramme } from '#app/domain/programmes/programme-desk.server.ts'
import { publishVersion } from '#app/domain/programmes/publish-version.server.ts'
import { approveRatio, proposeRatio } from '#app/domain/programmes/round-ratio.server.ts'
import { returnVersion, submitVersion } from '#app/domain/programmes/submit-version.server.ts'
import { bareForm } from '#app/lib/form-fields.ts'
import { redirectWith } from '#app/web/flash.server.ts'
import { intent, pageAction } from '#app/web/form.server.ts'
import { pageLoader } from '#app/web/loader.server.ts'
import { paths } from '#app/web/paths.ts'
import { uploadDocument } from '#app/web/programme-upload.server.ts'

export const loader = pageLoader(['programme', 'editor', 'simulation'], async (ctx, { params, request, context }) => {
	const version = Number(new URL(request.url).searchParams.get('version')) || null
	return { programme: await getDeskProgramme(ctx, params.number!, version, context.locale) }
})

export const action = pageAction({
	save: intent(documentForm, async (ctx, input, { params, context }) => {
		const { saved, answer } = await uploadDocument(ctx, input, context.locale, params.number!)
		return saved
			? redirectWith(paths.deskProgramme(saved.number), 'ok', 'programme.draft_saved', { n: saved.versionNo })
			: answer
	}),
	begin_version: intent(bareForm, async (ctx, _, { params }) => {
		await beginVersion(ctx, params.number!)
		return redirectWith(paths.deskDraft(params.number!), 'ok', 'programme.version_begun')
	}),
	submit: intent(versionForm, async (ctx, { version: n }, { params }) => {
		await submitVersion(ctx, { number: params.number!, versionNo: n })
		return redirectWith(paths.deskProgramme(params.number!), 'ok', 'programme.submitted', { n })
	}),
	return: intent(versionForm, async (ctx, { version: n }, { params }) => {
		await returnVersion(ctx, { number: params.number!, versionNo: n })
		return redirectWith(paths.deskProgramme(params.number!), 'ok', 'programme.returned', { n })
	}),
	publish: intent(versionForm, async (ctx, { version: n, hash }, { params }) => {
		await publishVersion(ctx, { number: params.number!, versionNo: n, documentHash: hash })
		return redirectWith(paths.deskProgramme(params.number!), 'ok', 'programme.published_done', { n })
	}),
	create_round: intent(roundForm, async (ctx, input, { params }) => {
		const { number } = await createRound(ctx, params.number!, input)
		return redirectWith(paths.deskProgramme(params.number!), 'ok', 'programme.round_created', { number })
	}),
	approve_round: intent(roundStepForm, async (ctx, { round: number }, { params }) => {
		await approveRound(ctx, number)
		return redirectWith(paths.deskProgramme(params.number!), 'ok', 'programme.round_approved', { number })
	}),
	propose_ratio: intent(ratioForm, async (ctx, input, { params }) => {
		await proposeRatio(ctx, input)
		return redirectWith(paths.deskProgramme(params.number!), 'ok', 'programme.ratio_proposed', { number: input.round })
	}),
	approve_ratio: intent(ratioStepForm, async (ctx, input, { params }) => {
		await approveRatio(ctx, input)
		return redirectWith(paths.deskProgramme(params.number!), 'ok', 'programme.ratio_approved', { number: input.round })
	}),
	close_round: intent(roundStepForm, async (ctx, { round: number }, { params }) => {
		await closeRound(ctx, number)
		return redirectWith(paths.deskProgramme(params.number!), 'ok', 'programme.round_closed', { number })
	}),
})

export const meta = (args: { matches: readonly unknown[] }) => pageMeta(args, 'programme.desk_programmes')

export default function DeskProgramme() {
	const { t, locale } = useT()
	const { programme } = useLoaderData<typeof loader>()
	const { page, shown } = programme
	const name = locale === 'en' ? (programme.nameEn ?? programme.name) : programme.name
	const hasFaults = useFormResult('save') !== undefined
	const inWork = programme.versions.find(({ state }) => state === 'draft' || state === 'submitted')
	return (
		<Page desk>
			<Crumb
				steps={[{ label: t('programme.desk_programmes'), to: paths.deskProgrammes }, { label: programme.number }]}
			/>
			<PageHead
				title={name}
				status={shown ? <Status of={`version.${shown.state}`} fill /> : null}
				facts={shown ? t('programme.version', { n: shown.versionNo }) : t('programme.no_versions')}
				actions={
					<>
						{programme.versions.length > 1 ? (
							<LinkButton small to={paths.deskCompare(programme.number)}>
								{t('editor.compare')}
							</LinkButton>
						) : null}
						{programme.versions.length > 0 && !programme.isSample ? (
							<LinkButton small to={paths.deskSimulator(programme.number, shown?.versionNo)}>
								{t('simulation.open')}
							</LinkButton>
						) : null}
						{programme.hasPublished ? (
							<LinkButton small to={paths.programme(programme.number)}>
								{t('programme.public_page')}
							</LinkButton>
						) : null}
					</>
				}
			/>
			<VersionNext programme={programme} />
			<Section title={t('programme.rounds')}>
				{programme.rounds.length > 0 ? <RoundTable programme={programme} /> : null}
				{programme.may.round ? (
					<div className="mt-6">
						<Panel title={t('programme.new_round')}>
							<RoundForm programme={programme} />
						</Panel>
					</div>
				) : null}
			</Section>
			<Section title={t('programme.versions')}>
				<VersionTable programme={programme} />
				{programme.may.edit && !inWork ? (
					<Form intent="begin_version" className="row mt-6">
						<Submit variant="plain">{t('editor.edit_next')}</Submit>
					</Form>
				) : null}
				{programme.may.edit && inWork?.state !== 'submitted' ? (
					<div className="mt-6">
						<Disclosure summary={t(inWork ? 'programme.replace_draft' : 'programme.upload_next')} open={hasFaults}>
							<UploadForm />
						</Disclosure>
					</div>
				) : null}
			</Section>
			{page && shown ? (
				<Section title={t('programme.preview', { n: shown.versionNo })} note={t('programme.preview_note')}>
					<div className="grid cols-main">
						<div>
							<ProgrammeBody programme={page} />
						</div>
						<Panel title={t('programme.examples')} sticky>
							<p className="small dim mb-4">{t('programme.examples_note')}</p>
							<Examples examples={page.examples} payers={page.payers} />
						</Panel>
					</div>
				</Section>
			) : null}
		</Page>
	)
}
