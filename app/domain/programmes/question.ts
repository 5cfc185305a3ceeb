import { codeWords } from './amount-words.ts'
import type { Words } from './document-parts.ts'

/** One question of the eligibility check. */

export type QuestionOption = { value: string; label: Words }
export type Question = {
	/** name of the field in the address */
	name: string
	label: Words
	/** choice: one of the options or unsure · ticks: any of the options, an unticked one means no */
	kind: 'choice' | 'ticks' | 'number' | 'money' | 'date'
	options?: QuestionOption[]
	/** what holds for a purchase on this platform; shown as chosen until changed */
	initial?: string
}
export const yesNo: QuestionOption[] = [
	{ value: 'yes', label: { zh: '是', en: 'Yes' } },
	{ value: 'no', label: { zh: '否', en: 'No' } },
]
export const options = (codes: readonly string[]): QuestionOption[] =>
	codes.map((code) => ({ value: code, label: codeWords(code) }))
export const ask = (
	name: string,
	zh: string,
	en: string,
	kind: Question['kind'] = 'choice',
	list: QuestionOption[] = yesNo,
): Question => ({
	name,
	label: { zh, en },
	kind,
	...(kind === 'choice' || kind === 'ticks' ? { options: list } : {}),
})
