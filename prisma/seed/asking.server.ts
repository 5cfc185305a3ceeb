import { addDocument } from '#app/domain/catalogue/add-document.server.ts'
import type { IntakeQuestion } from '#app/domain/catalogue/intake.ts'
import { getOwnListing } from '#app/domain/catalogue/listings.server.ts'
import { reviewListing } from '#app/domain/catalogue/review-listing.server.ts'
import { saveQuestion } from '#app/domain/catalogue/save-question.server.ts'
import type { LocalDate } from '#app/lib/time.ts'
import type { Cast } from './cast.server.ts'
import { demoPdf } from './demo-file.ts'

/** What a provider of the demo asks whoever orders, with what they answer. */
const asked = [
	{
		kind: 'text',
		label: '样品材料与牌号',
		labelEn: 'Material and grade of the sample',
		help: '例如 304 不锈钢、PA66-GF30',
		helpEn: 'Such as 304 stainless steel, PA66-GF30',
		required: true,
		unit: '',
		choices: [],
		answer: '6061-T6 铝合金',
	},
	{
		kind: 'choice',
		label: '剩余样品怎么处理',
		labelEn: 'What becomes of the rest of the sample',
		help: '',
		helpEn: '',
		required: true,
		unit: '',
		choices: [
			{ name: '寄回', nameEn: 'Sent back' },
			{ name: '由机构处置', nameEn: 'Disposed of by the laboratory' },
		],
		answer: '寄回',
	},
] as const

/** A provider puts its questions to whoever orders a listing, and adds a document to it that the operator reads. */
export async function playAsking(
	cast: Cast,
	{ seller, listing: number, day }: { seller: string; listing: string; day: LocalDate },
): Promise<void> {
	const provider = cast.as('seller', seller, day)
	const seen = async () => ({ number, version: (await getOwnListing(provider, number)).versionNo })
	for (const { answer: _answer, choices, ...question } of asked)
		await saveQuestion(provider, { ...(await seen()), ...question, choices: [...choices], key: '' })
	await addDocument(provider, {
		...(await seen()),
		kind: 'sample_report',
		title: '报告样例',
		titleEn: 'Sample report',
		file: demoPdf('报告样例.pdf', [`Sample report of ${number}`]),
	})
	await reviewListing(cast.as('admin', 'operator', day, 15), number, { decision: 'publish' })
}

/** What the demo's enterprises answer to a listing's questions, by the questions' keys. */
export const answersOf = (questions: readonly IntakeQuestion[]): Record<string, string> =>
	Object.fromEntries(
		questions.map(({ key, label }) => [key, asked.find((question) => question.label === label)?.answer ?? '']),
	)
