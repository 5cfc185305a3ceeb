import { allCategories, categoryPath } from '#app/domain/catalogue/categories.server.ts'
import type { Context } from '#app/domain/context.server.ts'
import { listDivisions } from '#app/domain/divisions/divisions.server.ts'
import { greatest, zero } from '#app/lib/money.ts'
import { shanghaiDay } from '#app/lib/time.ts'
import { type Answers, answersOfFacts, factsOfAnswers } from './check-answers.ts'
import { categoriesAsked, categoryWords, type Questions, questionsOf } from './check-questions.ts'
import { evaluate } from './evaluate.ts'
import type { Evaluation } from './evaluation.ts'
import type { Facts } from './facts.ts'
import { enterpriseFacts } from './known-facts.server.ts'
import type { ProgrammeDocument } from './programme-document.ts'
import { publishedVersionOf } from './programmes.server.ts'
import type { QuestionOption } from './question.ts'
import { mostAsked } from './reckon-face.ts'

/** A place in none of the divisions listed. */
const elsewhere: QuestionOption = { value: '880000', label: { zh: '其他地区', en: 'Elsewhere' } }

export type CheckAnswer = {
	/** whether a voucher would be granted, and how much; null where there is none */
	grant: Evaluation | null
	/** what would be paid of the service asked about */
	order: Evaluation
}

/** The questions of the eligibility check under a document, with the places and categories to choose from. */
export async function checkQuestions(ctx: Context, document: ProgrammeDocument): Promise<Questions> {
	return askQuestions(document, ...(await Promise.all([listDivisions(ctx), allCategories(ctx)])))
}

function askQuestions(
	document: ProgrammeDocument,
	divisions: Awaited<ReturnType<typeof listDivisions>>,
	categories: Awaited<ReturnType<typeof allCategories>>,
): Questions {
	const named = document.places.map(({ code, name }): QuestionOption => ({ value: code, label: name }))
	const listed = document.sample
		? []
		: divisions.map(({ code, name, nameEn }): QuestionOption => ({ value: code, label: { zh: name, en: nameEn } }))
	const asked = categoriesAsked(document).map((id): QuestionOption => {
		const found = categories.get(id)
		return { value: id, label: found ? { zh: found.name, en: found.nameEn } : categoryWords(document, id) }
	})
	const otherCategory = { value: 'other', label: { zh: '其他服务', en: 'Another service' } }
	return questionsOf(
		document,
		[...(document.sample ? named : listed), elsewhere],
		asked.length > 0 ? [...asked, otherCategory] : [],
	)
}

/** The questions of the eligibility check of a programme's newest published version. Throws not_found. */
export async function getCheck(ctx: Context, number: string) {
	const { document, programme } = await publishedVersionOf(ctx, number)
	const [divisions, categories] = await Promise.all([listDivisions(ctx), allCategories(ctx)])
	return {
		number,
		name: document.name,
		summary: document.summary,
		documentNo: document.source.documentNo ?? null,
		isSample: programme.isSample,
		claimOnly: document.grant.object === 'none',
		mode: document.process.paymentMode.mode,
		payers: document.payers.map(({ code, name }) => ({ code, name })),
		questions: askQuestions(document, divisions, categories),
		document,
		pathOf: (id: string) => {
			const path = categoryPath(categories, id).map((category) => category.id)
			return path.length > 0 ? path : [id]
		},
	}
}
export type Check = Awaited<ReturnType<typeof getCheck>>

/** What the answers come to: the voucher first, then the order on it. */
export function answerCheck(ctx: Context, { document, pathOf }: Check, answers: Answers): CheckAnswer {
	const today = shanghaiDay(ctx.now)
	const { until } = document.validity
	const at = document.sample && until && until < today ? until : today
	const facts = factsOfAnswers(document, answers, { at, pathOf })
	if (document.grant.object === 'none') return { grant: null, order: evaluate(document, facts) }
	const grant = evaluate(document, grantFacts(document, facts))
	const order = evaluate(
		document,
		grant.decision === 'eligible' ? { ...facts, voucher: { freeFen: grant.amountFen } } : facts,
	)
	return { grant, order }
}

/** The application behind an order: as much as the rules let one ask for. */
function grantFacts({ grant }: ProgrammeDocument, facts: Facts): Facts {
	const most = mostAsked(grant.face)
	const { step: _order, at, enterprise, used } = facts
	return { step: 'grant', at, enterprise, used, ...(most === undefined ? {} : { requestedFen: greatest(most, zero) }) }
}

/** What the signed-in enterprise has stated about itself, as answers; null for everyone else. */
export async function ownAnswers(ctx: Context): Promise<Record<string, string | string[]> | null> {
	if (ctx.actor.type !== 'member' || ctx.actor.organisationKind !== 'enterprise') return null
	const organisation = await ctx.db.organisation.findUnique({
		where: { id: ctx.actor.organisationId },
		select: { number: true, divisionCode: true, facts: true },
	})
	return organisation && answersOfFacts(enterpriseFacts(organisation))
}
