import type { Context } from '#app/domain/context.server.ts'
import type { Locale } from '#app/lib/i18n.ts'
import { shanghaiDay } from '#app/lib/time.ts'
import { type ChapterName, chapterAt, chapterOf, chapters } from './chapters.ts'
import { checkQuestions } from './check-programme.server.ts'
import { checkCases, readCases } from './draft-cases.ts'
import { documentHash, findDraft, judgeDraft, partsHash } from './draft-row.server.ts'
import { lintProgramme } from './lint-programme.ts'
import { programmeExamples } from './programme-examples.ts'

/** A fault of a draft: the place (`subsidy.caps.0.id`), its chapter, one sentence in each language. */
export type DraftFault = { at: string; chapter: ChapterName | null; zh: string; en: string }

/** `$.subsidy.caps[0].id` → `subsidy.caps.0.id` */
const dotted = (path: string) => path.replace(/^\$\.?/, '').replace(/\[(\d+)\]/g, '.$1')

/**
 * A draft to be written on: its content with every fault, one chapter of it, and what it computes once it has none.
 * Throws not_found, access.denied, state.not_allowed where there is no draft.
 */
export async function getDraft(ctx: Context, number: string, chapterName: string | null, locale: Locale) {
	const draft = await findDraft(ctx, number)
	const judged = judgeDraft(draft.document)
	const faults = judged.faults.map(({ path, zh, en }): DraftFault => {
		const at = dotted(path)
		return { at, chapter: chapterAt(at), zh, en }
	})
	const chapter = chapterOf(chapterName)
	const { document } = judged
	const findings = document ? lintProgramme(document) : []
	return {
		number,
		name: draft.programme.name,
		nameEn: draft.programme.nameEn,
		versionNo: draft.versionNo,
		documentHash: draft.documentHash,
		content: draft.document,
		settled: {
			id: String(draft.document.id ?? ''),
			division: String(draft.document.division ?? ''),
		},
		chapter: { name: chapter.name, hash: partsHash(chapter.fields, draft.document) },
		chapters: chapters.map(({ name }) => ({
			name,
			faults: faults.filter((fault) => fault.chapter === name).length,
		})),
		faults,
		computed: document
			? {
					payers: document.payers.map(({ code, name }) => ({ code, name })),
					examples: programmeExamples(document, shanghaiDay(ctx.now), locale),
					cases: checkCases(document, readCases(draft.cases)),
					questions: await checkQuestions(ctx, document),
					findings: findings.map(({ path, severity, zh, en }) => {
						const at = dotted(path)
						return { at, chapter: chapterAt(at), severity, zh, en }
					}),
				}
			: null,
		casesHash: documentHash(draft.cases),
		caseNames: readCases(draft.cases).map(({ name }) => name),
	}
}
export type DraftPage = Awaited<ReturnType<typeof getDraft>>
