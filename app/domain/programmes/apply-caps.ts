import { greatest, type Money, share, split, subtract, sum, zero } from '#app/lib/money.ts'
import { limitWords, yuanText } from './amount-words.ts'
import { type ApplicantClass, answerClass } from './answer-match.ts'
import { bindsAt, capKey, foreseenAt } from './cap-keys.ts'
import type { Words } from './document-parts.ts'
import type { Facts } from './facts.ts'
import type { Finding, Findings } from './findings.ts'
import type { Cap } from './money-rules.ts'
import type { ProgrammeDocument } from './programme-document.ts'
import type { LineAmount } from './reckon-line.ts'

/** A cap that binds here: its counter (null: none to draw on), its limit, what is left of it, and whether it is drawn on here. */
export type BindingCap = { cap: Cap; key: string | null; limit: Money; room: Money; draws: boolean }

type CapQuestion = {
	document: ProgrammeDocument
	facts: Facts
	applicantClass: ApplicantClass
	year: number
	lines: readonly LineAmount[]
}

/** The caps that bind at this step for this applicant, in the document's order. Missing facts go to the findings. */
export function bindingCaps(
	caps: readonly Cap[],
	{ document, facts, applicantClass, year, lines }: CapQuestion,
	findings: Findings,
): BindingCap[] {
	return caps.flatMap((cap) => {
		const draws = bindsAt(document, cap, facts)
		if (!draws && !foreseenAt(document, cap, facts)) return []
		if (cap.rows && countedBy(cap, lines).length === 0) return []
		if (cap.classes) {
			const answer = answerClass(applicantClass, cap.classes)
			if (answer.holds === null)
				findings.add(cap, { code: `cap.${cap.id}`, verdict: 'needs', text: stillToKnow(cap), needs: answer.needs })
			if (answer.holds !== true) return []
		}
		if (cap.scope === 'controller_year' && facts.enterprise.controller === undefined) {
			findings.need(cap, 'enterprise.controller', {
				zh: '还需要知道实际控制人',
				en: 'Still to be known: the actual controller',
			})
			return []
		}
		const limit = limitOf(cap, document, facts)
		if (limit === undefined) {
			findings.need(cap, 'fund.yearFen', {
				zh: '还需要知道本年度资金总额',
				en: 'Still to be known: the fund of the year',
			})
			return []
		}
		const key = capKey(document, cap, facts, year)
		const used = key === null ? zero : (facts.used[key] ?? facts.used[cap.id] ?? zero)
		return [{ cap, key, limit, room: greatest(subtract(limit, used), zero), draws }]
	})
}

const stillToKnow = (cap: Cap): Words => ({
	zh: `还需要知道是否适用「${cap.name.zh}」`,
	en: `Still to be known: whether “${cap.name.en}” applies`,
})

function limitOf({ limit }: Cap, document: ProgrammeDocument, facts: Facts): Money | undefined {
	if (limit.kind === 'amount') return limit.fen
	const fund = facts.fund?.yearFen ?? document.pool.yearFen
	return fund == null ? undefined : share(fund, limit.bp)
}

/** The lines a cap counts, by index. */
export const countedBy = ({ rows }: Cap, lines: readonly LineAmount[]): number[] =>
	lines.flatMap((line, index) => (!rows || (line.row !== null && rows.includes(line.row)) ? [index] : []))

/** Lowers the lines to the room of each cap on the whole amount, in order; a cap over several lines lowers them in proportion. */
export function applyCaps(lines: LineAmount[], caps: readonly BindingCap[], findings: Findings): LineAmount[] {
	let current = lines
	for (const binding of caps) {
		const { cap, room } = binding
		const counted = countedBy(cap, current)
		if (counted.length === 0) continue
		if (cap.scope === 'line') {
			current = current.map((line, index) => {
				if (!counted.includes(index) || line.amount <= room) return line
				findings.add(cap, capFinding(binding, line.amount), lines.length > 1 ? index : undefined)
				return { ...line, amount: room }
			})
			continue
		}
		const wanted = sum(counted.map((index) => current[index]!.amount))
		const all = current.every((line, index) => line.amount === 0n || counted.includes(index))
		if (wanted > 0n) findings.add(cap, capFinding(binding, wanted, all))
		if (wanted > room) current = lower(current, counted, room)
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

const scopeWords: Record<Cap['scope'], Words> = {
	line: { zh: '单项', en: 'each service' },
	application: { zh: '单次', en: 'each application' },
	year: { zh: '本年度', en: 'this year' },
	lifetime: { zh: '累计', en: 'in all' },
	controller_year: { zh: '同一实际控制人本年度', en: 'the same controller this year' },
	pool_year: { zh: '全部申请人本年度', en: 'all applicants this year' },
}

/** What a cap does to `wanted`: leaves it, lowers it, or (`all`: everything hangs on it) says that nothing is left. */
export function capFinding({ cap, limit, room }: BindingCap, wanted: Money, all = false): Finding {
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
