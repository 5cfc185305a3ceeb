import type { Pool } from 'pg'
import type { Columns } from './memory-columns.ts'
import { everyLevel, isSound, level, type Packed, type Postings, packed, sizeOf, unpacked } from './memory-postings.ts'
import { tsqueryToken } from './postgres-document.server.ts'

const isBeginning = (token: string) => isSound(token) && token.endsWith('*')

/** Words of one document with their levels. */
export type DocumentWords = ReadonlyMap<string, number>

/** Bytes of lists kept; those used longest ago go first. */
const mostBytes = 112 * 1_048_576
/** Documents changed since lists were read: more, and the lists are read anew. */
const mostChanged = 5_000
/** Tokens read in one statement. */
const perStatement = 12

/**
 * Which documents hold a word, as lists read from the database's index when they are first asked for. Documents changed
 * since are kept apart, with their words, and stand for what the lists say of them.
 */
export class Words {
	asked = 0
	saved = 0
	bytes = 0
	private lists = new Map<string, Packed>()
	private readonly awaited = new Map<string, Promise<Packed | null>>()
	/** lists read before this was counted up say nothing of what changed since */
	generation = 0
	private isChanged = new Uint8Array(0)
	private readonly wordsOfChanged = new Map<number, readonly string[]>()
	private readonly changed = new Map<string, Map<number, number>>()

	constructor(
		private readonly pool: Pool,
		private readonly columns: Columns,
	) {}

	/** Where each of these tokens stands at present: nothing may be awaited before it is used. */
	async find(tokens: ReadonlySet<string>): Promise<(token: string) => Postings> {
		this.asked += tokens.size
		for (const token of tokens) if (this.lists.has(token)) this.saved++
		for (;;) {
			const { generation } = this
			const held = new Map<string, Packed>()
			const reading: Promise<void>[] = []
			for (const [token, promise] of this.read([...tokens]))
				reading.push(promise.then((list) => void (list && held.set(token, list))))
			for (const token of tokens) {
				const list = this.lists.get(token)
				if (!list) continue
				held.set(token, list)
				// the one used last is the last to go
				this.lists.delete(token)
				this.lists.set(token, list)
			}
			if (reading.length > 0) await Promise.all(reading)
			if (generation === this.generation) return (token) => this.present(token, held.get(token)!)
		}
	}

	/** A document was changed (or taken out: null). */
	change(place: number, words: DocumentWords | null) {
		if (this.isChanged.length < this.columns.capacity) {
			const longer = new Uint8Array(this.columns.capacity)
			longer.set(this.isChanged)
			this.isChanged = longer
		}
		for (const token of this.wordsOfChanged.get(place) ?? []) this.changed.get(token)?.delete(place)
		this.isChanged[place] = 1
		this.wordsOfChanged.set(place, words ? [...words.keys()] : [])
		for (const [token, levels] of words ?? []) {
			const places = this.changed.get(token)
			if (places) places.set(place, levels)
			else this.changed.set(token, new Map([[place, levels]]))
		}
		if (this.wordsOfChanged.size > mostChanged) this.forget()
	}

	/** Everything is read anew when it is next asked for. */
	private forget() {
		this.generation++
		this.lists.clear()
		this.awaited.clear()
		this.bytes = 0
		this.isChanged.fill(0)
		this.wordsOfChanged.clear()
		this.changed.clear()
	}

	/** A list with what has changed since it was read. */
	private present(token: string, list: Packed): Postings {
		const read = unpacked(list)
		if (this.wordsOfChanged.size === 0) return read
		const added = new Map<number, number>()
		for (const places of this.changedLike(token)) for (const [place, levels] of places) added.set(place, levels)
		const later = [...added].sort(([a], [b]) => a - b)
		const places = new Uint32Array(read.places.length + later.length)
		const levels = new Uint8Array(places.length)
		let n = 0
		let next = 0
		const put = (place: number, at: number) => {
			places[n] = place
			levels[n++] = at
		}
		for (let i = 0; i < read.places.length; i++) {
			const place = read.places[i]!
			if (this.isChanged[place]) continue
			while (next < later.length && later[next]![0] < place) put(...later[next++]!)
			put(place, read.levels[i]!)
		}
		while (next < later.length) put(...later[next++]!)
		return { places: places.subarray(0, n), levels: levels.subarray(0, n) }
	}

	private *changedLike(token: string): Generator<Map<number, number>> {
		if (!isBeginning(token)) {
			const places = this.changed.get(token)
			if (places) yield places
			return
		}
		const begins = token.slice(0, -1)
		for (const [other, places] of this.changed) if (other.startsWith(begins)) yield places
	}

	/** Begins to read those that are not there; a list that was forgotten meanwhile comes as null. */
	private read(tokens: readonly string[]): [string, Promise<Packed | null>][] {
		const missing = tokens.filter((token) => !this.lists.has(token))
		const fresh = missing.filter((token) => !this.awaited.has(token))
		for (let start = 0; start < fresh.length; start += perStatement) {
			const some = fresh.slice(start, start + perStatement)
			const reading = this.fetch(some)
			for (const token of some) {
				const one = reading.then((lists) => lists.get(token) ?? null)
				this.awaited.set(token, one)
				const done = () => {
					if (this.awaited.get(token) === one) this.awaited.delete(token)
				}
				one.then(done, done)
			}
		}
		return missing.map((token) => [token, this.awaited.get(token)!])
	}

	private async fetch(tokens: readonly string[]): Promise<Map<string, Packed>> {
		const { generation } = this
		const values: string[] = []
		const parts = tokens.flatMap((token, i) => {
			const query = isBeginning(token) ? tsqueryToken(token.slice(0, -1), '*') : tsqueryToken(token)
			const wanted = `$${values.push(query)}::tsquery`
			// in one place for all: a sound, and a name as a whole
			if (/^[~$]/.test(token)) return [listSql(i, everyLevel, `tsv @@ ${wanted}`)]
			const places = (['a', 'b', 'c'] as const).map((weight, bit) =>
				listSql(i, 1 << bit, `ts_filter(tsv, '{${weight}}') @@ ${wanted}`),
			)
			return [listSql(i, level.anywhere, `tsv @@ ${wanted}`), ...places]
		})
		const { rows } = await this.pool.query<{ n: number; levels: number; ids: Buffer | null }>(
			parts.join(' UNION ALL '),
			values,
		)
		const lists = new Map<string, Packed>()
		if (generation !== this.generation) return lists
		for (const [i, token] of tokens.entries()) {
			const found = rows.filter(({ n, ids }) => n === i && ids !== null)
			const list = packed(found.map(({ levels, ids }) => ({ levels, places: placesOf(this.columns, ids!) })))
			lists.set(token, list)
			this.keep(token, list)
		}
		return lists
	}

	private keep(token: string, list: Packed) {
		this.lists.set(token, list)
		this.bytes += sizeOf(list)
		for (const [oldest, old] of this.lists) {
			if (this.bytes <= mostBytes || oldest === token) break
			this.lists.delete(oldest)
			this.bytes -= sizeOf(old)
		}
	}
}

const listSql = (n: number, levels: number, condition: string) =>
	`SELECT ${n} AS n, ${levels} AS levels, string_agg(int8send(listing_id), ''::bytea) AS ids FROM search_document WHERE ${condition}`

/** Places of listings given as numbers of eight bytes; those that have none yet are left out. */
function placesOf(columns: Columns, ids: Buffer): Uint32Array {
	const places = new Uint32Array(ids.length / 8)
	let n = 0
	for (let at = 0; at < ids.length; at += 8) {
		const place = columns.placeOf(ids.readUInt32BE(at) * 4_294_967_296 + ids.readUInt32BE(at + 4))
		if (place >= 0) places[n++] = place
	}
	return places.subarray(0, n)
}
