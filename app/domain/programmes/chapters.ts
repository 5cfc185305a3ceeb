import { programmeDocument } from './programme-document.ts'
import { type Field, fieldOf } from './schema-fields.ts'

/** The chapters in which a programme document is written: each holds some of its top-level parts. */

/** Parts that are settled when a programme is begun and stay as they are. */
export const settledParts = ['format', 'id', 'division', 'sample'] as const

const chapterParts = {
	about: ['name', 'edition', 'summary', 'issuers', 'validity', 'source', 'places'],
	money: ['payers', 'pool'],
	who: ['eligibility'],
	providers: ['providers'],
	scope: ['scope'],
	amount: ['subsidy'],
	reward: ['reward'],
	voucher: ['grant'],
	process: ['process'],
} as const satisfies Record<string, readonly string[]>

export type ChapterName = keyof typeof chapterParts | 'more'

const root = fieldOf(programmeDocument, 'programme')
/** The top-level parts of a document. */
export const documentFields: readonly Field[] = root.shape.kind === 'group' ? root.shape.fields() : []

const placed = new Set<string>([...settledParts, ...Object.values(chapterParts).flat()])

/** Every chapter with its fields; parts that no chapter names stand in the last one. */
export const chapters: readonly { name: ChapterName; fields: readonly Field[] }[] = [
	...Object.entries(chapterParts).map(([name, parts]) => ({
		name: name as ChapterName,
		fields: parts.flatMap((part) => documentFields.filter(({ key }) => key === part)),
	})),
	{ name: 'more' as const, fields: documentFields.filter(({ key }) => !placed.has(key)) },
].filter(({ fields }) => fields.length > 0)

export const chapterOf = (name: string | null) => chapters.find((chapter) => chapter.name === name) ?? chapters[0]!

/** The chapter a path of the document stands in. */
export const chapterAt = (path: string): ChapterName | null =>
	chapters.find(({ fields }) => fields.some(({ key }) => key === path.split('.')[0]))?.name ?? null
