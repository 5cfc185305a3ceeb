import { pool } from '#app/platform/db.server.ts'
import { logger } from '#app/platform/logger.server.ts'
import type { SuggestionKind } from './build-suggestions.server.ts'
import { keyOf } from './folding.server.ts'

export type Suggestion = { kind: SuggestionKind; target: string; label: string; labelEn: string | null }
type Entry = Suggestion & { weight: number }
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
/** Keys looked at for one beginning: a single letter has tens of thousands. */
const mostKeys = 20_000
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
		for (const { id, keys, ...entry } of rows) {
			for (const key of keys) found.push({ key: key.slice(1), rank: Number(key[0]), owner: entries.length })
			entries.push(entry)
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

function lookUp({ entries, keys, owners, ranks }: Table, beginning: string): Suggestion[] {
	// 0 when the whole name was typed, then by rank
	const scores = new Map<number, number>()
	const from = firstAtLeast(keys, beginning)
	for (let i = from; i < keys.length && i < from + mostKeys && keys[i]!.startsWith(beginning); i++) {
		const owner = owners[i]!
		const score = ranks[i] === 0 && keys[i] === beginning ? 0 : ranks[i]! + 1
		if (score < (scores.get(owner) ?? 9)) scores.set(owner, score)
	}
	const best = [...scores].sort(
		([a, scoreA], [b, scoreB]) =>
			scoreA - scoreB ||
			Math.log2(entries[b]!.weight + 1) -
				order[entries[b]!.kind] -
				(Math.log2(entries[a]!.weight + 1) - order[entries[a]!.kind]) ||
			entries[a]!.label.length - entries[b]!.label.length ||
			a - b,
	)
	const taken = new Map<SuggestionKind, number>()
	const chosen: Suggestion[] = []
	for (const [owner] of best) {
		const { kind, target, label, labelEn } = entries[owner]!
		const already = taken.get(kind) ?? 0
		if (already === mostOf[kind]) continue
		taken.set(kind, already + 1)
		chosen.push({ kind, target, label, labelEn })
		if (chosen.length === mostSuggestions) break
	}
	return chosen
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
