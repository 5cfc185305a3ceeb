import { fen, greatest, type Money, share, split, subtract, sum, zero } from '#app/lib/money.ts'
import type { LocalDate } from '#app/lib/time.ts'
import { limitWords, yuanText } from './amount-words.ts'
import { type ApplicantClass, answerClass, answerMatch } from './answer-match.ts'
import { bindsAt, capKey, foreseenAt, providersOf } from './cap-keys.ts'
import type { Words } from './document-parts.ts'
import { type Facts, linesOf } from './facts.ts'
import { type Finding, type Findings, yes } from './findings.ts'
import type { Cap, MoneyRules } from './money-rules.ts'
import type { ProgrammeDocument } from './programme-document.ts'
import type { LineAmount } from './reckon-line.ts'

/**
 * A cap that binds here: its counter (null: none to draw on), its limit, what is left of it, and whether it is drawn on
 * here. `times`: it counts how often, not how much. `lines`: the lines it counts, by index.
 */
export type BindingCap = {
	cap: Cap
	key: string | null
	limit: Money
	room: Money
	draws: boolean
	times: boolean
	lines: readonly number[]
}

type CapQuestion = {
	document: ProgrammeDocument
	money: Pick<MoneyRules, 'caps'>
	facts: Facts
	applicantClass: ApplicantClass
	counted: { year: number; day: LocalDate }
	lines: readonly LineAmount[]
}

/** The caps that bind at this step for this applicant, in the document's order. Missing facts go to the findings. */
export function bindingCaps(question: CapQuestion, findings: Findings): BindingCap[] {
	return question.money.caps.flatMap((cap) => bindings(cap, question, findings))
}

function bindings(
	cap: Cap,
	{ document, money, facts, applicantClass, counted, lines }: CapQuestion,
	findings: Findings,
): BindingCap[] {
	const draws = bindsAt(document, cap, facts)
	if (!draws && !foreseenAt(document, cap, facts)) return []
	const all = linesOfCap(money, cap, lines)
	if (all.length === 0) return []
	for (const answer of [
		cap.classes ? answerClass(applicantClass, cap.classes) : yes,
		answerMatch(cap.when, { facts, line: linesOf(facts)[0]!, applicantClass }),
	]) {
		if (answer.holds === null)
			findings.add(cap, { code: `cap.${cap.id}`, verdict: 'needs', text: stillToKnow(cap), needs: answer.needs })
		if (answer.holds !== true) return []
	}
	const missing = missingOf(cap, facts)
	if (missing) {
		findings.need(cap, missing.path, missing.text)
		return []
	}
	const limit = limitOf(cap, document, facts, lines, all)
	if (limit === undefined) {
		findings.need(cap, ...limitNeeds(cap))
		return []
	}
	const times = cap.limit.kind === 'count'
	const binding = (key: string | null, members: readonly number[]): BindingCap => {
		const used = key === null ? zero : (facts.used[key] ?? facts.used[cap.id] ?? zero)
		return { cap, key, limit, room: greatest(subtract(limit, used), zero), draws, times, lines: members }
	}
	if (!cap.scope.startsWith('provider_')) return [binding(capKey(document, cap, facts, counted), all)]
	const facets = linesOf(facts)
	return providersOf(facts).map((provider) =>
		binding(
			capKey(document, cap, facts, { ...counted, provider }),
			all.filter((index) => facets[index]?.provider?.number === provider),
		),
	)
}

const stillToKnow = (cap: Cap): Words => ({
	zh: `还需要知道是否适用「${cap.name.zh}」`,
	en: `Still to be known: whether “${cap.name.en}” applies`,
})

/** A fact without which the counter of a cap has no name. */
function missingOf({ scope }: Cap, { enterprise, project, round }: Facts): { path: string; text: Words } | undefined {
	if (scope.startsWith('controller_') && enterprise.controller === undefined)
		return {
			path: 'enterprise.controller',
			text: { zh: '还需要知道实际控制人', en: 'Still to be known: the actual controller' },
		}
	if (scope === 'project' && project === undefined)
		return {
			path: 'project',
			text: { zh: '还需要知道属于哪个项目', en: 'Still to be known: the project it belongs to' },
		}
	if (scope.endsWith('round') && round?.number === undefined)
		return { path: 'round.number', text: { zh: '还需要知道是哪一批次', en: 'Still to be known: the round' } }
	return undefined
}

function limitNeeds({ limit }: Cap): [string, Words] {
	if (limit.kind === 'fact_share')
		return [
			`enterprise.amounts.${limit.code}`,
			{ zh: `还需要知道金额（${limit.code}）`, en: `Still to be known: the amount ${limit.code}` },
		]
	return ['fund.yearFen', { zh: '还需要知道本年度资金总额', en: 'Still to be known: the fund of the year' }]
}

function limitOf(
	{ limit }: Cap,
	document: ProgrammeDocument,
	facts: Facts,
	lines: readonly LineAmount[],
	counted: readonly number[],
): Money | undefined {
	switch (limit.kind) {
		case 'amount':
			return limit.fen
		case 'count':
			return fen(limit.times)
		case 'base_share':
			return share(sum(counted.map((index) => lines[index]!.base)), limit.bp)
		case 'fact_share': {
			const amount = facts.enterprise.amounts?.[limit.code]
			return amount === undefined ? undefined : share(amount, limit.bp)
		}
		case 'fund_share': {
			const fund = facts.fund?.yearFen ?? facts.round?.fundFen ?? document.pool.yearFen
			return fund == null ? undefined : share(fund, limit.bp)
		}
	}
}

/** The rows a cap counts, those of the caps it covers included; undefined: all. Documents are read often and never changed. */
const rowsCounted = new WeakMap<Cap, readonly string[] | null>()
export function rowsOfCap(money: Pick<MoneyRules, 'caps'>, cap: Cap): readonly string[] | undefined {
	if (!cap.covers) return cap.rows
	let rows = rowsCounted.get(cap)
	if (rows === undefined) {
		const parts = cap.covers.map((id) => rowsOfCap(money, money.caps.find((other) => other.id === id)!))
		rows = parts.some((part) => part === undefined) ? null : [...new Set(parts.flatMap((part) => part ?? []))]
		rowsCounted.set(cap, rows)
	}
	return rows ?? undefined
}

/** The lines a cap counts, by index. */
function linesOfCap(money: Pick<MoneyRules, 'caps'>, cap: Cap, lines: readonly LineAmount[]): number[] {
	const rows = rowsOfCap(money, cap)
	return lines.flatMap((line, index) => (!rows || (line.row !== null && rows.includes(line.row)) ? [index] : []))
}

/** Lowers the lines to the room of each cap on the whole amount, in order; a cap over several lines lowers them in proportion. */
export function applyCaps(lines: LineAmount[], caps: readonly BindingCap[], findings: Findings): LineAmount[] {
	let current = lines
	for (const binding of caps) {
		const { cap, room, lines: counted } = binding
		if (cap.scope === 'line') {
			current = current.map((line, index) => {
				const most = cap.limit.kind === 'base_share' ? share(line.base, cap.limit.bp) : room
				if (!counted.includes(index) || line.amount <= most) return line
				const own = { ...binding, limit: most, room: most }
				findings.add(cap, capFinding(own, line.amount), lines.length > 1 ? index : undefined)
				return { ...line, amount: most }
			})
			continue
		}
		const wanted = sum(counted.map((index) => current[index]!.amount))
		const all = current.every((line, index) => line.amount === 0n || counted.includes(index))
		if (wanted > 0n) findings.add(cap, capFinding(binding, wanted, all))
		if (binding.times ? room === 0n && wanted > 0n : wanted > room)
			current = lower(current, counted, binding.times ? zero : room)
	}
	return current
}

/** The lines with those counted brought down to `room` together, each in proportion. */
export function lower(lines: readonly LineAmount[], counted: readonly number[], room: Money): LineAmount[] {
	const parts = split(
		room,
		counted.map((index) => lines[index]!.amount),
	)
	return lines.map((line, index) => {
		const place = counted.indexOf(index)
		return place < 0 ? line : { ...line, amount: parts[place]! }
	})
}

export const scopeWords: Record<Cap['scope'], Words> = {
	line: { zh: '单项', en: 'each service' },
	application: { zh: '单次', en: 'each application' },
	project: { zh: '该项目', en: 'this project' },
	round: { zh: '本批次', en: 'this round' },
	month: { zh: '本月', en: 'this month' },
	quarter: { zh: '本季度', en: 'this quarter' },
	half_year: { zh: '本半年', en: 'this half-year' },
	year: { zh: '本年度', en: 'this year' },
	lifetime: { zh: '累计', en: 'in all' },
	controller_year: { zh: '同一实际控制人本年度', en: 'the same controller this year' },
	controller_lifetime: { zh: '同一实际控制人累计', en: 'the same controller in all' },
	provider_year: { zh: '该服务机构本年度', en: 'this provider this year' },
	provider_half_year: { zh: '该服务机构本半年', en: 'this provider this half-year' },
	provider_lifetime: { zh: '该服务机构累计', en: 'this provider in all' },
	pool_round: { zh: '全部申请人本批次', en: 'all applicants this round' },
	pool_year: { zh: '全部申请人本年度', en: 'all applicants this year' },
	pool_lifetime: { zh: '全部申请人累计', en: 'all applicants in all' },
}

/** A cap on how often: whether there is one left. */
function timesFinding({ cap, limit, room }: BindingCap, all: boolean): Finding {
	const scope = scopeWords[cap.scope]
	const code = `cap.${cap.id}`
	const head: Words = {
		zh: `${cap.name.zh}：${scope.zh} ${limit} 次`,
		en: `${cap.name.en}: ${limit === 1n ? 'once' : `${limit} times`} for ${scope.en}`,
	}
	if (room === 0n)
		return {
			code,
			verdict: all ? 'no' : 'limit',
			text: { zh: `${head.zh}，已用完`, en: `${head.en}, all used up` },
			amountFen: zero,
		}
	return { code, verdict: 'ok', text: { zh: `${head.zh}，还有 ${room} 次`, en: `${head.en}, ${room} left` } }
}

/** What a cap does to `wanted`: leaves it, lowers it, or (`all`: everything hangs on it) says that nothing is left. */
export function capFinding(binding: BindingCap, wanted: Money, all = false): Finding {
	if (binding.times) return timesFinding(binding, all)
	const { cap, limit, room } = binding
	const most = limitWords(limit)
	const code = `cap.${cap.id}`
	const single = cap.scope === 'line' || cap.scope === 'application'
	const left: Words = single
		? { zh: '', en: '' }
		: {
				zh: `，${scopeWords[cap.scope].zh}还可用 ${yuanText(room)}`,
				en: `; ${yuanText(room)} left for ${scopeWords[cap.scope].en}`,
			}
	const head: Words = { zh: `${cap.name.zh} ${most.zh}${left.zh}`, en: `${cap.name.en}: ${most.en}${left.en}` }
	if (room === 0n)
		return {
			code,
			verdict: all ? 'no' : 'limit',
			text: { zh: `${cap.name.zh} ${most.zh}已用完`, en: `${cap.name.en}: ${most.en}, all used up` },
			amountFen: room,
		}
	if (wanted < room || (wanted === room && !single)) return { code, verdict: 'ok', text: head, amountFen: room }
	return {
		code,
		verdict: 'limit',
		text: { zh: `${head.zh}，本次按 ${yuanText(room)}`, en: `${head.en}, so ${yuanText(room)} here` },
		amountFen: room,
	}
}
