import { record } from '#app/domain/audit/audit.server.ts'
import { allCategories, categoryPath } from '#app/domain/catalogue/categories.server.ts'
import { type Context, transact } from '#app/domain/context.server.ts'
import { memberOf } from '#app/domain/identity/policy.ts'
import { DomainError } from '#app/lib/errors.ts'
import type { Prisma } from '#app/platform/.server/prisma/client.ts'
import type { Answers } from './check-answers.ts'
import { longestDocument } from './document-faults.ts'
import { type CaseInput, caseOfAnswers, mostCases, plainCases, readCases } from './draft-cases.ts'
import { type DraftRow, documentHash, findDraft, judgeDraft, replaceDraft } from './draft-row.server.ts'
import { type DocumentFault, jsonPath } from './json-text.ts'
import { type WorkedCase, workedCases } from './worked-case.ts'

/** Adds a worked example to a draft. Throws programme.draft_incomplete where the draft does not compute yet. */
export async function addCase(ctx: Context, number: string, input: CaseInput, answers: Answers): Promise<void> {
	const draft = await findDraft(ctx, number)
	const { document, faults } = judgeDraft(draft.document)
	if (!document) throw new DomainError('programme.draft_incomplete', { n: faults.length })
	const categories = await allCategories(ctx)
	const pathOf = (id: string) => {
		const path = categoryPath(categories, id).map((category) => category.id)
		return path.length > 0 ? path : [id]
	}
	const made = caseOfAnswers(document, input, answers, pathOf)
	await store(ctx, draft, [...readCases(draft.cases), made])
}

/** Takes a worked example out; `hash` names the examples as they were seen. Throws state.changed_meanwhile. */
export async function removeCase(ctx: Context, number: string, { index, hash }: { index: number; hash: string }) {
	const draft = await findDraft(ctx, number)
	if (documentHash(draft.cases) !== hash) throw new DomainError('state.changed_meanwhile')
	await store(
		ctx,
		draft,
		readCases(draft.cases).filter((_, at) => at !== index),
	)
}

/** Puts the worked examples of a file in place of those there: all of them, or none and every fault found. */
export async function importCases(
	ctx: Context,
	number: string,
	file: string,
): Promise<{ count: number } | { faults: DocumentFault[] }> {
	const draft = await findDraft(ctx, number)
	const read = readCasesText(file)
	if ('faults' in read) return read
	await store(ctx, draft, read)
	return { count: read.length }
}

function readCasesText(text: string): WorkedCase[] | { faults: DocumentFault[] } {
	const whole = (zh: string, en: string) => ({ faults: [{ path: '$', zh, en }] })
	if (text.length > longestDocument)
		return whole('文件太大，最多 100 万个字符', 'the file is too long: at most 1,000,000 characters')
	let json: unknown
	try {
		json = JSON.parse(text)
	} catch {
		return whole('不是有效的 JSON', 'not valid JSON')
	}
	const read = workedCases.safeParse(json)
	if (read.success) return read.data
	return {
		faults: read.error.issues.slice(0, 20).map((issue) => ({
			path: jsonPath(issue.path),
			zh: String((issue.code === 'custom' && issue.params?.zh) || '这里与算例的格式不符'),
			en: issue.message,
		})),
	}
}

async function store(ctx: Context, draft: DraftRow, cases: readonly WorkedCase[]): Promise<void> {
	if (cases.length > mostCases) throw new DomainError('programme.too_many_cases', { most: mostCases })
	await transact(ctx, async (tx) => {
		const plain = plainCases(cases) as Prisma.InputJsonArray
		await replaceDraft(tx, draft, { cases: plain }, memberOf(tx.actor).accountId)
		await record(tx, 'programme.cases_saved', draft.programme.number, {
			versionNo: draft.versionNo,
			count: cases.length,
		})
	})
}
