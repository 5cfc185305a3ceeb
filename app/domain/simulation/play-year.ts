import type { Facts } from '#app/domain/programmes/facts.ts'
import type { ProgrammeDocument } from '#app/domain/programmes/programme-document.ts'
import type { Locale } from '#app/lib/i18n.ts'
import { add, fen, type Money, plainYuan, subtract, zero } from '#app/lib/money.ts'
import type { LocalDate } from '#app/lib/time.ts'
import { dividesMoney, Game, type Played } from './play-orders.ts'
import { movedFacts, playedYear } from './played-year.ts'
import type { Change, SimulationResult, Verdict } from './simulation.ts'

/** An order to be played: who, when, for how much. */
export type OrderRow = {
	ref: string
	enterprise: string
	enterpriseName: string
	on: LocalDate
	priceFen: Money
	/** what is known of it at the step `order`, as far as a document asks */
	factsFor: (document: ProgrammeDocument) => Facts
}
/** Orders in the order of their days, page by page; may be asked for more than once. */
export type OrderPages = () => AsyncIterable<readonly OrderRow[]>
export type Version = { document: ProgrammeDocument; versionNo: number }
type Plan = {
	year: number
	draft: Version
	published: Version | null
	budgetFen: Money | null
	total: number
	pages: OrderPages
	locale: Locale
	/** words of the file's head and of the verdicts */
	words: { head: readonly string[]; verdict: Record<Verdict, string> }
}
/** Asked between short pieces of work: how far it is. Answering false stops the simulation. */
export type Beat = (done: number, total: number) => Promise<boolean>

/** How many orders are played before others may work. */
const breath = 25
const mostNamed = 50

export type PlayedYear = {
	result: Omit<SimulationResult, 'seconds'>
	/** every order with what it came to on both sides, as CSV */
	lines: Uint8Array
	/** every enterprise with its sums */
	enterprises: Change[]
}

/** Plays a year through both versions. Null when `beat` stopped it. */
export async function playYear(plan: Plan, beat: Beat): Promise<PlayedYear | null> {
	const { budgetFen, draft, published, year } = plan
	const versions = published ? [draft, published] : [draft]
	const divided = budgetFen === null ? [] : versions.filter(({ document }) => dividesMoney(document))
	const total = plan.total * (1 + divided.length)
	let done = 0
	/** Counts an order; a promise when it is time for a breath. */
	const goOn = (): true | Promise<boolean> => {
		done++
		return done % breath !== 0 || beat(done, total)
	}
	const factors = new Map<Version, number>()
	for (const version of divided) {
		const factor = await factorOf(plan, version, goOn)
		if (factor === null) return null
		factors.set(version, factor)
	}
	const games = versions.map((version) => gameOf(plan, version, factors.get(version) ?? 10_000, budgetFen))
	const [after, before] = games as [RunningGame, RunningGame | undefined]
	const sums = new Map<string, Change>()
	const lines = new LineFile(plan)
	let priceFen = zero
	for await (const page of plan.pages())
		for (const row of page) {
			const on = goOn()
			if (on !== true && !(await on)) return null
			const was = before?.play(row) ?? null
			const is = after.play(row)
			priceFen = add(priceFen, row.priceFen)
			const sum = sums.get(row.enterprise) ?? newChange(row)
			sum.orders++
			sum.beforeFen = add(sum.beforeFen, was?.amountFen ?? zero)
			sum.afterFen = add(sum.afterFen, is.amountFen)
			sums.set(row.enterprise, sum)
			lines.add(row, was, is)
		}
	const enterprises = [...sums.values()]
	return {
		result: {
			orders: lines.count,
			enterprises: enterprises.length,
			priceFen,
			budgetFen,
			draft: after.game.side(),
			published: before?.game.side() ?? null,
			winners: changesOf(enterprises, 1),
			losers: changesOf(enterprises, -1),
		},
		lines: lines.bytes(),
		enterprises,
	}

	function gameOf(around: Plan, { document, versionNo }: Version, factorBp: number, money: Money | null): RunningGame {
		const played = playedYear(document, year)
		const game = new Game({
			document,
			versionNo,
			playedYear: played,
			factorBp,
			// divided money reaches for all: nobody is turned away
			budgetFen: dividesMoney(document) ? null : money,
		})
		const play = ({ enterprise, on, factsFor }: OrderRow) => {
			const facts = movedFacts(factsFor(document), played - around.year)
			return game.play({ enterprise, month: Number(on.slice(5, 7)) - 1, facts })
		}
		return { game, play }
	}

	async function factorOf(around: Plan, version: Version, isOn: () => true | Promise<boolean>): Promise<number | null> {
		const { game, play } = gameOf(around, version, 10_000, null)
		for await (const page of around.pages())
			for (const row of page) {
				const on = isOn()
				if (on !== true && !(await on)) return null
				play(row)
			}
		if (game.paidFen <= budgetFen!) return 10_000
		return Number((budgetFen! * 10_000n) / game.paidFen)
	}
}

type RunningGame = { game: Game; play: (row: OrderRow) => Played }

const newChange = ({ enterprise, enterpriseName }: OrderRow): Change => ({
	enterprise,
	name: enterpriseName,
	orders: 0,
	beforeFen: zero,
	afterFen: zero,
})

/** Who gets more (`sign` 1) or less (-1) than under the version in force: how many, how much, and those it touches most. */
function changesOf(enterprises: readonly Change[], sign: 1 | -1): SimulationResult['winners'] {
	const by = (change: Change) => subtract(change.afterFen, change.beforeFen) * BigInt(sign)
	const found = enterprises
		.filter((change) => by(change) > 0n)
		.sort((a, b) => (by(b) > by(a) ? 1 : by(b) < by(a) ? -1 : 0))
	return {
		count: found.length,
		sumFen: fen(found.reduce((sum, change) => sum + by(change), 0n)),
		top: found.slice(0, mostNamed),
	}
}

/** The orders as CSV, gathered in pieces so that a long one stays small in memory. */
class LineFile {
	count = 0
	private readonly pieces: Uint8Array[] = []
	private pending: string[] = []
	private readonly encoder = new TextEncoder()

	constructor(private readonly plan: Plan) {
		this.pending.push(`\uFEFF${plan.words.head.map(cell).join(',')}`)
	}

	add(row: OrderRow, was: Played | null, is: Played): void {
		this.count++
		const { verdict } = this.plan.words
		const reason = is.reason ? is.reason[this.plan.locale] : ''
		const before = was ? [plainYuan(was.amountFen), verdict[was.verdict]] : ['', '']
		const difference = was ? plainYuan(subtract(is.amountFen, was.amountFen)) : ''
		this.pending.push(
			[
				cell(row.ref),
				row.on,
				cell(row.enterprise),
				cell(row.enterpriseName),
				plainYuan(row.priceFen),
				...before,
				plainYuan(is.amountFen),
				verdict[is.verdict],
				difference,
				cell(reason),
				cell(is.reason?.article ?? ''),
			].join(','),
		)
		if (this.pending.length >= 2_000) this.flush()
	}

	private flush(): void {
		this.pieces.push(this.encoder.encode(`${this.pending.join('\r\n')}\r\n`))
		this.pending = []
	}

	bytes(): Uint8Array {
		if (this.pending.length > 0) this.flush()
		const all = new Uint8Array(this.pieces.reduce((length, piece) => length + piece.byteLength, 0))
		let at = 0
		for (const piece of this.pieces) {
			all.set(piece, at)
			at += piece.byteLength
		}
		return all
	}
}

/** A text as a cell: quoted where it must be, and never a formula. */
function cell(text: string): string {
	const plain = /^[=+\-@\t\r]/.test(text) ? `'${text}` : text
	return /[",\r\n]/.test(plain) ? `"${plain.replaceAll('"', '""')}"` : plain
}
