import { isDeepStrictEqual } from 'node:util'
import { callBooks } from '#app/domain/ledger/call-books.server.ts'
import { DomainError } from '#app/lib/errors.ts'
import { differences, text } from './differences.ts'
import { emptyModel, type Model, Refused } from './model.ts'
import type { Answer } from './rules.ts'
import type { Snapshot } from './snapshot.ts'
import type { Call } from './wish-parts.ts'
import { plan, type Wish } from './wishes.ts'
import { World } from './world.ts'

/** How often a call is made again: with the same key and inputs, or with the same key and other inputs. */
export type Again = 'once' | 'twice' | 'other inputs'

type Outcome = { answer: Answer } | { refusal: string }
type Foretold = { answer: Answer; model: Model } | { codes: readonly string[] }
/** How often each function was accepted, or refused with which code, over all runs: what the runs have reached. */
export const tally: Record<string, number> = {}

type Made = { call: Call; key: string; outcome: Outcome }

const makesRows = new Set(['grant_vouchers', 'approve_claim', 'lock_batch'])

/** One run: the model, the database, and what has been done so far. */
export class Play {
	readonly done: Made[] = []
	private constructor(
		public model: Model,
		readonly world: World,
	) {}

	static async open(sources: number, isDirect = false): Promise<Play> {
		const world = await World.open(sources, isDirect)
		await world.look()
		return new Play(emptyModel(sources, World.start), world)
	}

	/** Does one wish on both sides and compares them. Throws when they differ. */
	async wish(wish: Wish, again: Again = 'once'): Promise<void> {
		const step = plan(this.model, wish, this.world.name)
		if (!step) return
		await step.make?.(this.world, this.model)
		this.world.setClock(this.model.now)
		if (step.call) {
			const made = await this.make(step.call)
			const foretold = foretell(this.model, step.call)
			this.agree(made, foretold)
			if ('model' in foretold) this.model = foretold.model
			if (again !== 'once') await this.makeAgain(made, again)
			// what comes next must find the rows these make
			if ('answer' in made.outcome && makesRows.has(step.call.name)) await this.compare(`after ${step.call.name}`)
		}
		if (++this.steps % 4 === 0) await this.compare(`at the latest after ${wish.kind}`)
	}
	private steps = 0

	/** Does several wishes at the same moment: what comes out must be what some order of them gives. */
	async together(wishes: readonly Wish[]): Promise<void> {
		const calls: Call[] = []
		for (const wish of wishes) {
			const step = plan(this.model, wish, this.world.name)
			await step?.make?.(this.world, this.model)
			if (step?.call) calls.push(step.call)
		}
		this.world.setClock(this.model.now)
		const made = await Promise.all(calls.map((call) => this.make(call)))
		const snapshot = await this.world.look()
		const reasons: string[] = []
		for (const order of orders(made)) {
			const after = this.inOrder(order, snapshot)
			if (typeof after !== 'string') {
				this.model = after
				return
			}
			reasons.push(after)
		}
		throw new Error(`no order explains ${made.map(inWords).join(' | ')}\n${reasons.join('\n')}`)
	}

	/** The model after these calls one by one, or why they do not give what was seen. */
	private inOrder(order: readonly Made[], snapshot: Snapshot): Model | string {
		const before = this.model
		try {
			for (const made of order) {
				const foretold = foretell(this.model, made.call)
				this.agree(made, foretold)
				if ('model' in foretold) this.model = foretold.model
			}
			const difference = differences(this.model, this.world, snapshot)
			return difference === '' ? this.model : difference
		} catch (error) {
			return (error as Error).message
		} finally {
			this.model = before
		}
	}

	/**
	 * Everything that had an effect, once more with its key: the same answers, and nothing changes. But for lists of which
	 * some were refused: a refusal leaves no key, so money that came since may be theirs now.
	 */
	async replayAll(): Promise<void> {
		for (const made of [...this.done])
			if ('answer' in made.outcome && !hasRefused(made)) await this.makeAgain(made, 'twice')
		await this.compare('after everything was sent again')
	}

	private async make(call: Call): Promise<Made> {
		const key = `${this.world.name}:${this.done.length}`
		const made: Made = { call, key, outcome: { refusal: 'under way' } }
		this.done.push(made)
		made.outcome = await this.ask(call, key, {})
		const said = `${call.name} ${'refusal' in made.outcome ? made.outcome.refusal : 'accepted'}`
		tally[said] = (tally[said] ?? 0) + 1
		return made
	}

	private async ask(call: Call, key: string, more: Record<string, string>): Promise<Outcome> {
		try {
			const args = { ...call.args(this.world), ...more }
			return { answer: await callBooks<Answer>(this.world.context(call.seat, call.side, key), call.name, args) }
		} catch (error) {
			if (error instanceof DomainError) return { refusal: error.code }
			throw error
		}
	}

	private async makeAgain(made: Made, how: Again): Promise<void> {
		const second = await this.ask(made.call, made.key, how === 'twice' ? {} : { note: 'other inputs' })
		const said = inWords({ ...made, outcome: second })
		if (made.call.name === 'grant_vouchers' && 'answer' in made.outcome) {
			if (!isGrantAgain(made.outcome.answer, second, how)) throw new Error(`${how}: ${inWords(made)}, then ${said}`)
		} else if ('refusal' in made.outcome || how === 'twice') {
			if (!isDeepStrictEqual(second, made.outcome)) throw new Error(`${how}: ${inWords(made)}, then ${said}`)
		} else if (!isDeepStrictEqual(second, { refusal: 'command.key_reused' }))
			throw new Error(`a key with other inputs was taken: ${inWords(made)}, then ${said}`)
	}

	private agree(made: Made, foretold: Foretold): void {
		const { outcome, call } = made
		const isSame =
			'refusal' in outcome
				? 'codes' in foretold && foretold.codes.includes(outcome.refusal)
				: 'answer' in foretold && isForetold(outcome.answer, foretold.answer)
		if (isSame) return
		const said = 'codes' in foretold ? `refuses ${foretold.codes.join(' or ')}` : `answers ${text(foretold.answer)}`
		throw new Error(`${inWords(made)}, the model ${said}; inputs ${text(call.args(this.world))}`)
	}

	/** Throws when the database is not what the model says. */
	async compare(when: string): Promise<void> {
		const difference = differences(this.model, this.world, await this.world.look())
		if (difference !== '') throw new Error(`${when} the database differs from the model: ${difference}`)
	}
}

/** What the model says to a call, on a copy: a refusal changes nothing. */
function foretell(m: Model, call: Call): Foretold {
	const model = structuredClone(m)
	try {
		const answer = call.rule(model)
		model.accepted += call.counts?.(answer) ?? 1
		return { answer, model }
	} catch (error) {
		if (error instanceof Refused) return { codes: error.codes }
		throw error
	}
}

type Result = { refusal?: string | readonly string[]; number?: string; faceFen?: string; or?: Answer }
const resultsOf = (answer: Answer) => answer.results as Result[]

/** Whether an answer has everything the model foretold; results of a grant may be refused by one of several codes. */
function isForetold(answer: Answer, foretold: Answer): boolean {
	if (!('results' in foretold))
		return Object.entries(foretold).every(([key, value]) => isDeepStrictEqual(answer[key], value))
	const results = resultsOf(answer)
	return resultsOf(foretold).every((expected, i) => {
		const got = results[i]
		if (!got) return false
		if (expected.refusal && got.refusal) return expected.refusal.includes(got.refusal as string)
		return isForetold(got as Answer, expected.refusal ? (expected.or ?? { number: null }) : (expected as Answer))
	})
}

/** A grant sent again: who was granted gets the same voucher (or, with other inputs, is told that the key was used), nobody else is granted. */
const hasRefused = ({ call, outcome }: Made) =>
	call.name === 'grant_vouchers' && 'answer' in outcome && resultsOf(outcome.answer).some(({ refusal }) => refusal)

function isGrantAgain(first: Answer, second: Outcome, how: Again): boolean {
	if ('refusal' in second) return how === 'other inputs' && second.refusal === 'command.key_reused'
	const before = resultsOf(first)
	return resultsOf(second.answer).every((now, i) => {
		const was = before[i]!
		if (now.refusal)
			return was.refusal !== undefined || (how === 'other inputs' && now.refusal === 'command.key_reused')
		return how === 'twice' && before.some((other) => isDeepStrictEqual(other, now))
	})
}

function orders<T>(list: readonly T[]): T[][] {
	if (list.length < 2) return [[...list]]
	return list.flatMap((first, i) => orders([...list.slice(0, i), ...list.slice(i + 1)]).map((rest) => [first, ...rest]))
}

const inWords = ({ call, outcome }: Made) =>
	`${call.name} by ${call.seat} ${'refusal' in outcome ? `was refused (${outcome.refusal})` : `answered ${text(outcome.answer)}`}`
