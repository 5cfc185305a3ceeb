import fs from 'node:fs'
import { z } from 'zod'
import type { SearchEngine } from '#search/engine.ts'
import { CannotRun } from './command-line.ts'

/** A question as people type it, and the catalogue ids that answer it: 3 just what is wanted, 2 a good answer, 1 of some use. */
export type Judged = { q: string; ideal: Record<string, number> }

const entry = z.strictObject({
	q: z.string().trim().min(1).max(200),
	ideal: z.record(z.string().min(1), z.union([z.literal(1), z.literal(2), z.literal(3)])),
})

/** Reads a list of judged questions; refuses a file that is none, naming the line or the entry. */
export function readJudged(file: string): Judged[] {
	let text: string
	try {
		text = fs.readFileSync(file, 'utf8').replace(/^\uFEFF/, '')
	} catch {
		throw new CannotRun(`There is no file ${file} to read.`)
	}
	const list = parsed(text, file)
	if (!Array.isArray(list) || list.length === 0)
		throw new CannotRun(`${file} must hold a list: [{ "q": "…", "ideal": { "catalogue id": 1–3 } }, …].`)
	const seen = new Map<string, number>()
	return list.map((raw: unknown, i) => {
		const read = entry.safeParse(raw)
		const say = (what: string) => new CannotRun(`${file}, entry ${i + 1}: ${what}`)
		if (!read.success) {
			const where = read.error.issues[0]?.path ?? []
			if (where[0] === 'q') throw say('"q" must be a question of 1 to 200 characters.')
			if (where[0] === 'ideal' && where.length > 1) throw say(`the grade of "${String(where[1])}" must be 1, 2 or 3.`)
			if (where[0] === 'ideal') throw say('"ideal" must hold catalogue ids with grades: { "mi-sem": 3 }.')
			throw say('it must hold "q" and "ideal" and nothing else.')
		}
		const { q, ideal } = read.data
		if (Object.keys(ideal).length === 0) throw say('"ideal" names no catalogue id.')
		const before = seen.get(q)
		if (before !== undefined) throw say(`"${q}" was asked in entry ${before} already.`)
		seen.set(q, i + 1)
		return { q, ideal }
	})
}

function parsed(text: string, file: string): unknown {
	try {
		return JSON.parse(text)
	} catch (error) {
		const { message } = error as Error
		const at = /position (\d+)/.exec(message)
		const line = at ? text.slice(0, Number(at[1])).split('\n').length : text.split('\n').length
		throw new CannotRun(`${file}, line ${line}: this is not JSON (${message.split('\n')[0]}).`)
	}
}

const deep = 10

/** What a ranking is worth against the best possible one, from its first ten: gain 2^grade − 1, discount log2(place + 1). */
export function ndcg10(ranking: readonly string[], ideal: Readonly<Record<string, number>>): number {
	const worth = (grades: readonly number[]) =>
		grades.slice(0, deep).reduce((sum, grade, i) => sum + (2 ** grade - 1) / Math.log2(i + 2), 0)
	const best = worth(Object.values(ideal).sort((a, b) => b - a))
	return best === 0 ? 0 : worth(ranking.slice(0, deep).map((id) => ideal[id] ?? 0)) / best
}

export type Measured = { q: string; ndcg10: number; found: number; match: string; top: string[] }

/** Reads catalogue ids of listings; a listing that follows no entry of the catalogue stands for itself. */
export type ReferencesOf = (ids: readonly bigint[]) => Promise<ReadonlyMap<bigint, string>>

const mostPages = 40

/**
 * Asks every question. A result counts by its listing's catalogue id, the best of several listings once; pages are turned
 * until ten different ones are there.
 */
export async function measure(
	engine: SearchEngine,
	referencesOf: ReferencesOf,
	questions: readonly Judged[],
): Promise<Measured[]> {
	const measured: Measured[] = []
	for (const { q, ideal } of questions) {
		const top = new Set<string>()
		let cursor: string | null = null
		let found = 0
		let match = ''
		for (let page = 0; page < mostPages; page++) {
			const answer = await engine.search({ text: q, limit: 100, cursor, withFacets: false })
			if (page === 0) ({ total: found, match } = answer)
			const ids = answer.hits.map((hit) => hit.id)
			const references = await referencesOf(ids)
			for (const id of ids) top.add(references.get(id) ?? `listing ${id}`)
			cursor = answer.nextCursor
			if (top.size >= deep || cursor === null) break
		}
		const ranking = [...top].slice(0, deep)
		measured.push({ q, ndcg10: ndcg10(ranking, ideal), found: top.size === 0 ? 0 : found, match, top: ranking })
	}
	return measured
}

const rounded = (value: number) => Math.round(value * 10_000) / 10_000

/** The two figures of a list: mean nDCG@10 and the share of questions without any result. */
export const figuresOf = (measured: readonly Measured[]) => ({
	questions: measured.length,
	ndcg10: rounded(measured.reduce((sum, one) => sum + one.ndcg10, 0) / measured.length),
	zeroShare: rounded(measured.filter((one) => one.top.length === 0).length / measured.length),
})
