import { pool } from '#app/platform/db.server.ts'
import { logger } from '#app/platform/logger.server.ts'
import type { SuggestionKind } from './build-suggestions.server.ts'
import { keyOf } from './folding.server.ts'

export type Suggestion = { kind: SuggestionKind; target: string; label: string; labelEn: string | null }
type Entry = Suggestion & {
	/** among equals, how early it comes: higher is earlier */
	standing: number
}
type Table = {
	/** changes with the table's content */
	version: string
	entries: Entry[]
	/** sorted; `owners[i]` is the entry of `keys[i]`, `ranks[i]` how good a way to be found the key is (0 is best) */
	keys: string[]
	owners: Uint32Array
	ranks: Uint8Array
}

export const mostSuggestions = 8
const mostOf: Record<SuggestionKind, number> = { term: 4, category: 2, standard: 3, instrument: 3, provider: 2 }
/** Among equals: words and categories before what is more special. */
const order: Record<SuggestionKind, number> = { term: 0, category: 1, standard: 2, instrument: 3, provider: 4 }
/** How old what a process holds may be before it looks for a newer one. */
const secondsKept = 60
const rowsAtOnce = 2_000

let held: { table: Table; at: number } | undefined
let loading: Promise<Table> | undefined

/**
 * What may be meant by the beginning of a question: by name, a later word of it, pinyin, initials, any form of a standard's
 * number. Best first, few of each kind. Answers from memory; the database is asked at most once a minute, beside.
 */
export async function suggest(typed: string): Promise<Suggestion[]> {
	const beginning = keyOf(typed.slice(0, 60))
	if (beginning === '') return []
	return lookUp(await currentTable(), beginning)
}

/** Forgets what this process holds: for tests, and after suggestions were made in the same process. */
export function forgetSuggestions(): void {
	held = undefined
}

async function currentTable(): Promise<Table> {
	if (held && Date.now() - held.at < secondsKept * 1_000) return held.table
	loading ??= refresh().finally(() => {
		loading = undefined
	})
	if (!held) return loading
	loading.catch((error: unknown) => logger.error({ err: error }, 'suggestions not read anew'))
	return held.table
}

async function refresh(): Promise<Table> {
	const { rows } = await pool.query<{ version: string }>(
		`SELECT count(*) || '/' || coalesce(max(id), 0) AS version FROM suggestion`,
	)
	const version = rows[0]!.version
	const table = held?.table.version === version ? held.table : await read(version)
	held = { table, at: Date.now() }
	return table
}

type Row = {
	id: string
	kind: SuggestionKind
	target: string
	label: string
	labelEn: string | null
	weight: number
	keys: string[]
}

/** Reads the table in pieces, so that other requests are answered in between. */
async function read(version: string): Promise<Table> {
	const entries: Entry[] = []
	const found: { key: string; rank: number; owner: number }[] = []
	for (let after = '0'; ; ) {
		const { rows } = await pool.query<Row>(
			`SELECT id::text, kind, target, label, label_en AS "labelEn", weight, keys FROM suggestion WHERE id > $1 ORDER BY id LIMIT $2`,
			[after, rowsAtOnce],
		)
		for (const { id, keys, weight, ...entry } of rows) {
			for (const key of keys) found.push({ key: key.slice(1), rank: Number(key[0]), owner: entries.length })
			entries.push({ ...entry, standing: Math.log2(weight + 1) - order[entry.kind] })
			after = id
		}
		if (rows.length < rowsAtOnce) break
	}
	found.sort((a, b) => (a.key < b.key ? -1 : a.key > b.key ? 1 : 0))
	return {
		version,
		entries,
		keys: found.map(({ key }) => key),
		owners: Uint32Array.from(found, ({ owner }) => owner),
		ranks: Uint8Array.from(found, ({ rank }) => rank),
	}
}

/** One that fits; `score` 0 when the whole name was typed, then by rank. */
type Fit = { owner: number; score: number }

/** A single letter begins tens of thousands of keys: each is looked at once, and no more is kept than is shown. */
function lookUp({ entries, keys, owners, ranks }: Table, beginning: string): Suggestion[] {
	const comesBefore = (a: Fit, b: Fit) => {
		if (a.score !== b.score) return a.score < b.score
		const [one, other] = [entries[a.owner]!, entries[b.owner]!]
		if (one.standing !== other.standing) return one.standing > other.standing
		return one.label.length !== other.label.length ? one.label.length < other.label.length : a.owner < b.owner
	}
	const best = new Map(Object.keys(mostOf).map((kind) => [kind, [] as Fit[]]))
	for (let i = firstAtLeast(keys, beginning); i < keys.length && keys[i]!.startsWith(beginning); i++) {
		const owner = owners[i]!
		const { kind } = entries[owner]!
		const score = ranks[i] === 0 && keys[i] === beginning ? 0 : ranks[i]! + 1
		keepBest(best.get(kind)!, { owner, score }, mostOf[kind], comesBefore)
	}
	const chosen: Fit[] = []
	for (const list of best.values()) for (const fit of list) keepBest(chosen, fit, mostSuggestions, comesBefore)
	return chosen.map(({ owner }) => {
		const { standing: _standing, ...suggestion } = entries[owner]!
		return suggestion
	})
}

/** Puts one in its place among the best so far, each owner once, at most so many. */
function keepBest(best: Fit[], fit: Fit, most: number, comesBefore: (a: Fit, b: Fit) => boolean): void {
	const last = best[best.length - 1]
	if (last && best.length === most && !comesBefore(fit, last)) return
	const known = best.findIndex(({ owner }) => owner === fit.owner)
	if (known >= 0) {
		if (!comesBefore(fit, best[known]!)) return
		best.splice(known, 1)
	}
	let place = best.length
	while (place > 0 && comesBefore(fit, best[place - 1]!)) place--
	best.splice(place, 0, fit)
	if (best.length > most) best.pop()
}

/** The place of the first key that is not before `wanted`. */
function firstAtLeast(keys: readonly string[], wanted: string): number {
	let low = 0
	let high = keys.length
	while (low < high) {
		const middle = (low + high) >> 1
		if (keys[middle]! < wanted) low = middle + 1
		else high = middle
	}
	return low
}
