import { greatest, type Money, share, sum, zero } from '#app/lib/money.ts'
import { limitWords } from './amount-words.ts'
import { rowsOfCap } from './apply-caps.ts'
import { splitsOf } from './choose-split.ts'
import type { LintFindings } from './lint-finding.ts'
import type { Cap, MoneyRules } from './money-rules.ts'
import type { ProgrammeDocument } from './programme-document.ts'
import type { RateRow } from './rate-rules.ts'

type Path = readonly (string | number)[]

/** Caps that never bind, floors nothing can reach, limits that contradict each other. */
export function lintCaps(document: ProgrammeDocument, money: MoneyRules, at: Path, findings: LintFindings) {
	money.caps.forEach((cap, index) => {
		const path = [...at, 'caps', index]
		const why = neverReached(document, money, cap)
		if (why)
			findings.warning(
				'cap.unreachable',
				path,
				`「${cap.name.zh}」永远不会起作用：${why.zh}`,
				`“${cap.name.en}” is never reached: ${why.en}`,
			)
		if (cap.limit.kind === 'amount' && cap.limit.fen === 0n)
			findings.error(
				'cap.zero',
				[...path, 'limit', 'fen'],
				`「${cap.name.zh}」为零，什么都不会支付`,
				`“${cap.name.en}” is zero, so nothing is ever paid`,
			)
		lintCovers(money, cap, path, findings)
	})
	lintFloors(money, at, findings)
}

type Why = { zh: string; en: string }

function neverReached(document: ProgrammeDocument, money: MoneyRules, cap: Cap): Why | undefined {
	if (cap.at?.every((step) => step === 'grant') && document.grant.object === 'none' && money === document.subsidy)
		return { zh: '不发券，没有发放环节', en: 'there is no voucher, so there is no grant' }
	if (cap.level && !paysAnything(money, cap.level))
		return { zh: '这一来源不承担任何部分', en: 'this source pays no part' }
	if (cap.limit.kind !== 'amount') return undefined
	const limit = cap.limit.fen
	const fund = document.pool.yearFen
	if (fund !== null && limit > fund && /pool_(year|round)/.test(cap.scope))
		return { zh: '高于全年资金', en: 'it is above the fund of the year' }
	const most = mostPossible(money, cap)
	if (most !== undefined && most < limit)
		return { zh: `最多只能得到 ${limitWords(most).zh}`, en: `no more than ${limitWords(most).en} is possible` }
	const lower = money.caps.find((other) => other !== cap && isTighter(money, other, cap, limit))
	return lower ? { zh: `「${lower.name.zh}」更低`, en: `“${lower.name.en}” is lower` } : undefined
}

const paysAnything = ({ split }: MoneyRules, source: string) =>
	splitsOf(split).some((way) => {
		switch (way.kind) {
			case 'single':
				return way.source === source
			case 'waterfall':
				return way.sources.includes(source)
			case 'match':
				return [way.lead, way.match, ...way.further.map((part) => part.source)].includes(source)
			default:
				return way.parts.some((part) => part.source === source)
		}
	})

/** How wide a scope is: what a wider one counts includes what a narrower one counts, for one enterprise. */
const width: Partial<Record<Cap['scope'], number>> = {
	line: 0,
	application: 1,
	month: 2,
	quarter: 3,
	half_year: 4,
	year: 5,
	lifetime: 6,
}

/** Whether another cap always binds before this one: it counts at least as much, and allows less (or the same at the same scope). */
function isTighter(money: MoneyRules, other: Cap, cap: Cap, limit: Money): boolean {
	if (other.limit.kind !== 'amount' || other.classes || other.when || other.joint) return false
	if (other.level !== undefined && other.level !== cap.level) return false
	const [inner, outer] = [width[cap.scope], width[other.scope]]
	if (inner === undefined || outer === undefined || outer < inner) return false
	if (JSON.stringify(other.at) !== JSON.stringify(cap.at)) return false
	const own = rowsOfCap(money, cap)
	const counted = rowsOfCap(money, other)
	if (counted && !(own?.every((row) => counted.includes(row)) ?? false)) return false
	return other.limit.fen < limit || (other.limit.fen === limit && outer > inner)
}

/** The most one line can bring under a cap of its own; undefined where there is no such most. */
function mostPossible(money: MoneyRules, cap: Cap): Money | undefined {
	if (cap.scope !== 'line' || splitsOf(money.split).some(({ kind }) => kind === 'match')) return undefined
	const counted = rowsOfCap(money, cap)
	const mosts = money.rate.rows
		.filter((row) => !counted || counted.includes(row.id))
		.map((row) => mostOfRow(money, row))
	if (mosts.some((most) => most === undefined)) return undefined
	return mosts.map((most) => most!).reduce(greatest, zero)
}

function mostOfRow({ base, rate, bonuses }: MoneyRules, row: RateRow): Money | undefined {
	const raised = bonuses.some((bonus) => (!bonus.rows || bonus.rows.includes(row.id)) && bonus.mode !== 'points')
	if (raised) return undefined
	const points = sum(bonuses.filter((bonus) => bonus.mode === 'points').map((bonus) => BigInt(bonus.bp) as Money))
	switch (row.pays.kind) {
		case 'flat':
			return row.pays.fen
		case 'per_unit':
			return row.pays.maxUnits === undefined ? undefined : ((row.pays.fen * BigInt(row.pays.maxUnits)) as Money)
		case 'appraised_amount':
			return row.pays.maxFen
		case 'share':
			return base.maxFen === undefined
				? undefined
				: share(base.maxFen, Math.min(row.pays.bp + Number(points), rate.maxBp ?? 10_000))
		default:
			return base.maxFen
	}
}

/** A joint cap that its parts never reach together, or whose parts are counted differently. */
function lintCovers(money: MoneyRules, cap: Cap, path: Path, findings: LintFindings) {
	const parts = (cap.covers ?? []).map((id) => money.caps.find((other) => other.id === id)!)
	if (parts.length === 0) return
	if (parts.some((part) => part.scope !== cap.scope))
		findings.warning(
			'cap.covers_scope',
			[...path, 'covers'],
			'合并上限与所含上限的计算范围不同',
			'The joint cap counts over another span than the caps it covers',
		)
	if (cap.limit.kind !== 'amount' || parts.some((part) => part.limit.kind !== 'amount')) return
	const together = sum(parts.map((part) => (part.limit.kind === 'amount' ? part.limit.fen : zero)))
	if (together <= cap.limit.fen)
		findings.warning(
			'cap.unreachable',
			path,
			`「${cap.name.zh}」永远不会起作用：各项上限合计只有 ${limitWords(together).zh}`,
			`“${cap.name.en}” is never reached: the caps it covers come to ${limitWords(together).en} together`,
		)
}

function lintFloors(money: MoneyRules, at: Path, findings: LintFindings) {
	money.floors.forEach((floor, index) => {
		if (floor.of !== 'amount') return
		const lower = money.caps.find(
			(cap) =>
				cap.limit.kind === 'amount' &&
				!cap.level &&
				!cap.rows &&
				!cap.classes &&
				!cap.when &&
				cap.limit.fen < floor.minFen,
		)
		if (lower && floor.measured === 'after_caps')
			findings.error(
				'floor.above_cap',
				[...at, 'floors', index, 'minFen'],
				`起点高于「${lower.name.zh}」，什么都不会支付`,
				`The floor is above “${lower.name.en}”, so nothing is ever paid`,
			)
		else if (lower)
			findings.warning(
				'floor.above_cap',
				[...at, 'floors', index, 'minFen'],
				`起点高于「${lower.name.zh}」`,
				`The floor is above “${lower.name.en}”`,
			)
	})
	const units = {
		fen: 1n,
		jiao: 10n,
		yuan: 100n,
		ten_yuan: 1_000n,
		hundred_yuan: 10_000n,
		thousand_yuan: 100_000n,
		ten_thousand_yuan: 1_000_000n,
	}
	const size = units[money.rounding.unit]
	money.floors.forEach((floor, index) => {
		if (floor.of === 'amount' && money.rounding.mode === 'down' && floor.minFen % size !== 0n)
			findings.warning(
				'rounding.floor',
				[...at, 'floors', index, 'minFen'],
				'起点不是取整单位的倍数，正好达到起点的会被舍掉',
				'The floor is no multiple of the rounding unit, so an amount that just reaches it is rounded below it',
			)
	})
	if (size > 100n && money.rounding.mode === 'down')
		findings.note(
			'rounding.coarse',
			[...at, 'rounding', 'unit'],
			`向下取整每次最多少付 ${limitWords((size - 1n) as Money).zh}`,
			`Rounding down takes up to ${limitWords((size - 1n) as Money).en} off each time`,
		)
}
