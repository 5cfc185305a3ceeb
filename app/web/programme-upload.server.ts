import { data } from '@remix-run/node'
import type { Context } from '#app/domain/context.server.ts'
import type { DocumentInput } from '#app/domain/programmes/programme.ts'
import { type SavedDraft, saveDraft } from '#app/domain/programmes/save-draft.server.ts'
import type { FormResult } from '#app/lib/form-result.ts'
import type { Locale } from '#app/lib/i18n.ts'
import { textOf } from './texts.server.ts'

/**
 * Saves an uploaded or pasted document as a draft: the draft, or the form's answer with every fault at its place and the
 * text kept, so that it can be put right on the page.
 */
export async function uploadDocument(ctx: Context, { document, file }: DocumentInput, locale: Locale, number?: string) {
	const text = file ? await file.text() : document
	const saved: SavedDraft = await saveDraft(ctx, { number, text })
	if (!('faults' in saved)) return { saved, answer: null }
	const title = textOf(locale, 'programme.faults_title', { n: saved.faults.length })
	const sentences = saved.faults.map((fault) => `${fault.path}${locale === 'zh' ? '：' : ': '}${fault[locale]}`)
	const result: FormResult = { intent: 'save', values: { document: text }, errors: { '': [title, ...sentences] } }
	return { saved: null, answer: data(result, { status: 400 }) }
}
