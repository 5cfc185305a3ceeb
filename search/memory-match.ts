import type { SearchAnswer } from './engine.ts'
import type { Columns } from './memory-columns.ts'
import { beginning, isSound, level, type Postings, together } from './memory-postings.ts'
import type { Need } from './needs.server.ts'
import type { Part, Question } from './question.server.ts'
import { demanded, isTelling } from './ways.server.ts'
import { exactToken } from './weighted-tokens.server.ts'
import { needWorth, worth } from './worth.ts'

const named = level.name | level.otherName
const inHead = named | level.aside
/** Besides the levels a part is met at: just as typed in a name, and as the whole of a name. */
const asTyped = 16
const whole = 32
/** What is known of a document besides the parts it met (a bit each): that it was seen, and that it is an answer where one part is enough. */
const seen = 256
const isAnswer = 512

/** Documents that answer a question: their places, ascending no more, and how well they do. */
export type Matches = { places: Uint32Array; scores: Int32Array }
type Find = (token: string) => Postings

const wholes = ({ alternatives }: Part) =>
	alternatives.flatMap((tokens) => (tokens.length === 1 && !isSound(tokens[0]!) ? [exactToken(tokens[0]!)] : []))

/** Every token that has to be known to answer a question. */
export function tokensOf({ parts, needs }: Question): Set<string> {
	return new Set([
		...parts.flatMap((part) => [
			...part.alternatives.flat(),
			...part.typed,
			...wholes(part),
			...(part.prefix ? [beginning(part.prefix)] : []),
		]),
		...needs.flatMap(({ key }) => [key, exactToken(key)]),
	])
}

/** What a part is worth by the levels it is met at. */
const worths = Int32Array.from({ length: 64 }, (_, met) => {
	const { name, otherName, aside, anywhere } = worth
	const place = met & 1 ? name : met & 2 ? otherName : met & 4 ? aside : met & 8 ? anywhere : 0
	return place + (met & asTyped ? worth.asTyped : 0) + (met & whole ? worth.whole : 0)
})

/** Finds what answers a question, and how well, with the same points as the database does. One at a time: it works on arrays of its own. */
export class Matcher {
	private met = new Uint8Array(0)
	private parts = new Uint16Array(0)
	private points = new Int32Array(0)
	private touched = new Uint32Array(0)
	private found = new Uint32Array(0)

	constructor(private readonly columns: Columns) {}

	matches({ parts, needs }: Question, match: SearchAnswer['match'], look: Find): Matches {
		this.makeRoom()
		const known = new Map<string, Postings>()
		const find: Find = (token) => {
			const list = known.get(token) ?? look(token)
			known.set(token, list)
			return list
		}
		const wanted = needs.length > 0 ? demanded(parts).filter(isTelling) : demanded(parts)
		const isJoint = needs.length === 0 && match !== 'some'
		let n = 0
		let all = 0
		// the rarest first: of the others only what it found has to be looked at
		for (const [i, part] of rarestFirst(wanted, find).entries()) {
			const only = isJoint ? (i > 0 ? all | seen | isAnswer : 0) : null
			n = this.add(part, find, only, 1 << i, n)
			all |= 1 << i
		}
		for (const need of needs) n = this.addNeed(need, find, n)
		for (const part of parts) if (!wanted.includes(part)) this.add(part, find, 'seen', 0, n)
		return this.taken(n, isJoint ? all | seen | isAnswer : null)
	}

	/**
	 * Gives a part's points to what holds it: to whatever it finds (null), to what was seen before, or to what met just these
	 * parts before (0: to what is new and meets this one). Answers how many were seen by now.
	 */
	private add(part: Part, find: Find, only: number | null | 'seen', bit: number, known: number): number {
		const { met, parts, points, touched, found } = this
		let n = known
		const count = this.mark(part, find)
		for (let i = 0; i < count; i++) {
			const place = touched[i]!
			const how = met[place]!
			met[place] = 0
			const before = parts[place]!
			// the whole of a name alone does not make a part met
			const isMet = bit > 0 && (how & level.anywhere) !== 0
			if (only === 'seen' ? before === 0 : only !== null && (before !== only || !isMet)) continue
			if (before === 0) found[n++] = place
			parts[place] = before | seen | (isMet ? bit | isAnswer : 0)
			points[place] = points[place]! + part.weight * worths[how]!
		}
		return n
	}

	/** Marks where a part stands, and how. Answers how many places that are. */
	private mark(part: Part, find: Find): number {
		const { met, touched } = this
		let count = 0
		const put = ({ places, levels }: Postings, mask: number, as: number) => {
			for (let i = 0; i < places.length; i++) {
				const at = levels[i]! & mask
				if (at === 0) continue
				const place = places[i]!
				if (met[place] === 0) touched[count++] = place
				met[place] = met[place]! | (as || at)
			}
		}
		for (const tokens of part.alternatives) put(together(tokens.map(find)), 15, 0)
		if (part.prefix) put(find(beginning(part.prefix)), 15, 0)
		put(together(part.typed.map(find)), named, asTyped)
		for (const token of wholes(part)) put(find(token), inHead, whole)
		return count
	}

	private addNeed({ key, weight }: Need, find: Find, known: number): number {
		const { met, parts, points, touched, found } = this
		let n = known
		let count = 0
		const mark = ({ places, levels }: Postings, mask: number, as: number) => {
			for (let i = 0; i < places.length; i++) {
				if ((levels[i]! & mask) === 0) continue
				const place = places[i]!
				if (met[place] === 0) touched[count++] = place
				if (met[place]! < as) met[place] = as
			}
		}
		const list = find(key)
		mark(list, level.anywhere, 1)
		mark(list, named, 2)
		mark(find(exactToken(key)), inHead, 3)
		const worthOf = [0, needWorth.anywhere, needWorth.named, needWorth.whole].map((one) => Math.round(weight * one))
		for (let i = 0; i < count; i++) {
			const place = touched[i]!
			if (parts[place] === 0) found[n++] = place
			parts[place] = parts[place]! | seen | isAnswer
			points[place] = points[place]! + worthOf[met[place]!]!
			met[place] = 0
		}
		return n
	}

	/** What was found and is still there; when given, only what met all of this. The arrays are clean again. */
	private taken(count: number, all: number | null): Matches {
		const { parts, points, found } = this
		const { alive, quality } = this.columns
		const places = new Uint32Array(count)
		const scores = new Int32Array(count)
		let n = 0
		for (let i = 0; i < count; i++) {
			const place = found[i]!
			if (alive[place] && (all === null ? (parts[place]! & isAnswer) > 0 : parts[place] === all)) {
				places[n] = place
				scores[n++] = points[place]! * 1000 + quality[place]!
			}
			parts[place] = 0
			points[place] = 0
		}
		return { places: places.subarray(0, n), scores: scores.subarray(0, n) }
	}

	private makeRoom() {
		const { capacity } = this.columns
		if (this.met.length >= capacity) return
		this.met = new Uint8Array(capacity)
		this.parts = new Uint16Array(capacity)
		this.points = new Int32Array(capacity)
		this.touched = new Uint32Array(capacity)
		this.found = new Uint32Array(capacity)
	}
}

function rarestFirst(parts: readonly Part[], find: Find): Part[] {
	const sizes = new Map(
		parts.map((part) => {
			const lists = [...part.alternatives.map((tokens) => tokens[0]!), ...(part.prefix ? [beginning(part.prefix)] : [])]
			return [part, lists.reduce((sum, token) => sum + find(token).places.length, 0)]
		}),
	)
	return [...parts].sort((a, b) => sizes.get(a)! - sizes.get(b)!)
}
