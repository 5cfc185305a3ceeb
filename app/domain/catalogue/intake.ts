import { type LocalDate, parseDay } from '#app/lib/time.ts'

/** What a provider asks whoever orders a listing: the questions, and their answers. */

/** Most questions a listing may ask. */
export const mostQuestions = 20
/** Most choices of one question. */
export const mostChoices = 20

export const intakeKinds = ['text', 'long_text', 'number', 'choice', 'date', 'yes_no'] as const
export type IntakeKind = (typeof intakeKinds)[number]

export type IntakeChoice = { name: string; nameEn: string }
/** One question. `unit` belongs to numbers, `choices` to a choice. */
export type IntakeQuestion = {
	key: string
	kind: IntakeKind
	label: string
	labelEn: string
	help: string
	helpEn: string
	required: boolean
	unit: string
	choices: IntakeChoice[]
}

/** An answer as an order keeps it, with the question it answers: `answer` is what was typed, `yes` or `no`, a day, or the choice. */
export type IntakeAnswer = Pick<IntakeQuestion, 'kind' | 'label' | 'labelEn' | 'unit'> & {
	answer: string
	answerEn: string
}

/** `中文 | English`, one choice per line. */
export const parseChoices = (lines: string): IntakeChoice[] =>
	lines
		.split(/\r?\n/)
		.map((line) => line.split(/[|｜]/).map((part) => part.trim()))
		.flatMap(([name = '', nameEn = '']) => (name ? [{ name, nameEn }] : []))

/** Choices as they are typed. */
export const choiceLines = (choices: readonly IntakeChoice[]) =>
	choices.map(({ name, nameEn }) => (nameEn ? `${name} | ${nameEn}` : name)).join('\n')

/** Name of the field that takes the answer to a question. */
export const answerField = (key: string) => `answers.${key}`

const longest = { text: 200, long_text: 2000 } as const

/**
 * What was typed as the answers to `questions`, or what is wrong, as a text key for each field. An optional question left
 * empty has no answer; what answers no question is left out.
 */
export function judgeAnswers(
	questions: readonly IntakeQuestion[],
	given: Readonly<Record<string, string>>,
): { answers: IntakeAnswer[]; faults: Record<string, string> } {
	const answers: IntakeAnswer[] = []
	const faults: Record<string, string> = {}
	for (const asked of questions) {
		const typed = (given[asked.key] ?? '').trim()
		if (typed === '') {
			if (asked.required) faults[answerField(asked.key)] = asked.kind === 'choice' ? 'field.choose' : 'field.required'
			continue
		}
		const { kind, label, labelEn, unit } = asked
		const judged = judgeAnswer(asked, typed)
		if ('fault' in judged) faults[answerField(asked.key)] = judged.fault
		else answers.push({ kind, label, labelEn, unit, ...judged })
	}
	return { answers, faults }
}

type Judged = { answer: string; answerEn: string } | { fault: string }

function judgeAnswer({ kind, choices }: IntakeQuestion, typed: string): Judged {
	switch (kind) {
		case 'text':
		case 'long_text':
			return typed.length > longest[kind] ? { fault: 'field.too_long' } : { answer: typed, answerEn: '' }
		case 'number': {
			const plain = typed.normalize('NFKC').replaceAll(',', '')
			return /^-?\d{1,12}(\.\d{1,9})?$/.test(plain) ? { answer: plain, answerEn: '' } : { fault: 'field.not_a_decimal' }
		}
		case 'choice': {
			const chosen = choices.find((choice) => choice.name === typed)
			return chosen ? { answer: chosen.name, answerEn: chosen.nameEn } : { fault: 'field.choose' }
		}
		case 'date':
			return isDay(typed) ? { answer: typed, answerEn: '' } : { fault: 'field.not_a_day' }
		case 'yes_no':
			return typed === 'yes' || typed === 'no' ? { answer: typed, answerEn: '' } : { fault: 'field.choose' }
	}
}

function isDay(typed: string): typed is LocalDate {
	try {
		parseDay(typed)
		return true
	} catch {
		return false
	}
}
