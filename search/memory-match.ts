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
/** Documents are looked at so many places at a time: what is noted of them then stays close at hand. */
const block = 16_384

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

/** How a part or a need is met by levels of a list, for each of the sixteen combinations of levels. */
const meeting = (how: (levels: number) => number) => Uint8Array.from({ length: 16 }, (_, levels) => how(levels))
const asSaid = meeting((levels) => levels)
const justTyped = meeting((levels) => (levels & named ? asTyped : 0))
const saidAndTyped = meeting((levels) => asSaid[levels]! | justTyped[levels]!)
const asWhole = meeting((levels) => (levels & inHead ? whole : 0))
const asNeeded = meeting((levels) => (levels & level.anywhere ? 1 : 0) | (levels & named ? 2 : 0))
const neededWhole = meeting((levels) => (levels & inHead ? 4 : 0))

/** What a part is worth by how it is met. */
const worths = Int32Array.from({ length: 64 }, (_, met) => {
	const { name, otherName, aside, anywhere } = worth
	const place = met & 1 ? name : met & 2 ? otherName : met & 4 ? aside : met & 8 ? anywhere : 0
	return place + (met & asTyped ? worth.asTyped : 0) + (met & whole ? worth.whole : 0)
})

/** A list, and what it says by its levels; what lies before `next` has been looked at. */
type Source = Postings & { meets: Uint8Array; next: number }

/** Gives points to what its lists hold, and notes what was met; by how it was met. */
type Step = {
	sources: Source[]
	points: Int32Array
	notes: Uint16Array
	/** whatever it finds (null), what was seen before, or what met just these parts before (0: what is new) and meets this one */
	only: number | null | 'seen'
}

const reading = (list: Postings, meets: Uint8Array): Source => ({ ...list, meets, next: 0 })

function stepOf(part: Part, find: Find, bit: number, only: Step['only']): Step {
	const typed = part.typed.join()
	const sources = part.alternatives.map((tokens) =>
		reading(together(tokens.map(find)), tokens.join() === typed ? saidAndTyped : asSaid),
	)
	if (part.prefix) sources.push(reading(find(beginning(part.prefix)), asSaid))
	if (!part.alternatives.some((tokens) => tokens.join() === typed))
		sources.push(reading(together(part.typed.map(find)), justTyped))
	for (const token of wholes(part)) sources.push(reading(find(token), asWhole))
	return {
		sources,
		points: worths.map((one) => part.weight * one),
		// the whole of a name alone does not make a part met
		notes: Uint16Array.from(worths, (_, how) => seen | (bit > 0 && how & level.anywhere ? bit | isAnswer : 0)),
		only,
	}
}

function stepOfNeed({ key, weight }: Need, find: Find): Step {
	const pointsOf = (how: number) =>
		Math.round(weight * (how & 4 ? needWorth.whole : how & 2 ? needWorth.named : needWorth.anywhere))
	return {
		sources: [reading(find(key), asNeeded), reading(find(exactToken(key)), neededWhole)],
		points: Int32Array.from({ length: 8 }, (_, how) => pointsOf(how)),
		notes: new Uint16Array(8).fill(seen | isAnswer),
		only: null,
	}
}

/** Finds what answers a question, and how well, with the same points as the database does. One at a time: it works on arrays of its own. */
export class Matcher {
	private readonly met = new Uint8Array(block)
	private readonly notes = new Uint16Array(block)
	private readonly points = new Int32Array(block)
	private readonly touched = new Uint16Array(block)
	private readonly found = new Uint16Array(block)
	private places = new Uint32Array(block)
	private scores = new Int32Array(block)

	constructor(private readonly columns: Columns) {}

	matches({ parts, needs }: Question, match: SearchAnswer['match'], look: Find): Matches {
		const known = new Map<string, Postings>()
		const find: Find = (token) => {
			const list = known.get(token) ?? look(token)
			known.set(token, list)
			return list
		}
		const wanted = needs.length > 0 ? demanded(parts).filter(isTelling) : demanded(parts)
		const isJoint = needs.length === 0 && match !== 'some'
		let all = 0
		// the rarest first: of the others only what it found has to be looked at
		const steps = rarestFirst(wanted, find).map((part, i) => {
			const only = isJoint ? (i > 0 ? all | seen | isAnswer : 0) : null
			all |= 1 << i
			return stepOf(part, find, 1 << i, only)
		})
		for (const need of needs) steps.push(stepOfNeed(need, find))
		for (const part of parts) if (!wanted.includes(part)) steps.push(stepOf(part, find, 0, 'seen'))
		let n = 0
		for (let from = 0; from < this.columns.size; from += block) {
			let found = 0
			for (const step of steps) found = this.add(step, from, found)
			n = this.take(from, found, isJoint ? all | seen | isAnswer : null, n)
		}
		return { places: this.places.slice(0, n), scores: this.scores.slice(0, n) }
	}

	/** Takes a step in the block that begins at a place. Answers how many documents of it were seen by now. */
	private add({ sources, points, notes, only }: Step, from: number, before: number): number {
		const { met, touched, found } = this
		let n = before
		let count = 0
		for (const source of sources) count = this.mark(source, from, count)
		for (let i = 0; i < count; i++) {
			const here = touched[i]!
			const how = met[here]!
			met[here] = 0
			const known = this.notes[here]!
			const note = notes[how]!
			if (only === 'seen' ? known === 0 : only !== null && (known !== only || note === seen)) continue
			if (known === 0) found[n++] = here
			this.notes[here] = known | note
			this.points[here] = this.points[here]! + points[how]!
		}
		return n
	}

	/** Marks where a list stands in a block, and how. Answers how many places are marked by now. */
	private mark(source: Source, from: number, before: number): number {
		const { met, touched } = this
		const { places, levels, meets } = source
		const until = from + block
		let count = before
		let i = source.next
		for (; i < places.length; i++) {
			const place = places[i]!
			if (place >= until) break
			const how = meets[levels[i]!]!
			if (how === 0) continue
			const here = place - from
			if (met[here] === 0) touched[count++] = here
			met[here] = met[here]! | how
		}
		source.next = i
		return count
	}

	/** Adds what was found in a block and is still there; when given, only what met all of this. The block is clean again. */
	private take(from: number, count: number, all: number | null, before: number): number {
		if (before + count > this.places.length) this.makeRoom(before + count)
		const { notes, points, found, places, scores, columns } = this
		let n = before
		for (let i = 0; i < count; i++) {
			const here = found[i]!
			const note = notes[here]!
			if ((all === null ? (note & isAnswer) > 0 : note === all) && columns.isAlive(from + here)) {
				places[n] = from + here
				scores[n++] = points[here]! * 1000 + columns.qualityOf(from + here)
			}
			notes[here] = 0
			points[here] = 0
		}
		return n
	}

	private makeRoom(least: number) {
		const [places, scores] = [this.places, this.scores]
		this.places = new Uint32Array(Math.max(least, 2 * places.length))
		this.places.set(places)
		this.scores = new Int32Array(this.places.length)
		this.scores.set(scores)
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
