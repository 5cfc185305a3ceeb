import { z } from 'zod'
import { optionalText, optionalTick, reference, text, wholeNumber } from '#app/lib/form-fields.ts'
import { type IntakeAnswer, type IntakeQuestion, intakeKinds, mostChoices, parseChoices } from './intake.ts'

/** Questions and answers as rows keep them, and the forms that change them: apart, so that pages which only ask go without. */

const kind = z.enum(intakeKinds)
const question = z.object({
	key: z.string(),
	kind,
	label: z.string(),
	labelEn: z.string(),
	help: z.string(),
	helpEn: z.string(),
	required: z.boolean(),
	unit: z.string(),
	choices: z.array(z.object({ name: z.string(), nameEn: z.string() })),
})
const answer = z.object({
	kind,
	label: z.string(),
	labelEn: z.string(),
	unit: z.string(),
	answer: z.string(),
	answerEn: z.string(),
})

const isEmpty = (value: unknown) => Array.isArray(value) && value.length === 0
/** Reads a listing's questions. Throws when the row holds something else. */
export const readQuestions = (value: unknown): IntakeQuestion[] =>
	isEmpty(value) ? [] : z.array(question).parse(value)
/** Reads an order's answers. Throws when the row holds something else. */
export const readAnswers = (value: unknown): IntakeAnswer[] => (isEmpty(value) ? [] : z.array(answer).parse(value))

const seen = { number: reference(), version: wholeNumber(1, 999_999_999) }

/** Told together with what else is wrong, not after it was put right. */
const fault = (path: string, error: string) => ({ path: [path], error, when: () => true })
type Choices = IntakeQuestion['choices'] | undefined
const areDifferent = (choices: Choices = []) =>
	choices.length > 1 && new Set(choices.map(({ name }) => name)).size === choices.length
const areShort = (choices: Choices = []) =>
	choices.length <= mostChoices && choices.every(({ name, nameEn }) => `${name}${nameEn}`.length <= 160)

/** A question as its provider writes it; `key` names one that is there. */
export const questionForm = z
	.object({
		...seen,
		key: optionalText(20),
		kind: z.enum(intakeKinds, { error: 'field.required' }),
		label: text(80),
		labelEn: optionalText(120),
		help: optionalText(200),
		helpEn: optionalText(300),
		required: optionalTick(),
		unit: optionalText(20),
		choices: optionalText(2000).transform(parseChoices),
	})
	.refine(({ kind: asked, unit }) => asked !== 'number' || Boolean(unit), fault('unit', 'field.required'))
	.refine(
		({ kind: asked, choices }) => asked !== 'choice' || areDifferent(choices),
		fault('choices', 'field.choices_differ'),
	)
	.refine(({ kind: asked, choices }) => asked !== 'choice' || areShort(choices), fault('choices', 'field.too_long'))

export const moveQuestionForm = z.object({ ...seen, key: text(20), to: z.enum(['up', 'down', 'out']) })
