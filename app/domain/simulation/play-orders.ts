import { factsAt } from '#app/domain/programmes/case-facts.ts'
import type { Words } from '#app/domain/programmes/document-parts.ts'
import { estimate, evaluate } from '#app/domain/programmes/evaluate.ts'
import type { Evaluation, Reason } from '#app/domain/programmes/evaluation.ts'
import type { Facts } from '#app/domain/programmes/facts.ts'
import type { ProgrammeDocument } from '#app/domain/programmes/programme-document.ts'
import { add, fen, greatest, least, type Money, subtract, zero } from '#app/lib/money.ts'
import type { Side, Verdict } from './simulation.ts'

/** Plays orders one after the other through a programme's rules: `evaluate` decides each, what it draws counts for the next. */

/** What one order came to. `limits` are the caps that lowered it; `reason` is the sentence that decided. */
export type Played = {
	verdict: Verdict
	amountFen: Money
	baseFen: Money
	split: Evaluation['split']
	possibleFen: Money
	limits: string[]
	reason: Reason | null
}
/** An order: its enterprise, and the facts at the step `order` (what is used of caps is the game's own). */
export type Turn = { enterprise: string; month: number; facts: Facts }

type Rules = {
	document: ProgrammeDocument
	versionNo: number
	playedYear: number
	budgetFen: Money | null
	factorBp: number
}
/** `refusal`: why there is none. Kept small: one stands for every enterprise. */
type Voucher = { freeFen: Money; isUsed: boolean; refusal: Played | null; wasExhausted: boolean }

/** One version's year: the counters of its caps, its vouchers, its money. */
export class Game {
	private readonly used: Record<string, Money> = {}
	private readonly vouchers = new Map<string, Voucher>()
	/** what was counted for an enterprise in a year, for tiers that run over the year */
	private readonly yearBases = new Map<string, Money>()
	private readonly hits = new Map<string, { count: number; enterprises: Set<string> }>()
	private readonly refusals = new Map<string, { text: Words; article: string; count: number }>()
	private readonly bySource = new Map<string, Money>()
	private readonly claimsAreChecked: boolean
	private readonly orders: Record<Verdict, number> = { paid: 0, refused: 0, unknown: 0, exhausted: 0 }
	private readonly months = Array.from({ length: 12 }, () => ({ paidFen: zero, unmetFen: zero }))
	private leftFen: Money | null
	private costFen = zero
	private possibleFen = zero
	private grantedFen = zero
	private granted = 0
	private exhaustedOn: string | null = null

	constructor(private readonly rules: Rules) {
		this.leftFen = rules.budgetFen
		const { subsidy, process } = rules.document
		const atClaim = (at: readonly string[] | undefined) => at?.includes('claim') ?? false
		this.claimsAreChecked =
			process.encumbrance.point !== 'approval' &&
			(subsidy.floors.some((floor) => atClaim(floor.at)) || subsidy.caps.some((cap) => atClaim(cap.at)))
	}

	/** Everything paid so far, in fen. */
	get paidFen(): Money {
		return this.costFen
	}

	play({ enterprise, month, facts }: Turn): Played {
		const name = yearOf(enterprise, facts)
		const played = this.decide(enterprise, this.around(facts, this.yearBases.get(name) ?? zero))
		this.orders[played.verdict]++
		this.possibleFen = add(this.possibleFen, played.possibleFen)
		const counted = this.months[month]!
		if (played.verdict === 'paid') {
			this.costFen = add(this.costFen, played.amountFen)
			counted.paidFen = add(counted.paidFen, played.amountFen)
			this.yearBases.set(name, add(this.yearBases.get(name) ?? zero, played.baseFen))
			for (const { source, amountFen } of played.split)
				this.bySource.set(source, add(this.bySource.get(source) ?? zero, amountFen))
		}
		if (played.verdict === 'exhausted') {
			counted.unmetFen = add(counted.unmetFen, played.amountFen)
			this.exhaustedOn ??= facts.at
		}
		for (const id of played.limits) {
			const hit = this.hits.get(id) ?? { count: 0, enterprises: new Set() }
			hit.count++
			hit.enterprises.add(enterprise)
			this.hits.set(id, hit)
		}
		if (played.reason && played.verdict !== 'paid') this.count(played.reason)
		return played.verdict === 'exhausted' ? { ...played, amountFen: zero } : played
	}

	private count({ code, zh, en, article }: Reason): void {
		const known = this.refusals.get(code)
		if (known) known.count++
		else this.refusals.set(code, { text: { zh, en }, article, count: 1 })
	}

	/** What stands around every order of the year: the fund, the yearly rate or factor, and the counters. */
	private around(facts: Facts, yearBaseFen: Money): Facts {
		const { document, budgetFen, factorBp } = this.rules
		const yearFen = budgetFen ?? document.pool.yearFen
		const published = document.subsidy.rate.published
		return {
			...facts,
			...(yearFen === null ? {} : { fund: { yearFen } }),
			...(published ? { round: { rateBp: 10_000, factorBp } } : {}),
			yearBaseFen,
			used: this.used,
		}
	}

	private decide(enterprise: string, order: Facts): Played {
		const { document } = this.rules
		const { point } = document.process.encumbrance
		if (document.grant.object === 'none') {
			const claim = evaluate(document, factsAt('claim', order))
			return this.take(claim, () => estimate(document, factsAt('claim', order)))
		}
		const voucher = this.voucherOf(enterprise, order)
		if (voucher.refusal) return voucher.refusal
		const asked: Facts = { ...order, voucher: { freeFen: voucher.freeFen, isUsed: voucher.isUsed } }
		const best = () => estimate(document, asked)
		const evaluation = evaluate(document, asked)
		if (voucher.wasExhausted) {
			const missed = this.answer(evaluation, best)
			return missed.verdict === 'paid' ? { ...missed, verdict: 'exhausted' } : missed
		}
		const played = point === 'order' ? this.take(evaluation, best) : this.answer(evaluation, best)
		if (played.verdict !== 'paid') return played
		// caps that bind at the order are drawn on here, wherever the money itself was set aside
		if (point !== 'order') this.draw(evaluation)
		voucher.freeFen = subtract(voucher.freeFen, played.amountFen)
		voucher.isUsed = true
		return this.claimsAreChecked ? this.atClaim(order, played) : played
	}

	/** What floors and caps of the claim leave of an order. */
	private atClaim(order: Facts, played: Played): Played {
		const claim = evaluate(this.rules.document, {
			...factsAt('claim', order),
			voucher: { heldFen: played.amountFen },
		})
		if (claim.decision !== 'eligible') return this.answer(claim)
		this.draw(claim)
		return {
			...played,
			amountFen: claim.amountFen,
			split: claim.split,
			limits: [...new Set([...played.limits, ...limitsOf(claim)])],
		}
	}

	/** The enterprise's voucher of the year, granted at its first order; one for each order where the rules say so. */
	private voucherOf(enterprise: string, order: Facts): Voucher {
		const { document } = this.rules
		const isQuota = document.grant.object === 'quota'
		const name = yearOf(enterprise, order)
		const known = isQuota ? this.vouchers.get(name) : undefined
		if (known) return known
		const { face } = document.grant
		const most = face?.kind === 'requested' ? face.maxFen : undefined
		const wanted = isQuota ? most : this.wantedOf(order, most)
		const opened = evaluate(document, factsAt('grant', order, wanted))
		const atGrant = document.process.encumbrance.point === 'grant'
		const isShort =
			atGrant && opened.decision === 'eligible' && this.leftFen !== null && opened.amountFen > this.leftFen
		const refusal = opened.decision === 'eligible' ? null : this.answer(opened)
		const voucher = { freeFen: opened.amountFen, isUsed: false, refusal, wasExhausted: isShort }
		if (opened.decision === 'eligible' && !isShort) {
			this.granted++
			this.grantedFen = add(this.grantedFen, opened.amountFen)
			this.draw(opened)
			if (atGrant && this.leftFen !== null) this.leftFen = subtract(this.leftFen, opened.amountFen)
		}
		if (isQuota) this.vouchers.set(name, voucher)
		return voucher
	}

	/** What an order needs of a voucher made for it alone. */
	private wantedOf(order: Facts, most: Money | undefined): Money | undefined {
		if (most === undefined) return undefined
		const { amountFen } = estimate(this.rules.document, { ...order, voucher: { freeFen: most } })
		return greatest(least(amountFen, most), fen(1))
	}

	/** An order whose money is set aside now: paid while the fund lasts. */
	private take(evaluation: Evaluation, best: () => Evaluation): Played {
		const played = this.answer(evaluation, best)
		if (played.verdict !== 'paid') return played
		if (this.leftFen !== null && played.amountFen > this.leftFen) return { ...played, verdict: 'exhausted' }
		if (this.leftFen !== null) this.leftFen = subtract(this.leftFen, played.amountFen)
		this.draw(evaluation)
		return played
	}

	private answer(evaluation: Evaluation, best?: () => Evaluation): Played {
		const { decision, amountFen, split, reasons } = evaluation
		const reason = (verdict: Reason['verdict']) => reasons.find((one) => one.verdict === verdict) ?? null
		const nothing = {
			amountFen: zero,
			baseFen: evaluation.baseFen,
			possibleFen: zero,
			split: [],
			limits: limitsOf(evaluation),
		}
		if (decision === 'eligible') return { ...nothing, verdict: 'paid', amountFen, split, reason: reason('limit') }
		if (decision === 'needs')
			return { ...nothing, verdict: 'unknown', possibleFen: best?.().amountFen ?? zero, reason: reason('needs') }
		return { ...nothing, verdict: 'refused', reason: reason('no') }
	}

	private draw({ draws }: Evaluation): void {
		for (const { capKey, amountFen } of draws) this.used[capKey] = add(this.used[capKey] ?? zero, amountFen)
	}

	/** What the year came to. */
	side(): Side {
		const { document, versionNo, playedYear, factorBp } = this.rules
		return {
			versionNo,
			playedYear,
			orders: this.orders,
			costFen: this.costFen,
			possibleFen: this.possibleFen,
			unmetFen: this.months.reduce((sum, month) => add(sum, month.unmetFen), zero),
			vouchers: this.granted,
			grantedFen: this.grantedFen,
			bySource: document.payers.map(({ code, name }) => ({
				source: code,
				name,
				amountFen: this.bySource.get(code) ?? zero,
			})),
			months: this.months,
			exhaustedOn: this.exhaustedOn,
			factorBp: dividesMoney(document) ? factorBp : null,
			caps: document.subsidy.caps.map(({ id, name }) => ({
				id,
				name,
				hits: this.hits.get(id)?.count ?? 0,
				enterprises: this.hits.get(id)?.enterprises.size ?? 0,
			})),
			reasons: [...this.refusals]
				.map(([code, refusal]) => ({ code, ...refusal }))
				.sort((a, b) => b.count - a.count)
				.slice(0, 12),
		}
	}
}

/** An enterprise in a year: what its voucher and its counted base go by. */
const yearOf = (enterprise: string, { at }: Facts) => `${enterprise} ${at.slice(0, 4)}`

/** Caps that lowered an amount or left nothing of it. */
const limitsOf = ({ reasons }: Evaluation) => [
	...new Set(
		reasons.flatMap(({ code, verdict }) =>
			(verdict === 'limit' || verdict === 'no') && code.startsWith('cap.') ? [code.slice(4)] : [],
		),
	),
]

/** Whether money that is short is divided among all, by a factor that the rules know. */
export const dividesMoney = ({ process, subsidy }: ProgrammeDocument) =>
	process.exhaustion.kind === 'pro_rata' && subsidy.rate.published?.kind === 'factor'
