import type { MetaFunction } from '@remix-run/node'
import { Link, useLoaderData } from '@remix-run/react'
import { ListingPage, SeenListing } from '#app/components/catalogue/listing-head.tsx'
import { QuestionForm } from '#app/components/catalogue/question-form.tsx'
import { useCatalogueWords } from '#app/components/catalogue/words.ts'
import { Form, Submit } from '#app/components/form.tsx'
import { pageMeta } from '#app/components/meta.ts'
import { IntakeFields } from '#app/components/order/intake-fields.tsx'
import { Empty } from '#app/components/ui/note-box.tsx'
import { Panel, Section } from '#app/components/ui/section.tsx'
import { Table } from '#app/components/ui/table.tsx'
import { type IntakeQuestion, mostQuestions } from '#app/domain/catalogue/intake.ts'
import { moveQuestionForm, questionForm } from '#app/domain/catalogue/intake-forms.ts'
import { getOwnListing } from '#app/domain/catalogue/listings.server.ts'
import { moveQuestion } from '#app/domain/catalogue/move-question.server.ts'
import { saveQuestion } from '#app/domain/catalogue/save-question.server.ts'
import { authorize } from '#app/domain/identity/policy.ts'
import { redirectWith } from '#app/web/flash.server.ts'
import { intent, pageAction } from '#app/web/form.server.ts'
import { pageLoader } from '#app/web/loader.server.ts'
import { paths } from '#app/web/paths.ts'

export const loader = pageLoader(['catalogue', 'listings', 'mediaEdit', 'intake'], async (ctx, { params, request }) => {
	const listing = await getOwnListing(ctx, params.number!)
	authorize(ctx.actor, 'listing.edit', { providerId: listing.provider.id })
	const asked = new URL(request.url).searchParams.get('question')
	return { listing, edited: listing.intake.find((question) => question.key === asked) ?? null }
})

export const action = pageAction({
	save: intent(questionForm, async (ctx, form) => {
		await saveQuestion(ctx, form)
		return redirectWith(paths.listingIntake(form.number), 'ok', 'intake.saved', { label: form.label })
	}),
	move: intent(moveQuestionForm, async (ctx, form) => {
		await moveQuestion(ctx, form)
		return redirectWith(paths.listingIntake(form.number), 'ok', form.to === 'out' ? 'intake.gone' : 'intake.moved')
	}),
})

export const meta: MetaFunction<typeof loader> = (args) =>
	pageMeta(args, 'intake.title_of', { name: args.data?.listing.name ?? '' })

export default function ListingIntake() {
	const { listing, edited } = useLoaderData<typeof loader>()
	const { t, nameOf } = useCatalogueWords()
	const { intake } = listing
	const isFull = !edited && intake.length >= mostQuestions
	return (
		<ListingPage
			listing={listing}
			title={t('intake.title_of', { name: nameOf(listing) })}
			step={t('mediaEdit.tab_intake')}
			aside={
				<>
					<Panel
						id="question"
						title={t(edited ? 'intake.change' : 'intake.add')}
						aside={t('intake.have', { n: intake.length, most: mostQuestions })}
					>
						{isFull ? (
							<p className="small">{t('intake.full', { most: mostQuestions })}</p>
						) : (
							<QuestionForm listing={listing} question={edited} />
						)}
					</Panel>
					<p className="small dim">{t('intake.public_now')}</p>
				</>
			}
			after={intake.length > 0 ? <Preview questions={intake} /> : null}
		>
			<Section title={t('intake.title')} note={t('intake.note')}>
				{intake.length === 0 ? (
					<div className="panel">
						<Empty title={t('intake.none_title')}>{t('intake.none')}</Empty>
					</div>
				) : (
					<Questions />
				)}
			</Section>
		</ListingPage>
	)
}

/** The questions in their order, each with what can be done with it. */
function Questions() {
	const { listing } = useLoaderData<typeof loader>()
	const { t, locale } = useCatalogueWords()
	const { intake, number } = listing
	return (
		<Table
			caption={t('intake.title')}
			rows={intake}
			rowKey={(question) => question.key}
			columns={[
				{
					head: t('intake.col_question'),
					isName: true,
					cell: (question) => (locale === 'en' && question.labelEn) || question.label,
				},
				{
					head: t('intake.col_kind'),
					cell: ({ kind, unit, required }) =>
						[t(`intake.kind_${kind}`), unit, required ? t('intake.required') : ''].filter(Boolean).join(' · '),
				},
				{
					head: t('intake.col_order'),
					quietHead: true,
					full: true,
					cell: (question) => (
						<div className="row tight">
							<Link
								className="btn sm"
								to={paths.listingIntake(number, question.key)}
								aria-label={t('intake.edit_one', { label: question.label })}
							>
								{t('intake.edit')}
							</Link>
							<Move question={question} to="out" />
							{question === intake[0] ? null : <Move question={question} to="up" />}
							{question === intake.at(-1) ? null : <Move question={question} to="down" />}
						</div>
					),
				},
			]}
		/>
	)
}

function Move({ question, to }: { question: IntakeQuestion; to: 'up' | 'down' | 'out' }) {
	const { listing } = useLoaderData<typeof loader>()
	const { t } = useCatalogueWords()
	return (
		<Form
			intent="move"
			id={`${to}-${question.key}`}
			className="row"
			label={t(`intake.${to}_one`, { label: question.label })}
		>
			<SeenListing listing={listing} />
			<input type="hidden" name="key" value={question.key} />
			<input type="hidden" name="to" value={to} />
			<Submit variant="quiet" small>
				{t(`intake.${to}`)}
			</Submit>
		</Form>
	)
}

/** The questions as whoever orders sees them. */
function Preview({ questions }: { questions: readonly IntakeQuestion[] }) {
	const { t } = useCatalogueWords()
	return (
		<Section title={t('intake.preview')} note={t('intake.preview_note')}>
			<div className="panel panel-pad form">
				<IntakeFields questions={questions} />
			</div>
		</Section>
	)
}
