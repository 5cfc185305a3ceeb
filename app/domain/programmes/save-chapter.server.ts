import { record } from '#app/domain/audit/audit.server.ts'
import { type Context, transact } from '#app/domain/context.server.ts'
import { memberOf } from '#app/domain/identity/policy.ts'
import { orRefusal } from '#app/domain/ledger/database-refusals.server.ts'
import { DomainError } from '#app/lib/errors.ts'
import { changeShape, readChange } from './change-draft.ts'
import { chapterOf, documentFields } from './chapters.ts'
import { readField } from './draft-form.ts'
import { findDraft, partsHash, replaceDraft } from './draft-row.server.ts'
import { namesOf } from './people-names.server.ts'
import { isObject, type JsonObject } from './schema-fields.ts'

type Sent = { get: (name: string) => unknown; getAll: (name: string) => unknown[] }
/** The chapter was stored; or somebody else changed it meanwhile: then what was sent, as it would have become. */
export type SavedChapter =
	/** `at`: the place that a button changed, as it is called now */
	{ saved: true; at: string } | { saved: false; document: JsonObject; currentHash: string; by: string }

/**
 * Stores one chapter of a draft as a form sent it, with faults and all: nothing typed is lost, and only a document
 * without faults can be handed over. A button may change the shape as well (`change`: add, remove, move). Throws
 * input.invalid for a form cut short, state.not_allowed without a draft.
 */
export async function saveChapter(
	ctx: Context,
	{ number, chapter: name, seenHash }: { number: string; chapter: string; seenHash: string },
	form: Sent,
): Promise<SavedChapter> {
	if (form.get('complete') !== 'yes') throw new DomainError('input.invalid')
	const draft = await findDraft(ctx, number)
	const { fields } = chapterOf(name)
	const document = structuredClone(draft.document)
	for (const field of fields) {
		const value = readField(field, field.key, form)
		if (value === undefined) delete document[field.key]
		else document[field.key] = value
	}
	const change = readChange(form.get('change'), form)
	const at = (change && changeShape(documentFields, document, change)) ?? ''
	const currentHash = partsHash(fields, draft.document)
	if (currentHash !== seenHash) {
		const by = (await namesOf(ctx, [draft.createdById])).get(draft.createdById) ?? ''
		return { saved: false, document, currentHash, by }
	}
	await orRefusal(
		transact(ctx, async (tx) => {
			await replaceDraft(tx, draft, { document }, memberOf(tx.actor).accountId)
			const { zh, en } = isObject(document.name) ? document.name : {}
			if (draft.versionNo === 1 && typeof zh === 'string' && zh !== '')
				await tx.db.programme.update({
					where: { id: draft.programme.id },
					data: { name: zh, nameEn: typeof en === 'string' && en !== '' ? en : null },
				})
			await record(tx, 'programme.chapter_saved', number, { versionNo: draft.versionNo, chapter: name })
		}),
		{},
	)
	return { saved: true, at }
}
